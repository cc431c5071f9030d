//go:build !amd64

package kernels

// There are no vectors here: the callers compute all elements.

func rowTotalsVectors(sums []float64, x []float32, n int) bool { return false }

func rowProductsVectors(sums []float64, x, y []float32, n, step int) bool { return false }

func squaresVectors(x, t []float32) (sum float64, ok bool) { return 0, false }

func hingesVectors(x, sign []float32) (sum float64, ok bool) { return 0, false }

func crossEntropiesVectors(x, t []float32) (sum float64, ok bool) { return 0, false }

func exponentialsVectors(row []float32, top float64) (sum float64, ok bool) { return 0, false }

func squaresGradVectors(dx, x, t []float32, scale float64) int { return 0 }

func hingesGradVectors(dx, x, sign []float32, scale float64) int { return 0 }

func crossEntropiesGradVectors(dx, x, t []float32, scale float64) int { return 0 }

func exponentialsGradVectors(dx, x []float32, total, scale float64) int { return 0 }

func averageVectors(avg, w []float32, c float32) int { return 0 }

func argmaxVectors(s []float32) (first, done int) { return 0, 0 }

func doubleVectors(y, x []float32, w int, a float32) bool { return false }

func halfSumsVectors(y, x []float32, w int, a float32) bool { return false }

func addEvenVectors(y, x []float32) int { return 0 }

func addToEvenVectors(y, x []float32) int { return 0 }

func repeatVectors(y, x []float32, times int, a float32) bool { return false }

func colourVectors(y, x []float32, channels, spatial int, own float32, grey, shift float64) int {
	return 0
}

func weightedColumnsVectors(sums []float64, w, u []float32) int { return 0 }

func spectralGradVectors(dw, dy, v []float32, f, sigma float64) int { return 0 }
