package kernels

// Linear computes y = x·wᵀ + bias: x (n, in), w (out, in), bias (out) or nil,
// y (n, out).
func Linear(y, x, w, bias []float32, n, in, out int) {
	Conv2D(y, x, w, bias, linear(n, in, out))
}

// LinearGradInput computes dx (n, in) from dy (n, out) and w (out, in).
func LinearGradInput(dx, dy, w []float32, n, in, out int) {
	Conv2DGradInput(dx, dy, w, linear(n, in, out))
}

// LinearGradWeight computes dw (out, in) from x (n, in) and dy (n, out).
func LinearGradWeight(dw, x, dy []float32, n, in, out int) {
	Conv2DGradFilter(dw, x, dy, linear(n, in, out))
}

// ColumnSum computes db (out), the sums of the columns of dy (n, out): the
// gradient of Linear's bias.
func ColumnSum(db, dy []float32, n, out int) {
	ChannelSum(db, dy, n, out, 1)
}

// linear is the convolution of 1×1 images that a linear layer is.
func linear(n, in, out int) Conv {
	return Conv{N: n, C: in, H: 1, W: 1, O: out, KH: 1, KW: 1, StrideH: 1, StrideW: 1}
}
