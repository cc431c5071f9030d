package gpu

import "math"

// word is an argument's word for an int of a kernel, of 32 bits there.
func word(n int) uint64 {
	if n != int(int32(n)) {
		panic("gpu: a size does not fit into 32 bits")
	}
	return uint64(uint32(int32(n)))
}

// floatWord is an argument's word for a float.
func floatWord(f float32) uint64 { return uint64(math.Float32bits(f)) }
