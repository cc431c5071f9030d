//go:build !amd64

package kernels

// There are no vectors here: the callers compute all sums.

func totals(sums []float64, x []float32, ch, spatial int) bool { return false }

func deviations(sums []float64, x, mean []float32, ch, spatial int) bool { return false }

func correlations(sums []float64, x, dy, mean []float32, ch, spatial int) bool { return false }
