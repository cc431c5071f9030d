package kernels

// Each of these functions adds two sums a plane of all images in x, if it has
// vectors for planes of this size, and reports whether it did.

func totals(sums []float64, x []float32, ch, spatial int) bool {
	switch {
	case instructions() == pureGo:
		return false
	case spatial == 1 && ch%8 == 0:
		columnTotalsAVX2(&sums[0], &x[0], len(x)/ch, ch, ch)
		return true
	case spatial%16 != 0:
		return false
	}
	for image := ch * spatial; len(x) > 0; x = x[image:] {
		totalsAVX2(&sums[0], &x[0], ch, spatial)
	}
	return true
}

func deviations(sums []float64, x, mean []float32, ch, spatial int) bool {
	if instructions() == pureGo || spatial%16 != 0 {
		return false
	}
	for image := ch * spatial; len(x) > 0; x = x[image:] {
		deviationsAVX2(&sums[0], &x[0], &mean[0], ch, spatial)
	}
	return true
}

func correlations(sums []float64, x, dy, mean []float32, ch, spatial int) bool {
	if instructions() == pureGo || spatial%16 != 0 {
		return false
	}
	for image := ch * spatial; len(x) > 0; x, dy = x[image:], dy[image:] {
		correlationsAVX2(&sums[0], &dy[0], &x[0], &mean[0], ch, spatial)
	}
	return true
}
