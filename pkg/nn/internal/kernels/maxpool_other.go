//go:build !amd64

package kernels

// halve computes MaxPool2D for windows 2×2 side by side in n rows of them, each
// w values wide, w even; it returns the number of rows that it did.
func halve(s simd, y, x []float32, n, w int) int { return 0 }

// halveGrad is halve for MaxPool2DGrad.
func halveGrad(s simd, dx, dy, x []float32, n, w int) int { return 0 }

// halveColumnsVectors is halveColumns with the instructions of s; false if s has
// none.
func halveColumnsVectors(s simd, dst []float32, ldd int, top, bottom []float32, lds, n, width int) bool {
	return false
}
