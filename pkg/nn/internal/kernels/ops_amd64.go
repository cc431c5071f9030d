package kernels

//go:generate go run ./gen/ops -pkg kernels -out gen_ops_amd64.s -stubs gen_ops_amd64.go

// Each of these functions does what the function without Vectors in its name
// does, with the same bits, if the instructions in use have vectors: as many
// elements as it returns, or all or nothing, as it says. Where memory is what
// they wait for, AVX2 serves AVX-512 too.

// usable reports whether there are vectors and that there is something to do.
func usable(n int) bool { return n > 0 && instructions() != pureGo }

func rowTotalsVectors(sums []float64, x []float32, n int) bool {
	if !usable(len(sums) * n) {
		return false
	}
	_ = x[len(sums)*n-1]
	rowTotalsAVX2(&sums[0], &x[0], len(sums), n)
	return true
}

func rowProductsVectors(sums []float64, x, y []float32, n, step int) bool {
	if !usable(len(sums) * n) {
		return false
	}
	_, _ = x[len(sums)*n-1], y[(len(sums)-1)*step+n-1]
	rowProductsAVX2(&sums[0], &x[0], &y[0], len(sums), n, step)
	return true
}

func squaresVectors(x, t []float32) (sum float64, ok bool) {
	if ok = usable(len(x)); ok {
		squaresAVX2(&sum, &x[0], &t[0], 1, len(x), 0)
	}
	return sum, ok
}

func hingesVectors(x, sign []float32) (sum float64, ok bool) {
	if ok = usable(len(x)); ok {
		hingesAVX2(&sum, &x[0], &sign[0], 1, len(x), 0)
	}
	return sum, ok
}

func crossEntropiesVectors(x, t []float32) (sum float64, ok bool) {
	switch {
	case !usable(len(x)):
		return 0, false
	case instructions() == avx512:
		crossEntropiesAVX512(&sum, &x[0], &t[0], 1, len(x), 0)
	default:
		crossEntropiesAVX2(&sum, &x[0], &t[0], 1, len(x), 0)
	}
	return sum, true
}

func exponentialsVectors(row []float32, top float64) (sum float64, ok bool) {
	switch {
	case !usable(len(row)):
		return 0, false
	case instructions() == avx512:
		exponentialsAVX512(&sum, &row[0], 1, len(row), top)
	default:
		exponentialsAVX2(&sum, &row[0], 1, len(row), top)
	}
	return sum, true
}

func squaresGradVectors(dx, x, t []float32, scale float64) int {
	n := covered(len(x))
	if n > 0 {
		squaresGradAVX2(&dx[0], &x[0], &t[0], n, scale)
	}
	return n
}

func hingesGradVectors(dx, x, sign []float32, scale float64) int {
	n := covered(len(x))
	if n > 0 {
		hingesGradAVX2(&dx[0], &x[0], &sign[0], n, scale)
	}
	return n
}

func crossEntropiesGradVectors(dx, x, t []float32, scale float64) int {
	n := covered(len(x))
	switch {
	case n == 0:
	case instructions() == avx512:
		crossEntropiesGradAVX512(&dx[0], &x[0], &t[0], n, scale)
	default:
		crossEntropiesGradAVX2(&dx[0], &x[0], &t[0], n, scale)
	}
	return n
}

func exponentialsGradVectors(dx, x []float32, total, scale float64) int {
	n := covered(len(x))
	switch {
	case n == 0:
	case instructions() == avx512:
		exponentialsGradAVX512(&dx[0], &x[0], n, total, scale)
	default:
		exponentialsGradAVX2(&dx[0], &x[0], n, total, scale)
	}
	return n
}

func averageVectors(avg, w []float32, c float32) int {
	n := covered(len(w))
	if n > 0 {
		averageAVX2(&avg[0], &w[0], n, c)
	}
	return n
}

// argmaxVectors is the index of the first maximum of done values of s; none are
// done if there is a NaN among them.
func argmaxVectors(s []float32) (first, done int) {
	n := covered(len(s))
	if n == 0 {
		return 0, 0
	}
	most := maximumAVX2(&s[0], n)
	if most != most {
		return 0, 0
	}
	return findAVX2(&s[0], n, most), n
}

func doubleVectors(y, x []float32, w int, a float32) bool {
	if !usable(len(x)) {
		return false
	}
	_ = y[4*len(x)-1]
	doubleAVX2(&y[0], &x[0], len(x)/w, w, a)
	return true
}

func halfSumsVectors(y, x []float32, w int, a float32) bool {
	if !usable(len(y)) {
		return false
	}
	_ = x[4*len(y)-1]
	halfSumsAVX2(&y[0], &x[0], len(y)/w, w, a)
	return true
}

// addEvenVectors computes y[i] += x[2·i].
func addEvenVectors(y, x []float32) int {
	n := covered(len(y))
	if n > 0 {
		_ = x[2*n-1]
		addEvenAVX2(&y[0], &x[0], n)
	}
	return n
}

// addToEvenVectors computes y[2·i] += x[i].
func addToEvenVectors(y, x []float32) int {
	n := covered(len(x))
	if n > 0 {
		_ = y[2*n-1]
		addToEvenAVX2(&y[0], &x[0], n)
	}
	return n
}

func repeatVectors(y, x []float32, times int, a float32) bool {
	if !usable(len(x) * times) {
		return false
	}
	_ = y[len(x)*times-1]
	repeatAVX2(&y[0], &x[0], len(x), times, a)
	return true
}

// colourVectors returns the number of pixels it did.
func colourVectors(y, x []float32, channels, spatial int, own float32, grey, shift float64) int {
	n := covered(spatial)
	if n > 0 {
		colourAVX2(&y[0], &x[0], n, channels, spatial, own, grey, shift)
	}
	return n
}

// weightedColumnsVectors returns the number of columns it did.
func weightedColumnsVectors(sums []float64, w, u []float32) int {
	if !usable(len(u)) {
		return 0
	}
	n, ld := len(sums)&^31, len(sums)
	if n > 0 {
		_ = w[len(u)*ld-1]
		weightedColumnsAVX2(&sums[0], &w[0], &u[0], len(u), n, ld)
	}
	return n
}

func spectralGradVectors(dw, dy, v []float32, f, sigma float64) int {
	n := covered(len(v))
	if n > 0 {
		spectralGradAVX2(&dw[0], &dy[0], &v[0], n, f, sigma)
	}
	return n
}
