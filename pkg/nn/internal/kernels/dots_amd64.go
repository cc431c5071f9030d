package kernels

// dots computes y = shift + w·x, w (len(y), len(x)), without packing w, and
// reports whether it did: it is for a single x, which would not repay that.
func dots(y, x, w, shift []float32) bool {
	if len(x)%16 != 0 || instructions() == pureGo {
		return false
	}
	_, _ = w[len(x)*len(y)-1], shift[len(y)-1]
	fours := len(y) / 4
	if fours > 0 {
		dots4AVX2(&y[0], &x[0], &w[0], &shift[0], fours, len(x))
	}
	if done := 4 * fours; done < len(y) {
		dots1AVX2(&y[done], &x[0], &w[done*len(x)], &shift[done], len(y)-done, len(x))
	}
	return true
}
