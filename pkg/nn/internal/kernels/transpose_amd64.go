package kernels

// transposeBlocks transposes the first r rows and c columns of src, as many as
// the blocks of s cover.
func transposeBlocks(s simd, dst []float32, ldd int, src []float32, lds, rows, cols int) (r, c int) {
	switch s {
	case avx512:
		if r, c = rows&^15, cols&^15; r > 0 && c > 0 {
			transposeAVX512(&dst[0], ldd, &src[0], lds, r, c)
			return r, c
		}
	case avx2:
		if r, c = rows&^7, cols&^7; r > 0 && c > 0 {
			transposeAVX2(&dst[0], ldd, &src[0], lds, r, c)
			return r, c
		}
	}
	return 0, 0
}
