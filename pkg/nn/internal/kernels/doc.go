// Package kernels is the arithmetic of neural networks on []float32. It knows
// no graph and no tensor type: a caller hands in flat slices and their
// geometry.
//
// # Conventions
//
// Tensors are row-major and contiguous: N images, C channels, H rows, W
// columns; O output channels, KH×KW filters. Arguments come outputs first,
// then inputs, then geometry. Outputs are overwritten in full, never added to,
// and never share memory with an input unless the function says so. A slice
// whose length contradicts the geometry is a bug of the caller: the function
// panics before it writes anything, with a message that names the argument.
// Gradients of losses take up, the gradient of the scalar they computed.
//
// A Kernel is such a computation as a value: what a graph runs, here or elsewhere.
//
// NaN and infinities in tensors spread as the arithmetic spreads them. In a
// filter they also meet the padding, where they give NaN. Large convolutions of
// 4×4 filters with stride 2 take fewer products than the definition has
// (winograd.go), and spread them to outputs nearby.
//
// # Determinism
//
// Work is cut at borders that depend on the geometry alone (Parallel), and
// every sum is made in fixed pieces added in a fixed order, so results are
// bit-identical for any GOMAXPROCS, and the same with AVX2 as with AVX-512. Pure
// Go may differ in the last bits, where it does not fuse multiply and add.
//
// # Memory and speed
//
// Scratch memory is lent from a pool, so that a computation that repeats
// allocates nothing. Convolutions and linear layers run on one innermost
// computation (product), which looks up its input where it lies: the images are
// at most given a border of zeros, a few at a time. Pure Go has a version in
// assembly beside it, written by ./gen for AVX-512 and for AVX2 with FMA. The
// processor decides, unless the environment variable CROCOCLOCK_SIMD does (off,
// avx2 or avx512).
//
//	c := kernels.Conv{N: 2, C: 3, H: 32, W: 32, O: 16, KH: 3, KW: 3, StrideH: 2, StrideW: 2, PadH: 1, PadW: 1}
//	if err := c.Validate(); err != nil {
//		return err
//	}
//	y := make([]float32, c.N*c.O*c.OH()*c.OW())
//	kernels.Conv2D(y, x, w, bias, c)
package kernels
