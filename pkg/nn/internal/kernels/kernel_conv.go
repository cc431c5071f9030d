package kernels

// ConvForward is y (N, O, OH, OW) of x (N, C, H, W), filters w (O, C/Groups, KH, KW)
// and bias (O), which may be missing. It is what a linear layer does as well
// (LinearConv), and the gradient for the input of a transposed convolution.
type ConvForward struct {
	Grouped
	// Pool, the usual halving, is done before Act, on what is then never written:
	// y is (N, O, OH/2, OW/2). Act is done last. Both may be nil, and are where there
	// are several groups.
	Pool *Pool
	Act  *Act
}

// Run takes x, w and bias.
func (k ConvForward) Run(y []float32, in Inputs) error {
	const op = "ConvForward"
	x, w, bias := in[0], in[1], in[2]
	switch {
	case k.Groups > 1:
		GroupedConv2D(y, x, w, bias, k.Grouped)
	case k.Pool != nil:
		convPool(op, y, x, w, bias, k.Conv, *k.Pool, maybeOf(k.Act))
	default:
		needConv(op, "y", y, "x", x, "w", w, k.Conv)
		needBias(op, bias, k.O)
		convForward(y, x, w, bias, k.Conv, maybeOf(k.Act))
	}
	return nil
}

// Fuse takes an activation, or a halving and then an activation.
func (k ConvForward) Fuse(next Kernel) Kernel {
	if k.Groups > 1 || k.Act != nil {
		return nil
	}
	if k.Act = actOf(next); k.Act != nil {
		return k
	}
	if p, ok := next.(MaxPoolForward); ok && p.Act == nil && k.Pool == nil && k.Halves(p.Pool) {
		k.Pool = &p.Pool
		return k
	}
	return nil
}

// ConvGradInput is dx (N, C, H, W) of dy (N, O, OH, OW) and filters
// (O, C/Groups, KH, KW). With bias (C), which may be missing, and Act it is a
// transposed convolution (ConvTranspose).
type ConvGradInput struct {
	Grouped
	Act *Act // done last; nil for none, and where there are several groups
}

// Run takes dy, w and bias.
func (k ConvGradInput) Run(dx []float32, in Inputs) error {
	if k.Groups > 1 {
		GroupedConv2DGradInput(dx, in[0], in[1], k.Grouped)
		return nil
	}
	const op = "ConvGradInput"
	needConv(op, "dy", in[0], "dx", dx, "w", in[1], k.Conv)
	needBias(op, in[2], k.C)
	convBackward(dx, in[0], in[1], in[2], k.Conv, maybeOf(k.Act))
	return nil
}

// Fuse takes an activation.
func (k ConvGradInput) Fuse(next Kernel) Kernel {
	if k.Groups > 1 || k.Act != nil {
		return nil
	}
	if k.Act = actOf(next); k.Act == nil {
		return nil
	}
	return k
}

// ConvGradFilter is dw (O, C/Groups, KH, KW) of x (N, C, H, W) and dy
// (N, O, OH, OW).
type ConvGradFilter struct {
	Grouped
	// Swapped says that dy comes first and x second: what x and dy are to a
	// transposed convolution.
	Swapped bool
}

// Run takes x and dy.
func (k ConvGradFilter) Run(dw []float32, in Inputs) error {
	x, dy := in[0], in[1]
	if k.Swapped {
		x, dy = dy, x
	}
	if k.Groups > 1 {
		GroupedConv2DGradFilter(dw, x, dy, k.Grouped)
		return nil
	}
	Conv2DGradFilter(dw, x, dy, k.Conv)
	return nil
}

// BiasGrad is db (C), the sums of dy (N, C, Spatial) over all but the channels.
type BiasGrad struct{ Planes }

// Run takes dy.
func (k BiasGrad) Run(db []float32, in Inputs) error {
	ChannelSum(db, in[0], k.N, k.C, k.Spatial)
	return nil
}
