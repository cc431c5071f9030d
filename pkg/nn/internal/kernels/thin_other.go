//go:build !amd64

package kernels

// thin is there for vectors alone.
func thin(c []float32, ldc, channels int, shift, b []float32, places, steps []int32, a []float32) {
	panic("kernels: thin without vectors")
}
