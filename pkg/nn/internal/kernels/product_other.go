//go:build !amd64

package kernels

// vectors computes p with the instructions of s; false if s has none.
func (p *product) vectors(simd) bool { return false }
