package kernels

//go:generate go run ./gen/winograd -pkg kernels -out gen_winograd_amd64.s -stubs gen_winograd_amd64.go

type separableFunc func(dst *float32, dstRow, dstCol int, src *float32, srcRow, srcCol, n int)

var (
	winogradAVX512 = [...]separableFunc{winogradDataAVX512, winogradFilterAVX512, winogradOutputAVX512, winogradOutputGradAVX512, winogradFilterGradAVX512}
	winogradAVX2   = [...]separableFunc{winogradDataAVX2, winogradFilterAVX2, winogradOutputAVX2, winogradOutputGradAVX2, winogradFilterGradAVX2}
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
