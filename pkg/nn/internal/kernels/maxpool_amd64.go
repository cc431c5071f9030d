package kernels

// halve computes MaxPool2D for windows 2×2 side by side in n rows of them, each
// w values wide, w even; it returns the number of rows that it did.
func halve(s simd, y, x []float32, n, w int) int {
	if n, groups := vectorRows(s, n, w); n > 0 {
		switch w {
		case 4:
			maxPool4AVX2(&y[0], &x[0], groups, w)
		case 8:
			maxPool8AVX2(&y[0], &x[0], groups, w)
		default:
			maxPoolWideAVX2(&y[0], &x[0], groups, w)
		}
		return n
	}
	return 0
}

// halveColumnsVectors is halveColumns with the instructions of s; false if s has
// none.
func halveColumnsVectors(s simd, dst []float32, ldd int, top, bottom []float32, lds, n, width int) bool {
	if s != avx2 && s != avx512 || width%8 != 0 {
		return false
	}
	maxColumnsAVX2(&dst[0], ldd, &top[0], &bottom[0], lds, n, width)
	return true
}

// halveGrad is halve for MaxPool2DGrad.
func halveGrad(s simd, dx, dy, x []float32, n, w int) int {
	if n, groups := vectorRows(s, n, w); n > 0 {
		switch w {
		case 4:
			maxPoolGrad4AVX2(&dx[0], &dy[0], &x[0], groups, w)
		case 8:
			maxPoolGrad8AVX2(&dx[0], &dy[0], &x[0], groups, w)
		default:
			maxPoolGradWideAVX2(&dx[0], &dy[0], &x[0], groups, w)
		}
		return n
	}
	return 0
}

// vectorRows is how many of n rows of windows the assembly can do, which takes
// eight windows at a time, and in how many groups.
func vectorRows(s simd, n, w int) (rows, groups int) {
	switch {
	case s != avx2 && s != avx512:
		return 0, 0
	case w == 4:
		return n / 4 * 4, n / 4
	case w == 8:
		return n / 2 * 2, n / 2
	case w%16 == 0:
		return n, n
	}
	return 0, 0
}
