package kernels

//go:generate go run ./gen/winograd -pkg kernels -out gen_winograd_amd64.s -stubs gen_winograd_amd64.go

type separableFunc func(dst *float32, dstRow, dstCol int, src *float32, srcRow, srcCol, n int)

var (
	winogradAVX512 = [...]separableFunc{
		winogradDataAVX512, winogradFilterAVX512, winogradOutputAVX512, winogradOutputGradAVX512, winogradFilterGradAVX512, winogradDataGradAVX512,
		winograd3DataAVX512, winograd3OutputAVX512, winograd3OutputGradAVX512, winograd3FilterGradAVX512,
	}
	winogradAVX2 = [...]separableFunc{
		winogradDataAVX2, winogradFilterAVX2, winogradOutputAVX2, winogradOutputGradAVX2, winogradFilterGradAVX2, winogradDataGradAVX2,
		winograd3DataAVX2, winograd3OutputAVX2, winograd3OutputGradAVX2, winograd3FilterGradAVX2,
	}
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
var winogradRows = [...][2]float32{{1. / 2, 0}, {-1. / 2, -1. / 2}, {-1. / 6, 1. / 6}, {1. / 6, 1. / 3}, {0, 1}}

// filterRowVectors is filterRow with the instructions of s, the taps of a part
// given from the first on; false if s has none.
func (v *winograd) filterRowVectors(s simd, dst *float32, step int, taps *float32, row int) bool {
	if s != avx512 && s != avx2 {
		return false
	}
	if v.scheme == &scheme3 {
		r := taps3(row, v.turned)
		switch {
		case s == avx512 && v.turned:
			winograd3TurnedRowAVX512(dst, step, taps, v.ch, r[0], r[1], r[2])
		case s == avx512:
			winograd3FilterRowAVX512(dst, step, taps, v.ch, r[0], r[1], r[2])
		case v.turned:
			winograd3TurnedRowAVX2(dst, step, taps, v.ch, r[0], r[1], r[2])
		default:
			winograd3FilterRowAVX2(dst, step, taps, v.ch, r[0], r[1], r[2])
		}
		return true
	}
	first, second := winogradRows[row][0], winogradRows[row][1]
	if s == avx512 {
		winogradFilterRowAVX512(dst, step, taps, v.ch, first, second)
	} else {
		winogradFilterRowAVX2(dst, step, taps, v.ch, first, second)
	}
	return true
}
