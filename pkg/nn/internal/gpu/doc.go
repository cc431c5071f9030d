// Package gpu computes the kernels of package kernels on a CUDA card.
package gpu

//go:generate go run ./generate
