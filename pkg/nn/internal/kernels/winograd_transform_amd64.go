package kernels

//go:generate go run ./gen/winograd -pkg kernels -out gen_winograd_amd64.s -stubs gen_winograd_amd64.go

type separableFunc func(dst *float32, dstRow, dstCol int, src *float32, srcRow, srcCol, n int)

var (
	winogradAVX512 = [...]separableFunc{winogradDataAVX512, winogradFilterAVX512, winogradOutputAVX512, winogradOutputGradAVX512, winogradFilterGradAVX512, winogradDataGradAVX512}
	winogradAVX2   = [...]separableFunc{winogradDataAVX2, winogradFilterAVX2, winogradOutputAVX2, winogradOutputGradAVX2, winogradFilterGradAVX2, winogradDataGradAVX2}
)

// vectors applies t with the instructions of s; false if s has none.
func (t separable) vectors(s simd, dst *float32, dstRow, dstCol int, src *float32, srcRow, srcCol, n int) bool {
	switch s {
	case avx512:
		winogradAVX512[t](dst, dstRow, dstCol, src, srcRow, srcCol, n)
	case avx2:
		winogradAVX2[t](dst, dstRow, dstCol, src, srcRow, srcCol, n)
	default:
		return false
	}
	return true
}

// winogradRows are the rows of G: what the first and the second tap of a column
// count at each point.
var winogradRows = [winogradSide][2]float32{{1. / 2, 0}, {-1. / 2, -1. / 2}, {-1. / 6, 1. / 6}, {1. / 6, 1. / 3}, {0, 1}}

// filterRowVectors is winogradFilterRow with the instructions of s, the taps of
// a part given from the first on; false if s has none.
func filterRowVectors(s simd, dst *float32, step int, taps *float32, n, row int) bool {
	first, second := winogradRows[row][0], winogradRows[row][1]
	switch s {
	case avx512:
		winogradFilterRowAVX512(dst, step, taps, n, first, second)
	case avx2:
		winogradFilterRowAVX2(dst, step, taps, n, first, second)
	default:
		return false
	}
	return true
}
