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
// NaN and infinities in tensors spread as the arithmetic spreads them. In a
// filter they also meet the padding, where they give NaN.
//
// # Determinism
//
// Work is cut at borders that depend on the geometry alone (Parallel), and
// every sum is made in fixed pieces added in a fixed order, so results are
// bit-identical for any GOMAXPROCS. They may differ in the last bits between
// processor families, where the compiler fuses multiply and add.
//
// # Memory and speed
//
// Scratch memory is lent from a pool; a computation that repeats allocates
// only the few closures that Parallel runs. Convolutions and linear layers are
// products of packed panels, gathered from the images piece by piece (gather)
// and multiplied by one innermost loop (tile), which is the place for other
// instruction sets.
//
//	c := kernels.Conv{N: 2, C: 3, H: 32, W: 32, O: 16, KH: 3, KW: 3, StrideH: 2, StrideW: 2, PadH: 1, PadW: 1}
//	if err := c.Validate(); err != nil {
//		return err
//	}
//	y := make([]float32, c.N*c.O*c.OH()*c.OW())
//	kernels.Conv2D(y, x, w, bias, c)
package kernels
