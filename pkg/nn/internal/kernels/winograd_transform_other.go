//go:build !amd64

package kernels

// vectors applies t with the instructions of s; false if s has none.
func (t separable) vectors(s simd, dst *float32, dstRow, dstCol int, src *float32, srcRow, srcCol, n int) bool {
	return false
}

// filterRowVectors is filterRow with the instructions of s; false if s has none.
func (v *winograd) filterRowVectors(s simd, dst *float32, step int, taps *float32, row int) bool {
	return false
}
