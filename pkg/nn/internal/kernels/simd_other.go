//go:build !amd64

package kernels

// available is the best set of instructions there is assembly for.
func available() simd { return pureGo }
