//go:build !amd64

package kernels

// dots computes y = shift + w·x, w (len(y), len(x)), without packing w, and
// reports whether it did: it is for a single x, which would not repay that.
func dots(y, x, w, shift []float32) bool { return false }
