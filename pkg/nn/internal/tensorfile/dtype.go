package tensorfile

import (
	"encoding/binary"
	"math"
)

// A dtype is the type of the elements in a file: of whole numbers, if it has
// whole, else of floats.
type dtype struct {
	name  string
	size  int // bytes an element
	at    func(b []byte, order binary.ByteOrder) float32
	whole func(b []byte, order binary.ByteOrder) int64
}

var (
	float64Type = dtype{"float64", 8, func(b []byte, o binary.ByteOrder) float32 {
		return float32(math.Float64frombits(o.Uint64(b)))
	}, nil}
	float32Type = dtype{"float32", 4, func(b []byte, o binary.ByteOrder) float32 {
		return math.Float32frombits(o.Uint32(b))
	}, nil}
	float16Type = dtype{"float16", 2, func(b []byte, o binary.ByteOrder) float32 {
		return halfToFloat(o.Uint16(b))
	}, nil}
	bfloat16Type = dtype{"bfloat16", 2, func(b []byte, o binary.ByteOrder) float32 {
		return math.Float32frombits(uint32(o.Uint16(b)) << 16)
	}, nil}
	int64Type  = integers("int64", 8, func(b []byte, o binary.ByteOrder) int64 { return int64(o.Uint64(b)) })
	int32Type  = integers("int32", 4, func(b []byte, o binary.ByteOrder) int64 { return int64(int32(o.Uint32(b))) })
	int16Type  = integers("int16", 2, func(b []byte, o binary.ByteOrder) int64 { return int64(int16(o.Uint16(b))) })
	int8Type   = integers("int8", 1, func(b []byte, _ binary.ByteOrder) int64 { return int64(int8(b[0])) })
	uint32Type = integers("uint32", 4, func(b []byte, o binary.ByteOrder) int64 { return int64(o.Uint32(b)) })
	uint16Type = integers("uint16", 2, func(b []byte, o binary.ByteOrder) int64 { return int64(o.Uint16(b)) })
	uint8Type  = integers("uint8", 1, func(b []byte, _ binary.ByteOrder) int64 { return int64(b[0]) })
)

// safetensorsTypes are the dtypes of a safetensors header by their names there.
var safetensorsTypes = map[string]dtype{
	"F64": float64Type, "F32": float32Type, "F16": float16Type, "BF16": bfloat16Type,
	"I64": int64Type, "I32": int32Type, "I16": int16Type, "I8": int8Type, "U8": uint8Type, "BOOL": uint8Type,
	"U32": uint32Type, "U16": uint16Type,
}

// storageTypes are the dtypes of PyTorch's storage classes, all of module torch.
var storageTypes = map[string]dtype{
	"DoubleStorage": float64Type, "FloatStorage": float32Type, "HalfStorage": float16Type,
	"BFloat16Storage": bfloat16Type, "LongStorage": int64Type, "IntStorage": int32Type,
	"ShortStorage": int16Type, "CharStorage": int8Type, "ByteStorage": uint8Type, "BoolStorage": uint8Type,
}

func integers(name string, size int, whole func(b []byte, order binary.ByteOrder) int64) dtype {
	return dtype{name, size, func(b []byte, o binary.ByteOrder) float32 { return float32(whole(b, o)) }, whole}
}

// decodeWhole is decode for whole numbers as they are; nil for floats.
func (t dtype) decodeWhole(b []byte, order binary.ByteOrder) []int64 {
	if t.whole == nil {
		return nil
	}
	out := make([]int64, len(b)/t.size)
	for i := range out {
		out[i] = t.whole(b[i*t.size:], order)
	}
	return out
}

// decode converts all of b, whose length is a multiple of the element size.
func (t dtype) decode(b []byte, order binary.ByteOrder) []float32 {
	out := make([]float32, len(b)/t.size)
	for i := range out {
		out[i] = t.at(b[i*t.size:], order)
	}
	return out
}

// halfToFloat converts an IEEE 754 binary16.
func halfToFloat(h uint16) float32 {
	sign := uint32(h>>15) << 31
	exp := uint32(h>>10) & 0x1f
	frac := uint32(h) & 0x3ff
	switch {
	case exp == 0: // zero or subnormal: frac units of 2^-24
		f := float32(frac) / (1 << 24)
		return math.Float32frombits(sign | math.Float32bits(f))
	case exp == 0x1f: // infinity or NaN
		return math.Float32frombits(sign | 0xff<<23 | frac<<13)
	}
	return math.Float32frombits(sign | (exp+127-15)<<23 | frac<<13)
}

// halfOverflow is the least number that rounds to no finite binary16.
const halfOverflow = 65520

// floatToHalf is the IEEE 754 binary16 nearest to f, the even one of two as near.
func floatToHalf(f float32) uint16 {
	b := math.Float32bits(f)
	sign := uint16(b>>16) & 0x8000
	a := math.Abs(float64(f))
	switch {
	case a != a: // NaN
		return sign | 0x7e00
	case a >= halfOverflow:
		return sign | 0x7c00
	case a < 1.0/(1<<14): // zero or subnormal: units of 2^-24
		return sign | uint16(math.RoundToEven(a*(1<<24)))
	}
	// The 13 digits that binary16 has not are rounded away; a carry moves on into
	// the exponent, as it should.
	b &= 0x7fffffff
	b += 0xfff + b>>13&1
	return sign | uint16((b>>13)-(127-15)<<10)
}
