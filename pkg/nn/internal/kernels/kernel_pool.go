package kernels

// MaxPoolForward is y (N, C, OH, OW), the largest value of each window of x
// (N, C, H, W); a NaN is the largest.
type MaxPoolForward struct {
	Pool
	Act *Act // done last; nil for none
}

// Run takes x.
func (k MaxPoolForward) Run(y []float32, in Inputs) error {
	if k.Act != nil {
		MaxPool2DAct(y, in[0], k.Pool, *k.Act)
		return nil
	}
	MaxPool2D(y, in[0], k.Pool)
	return nil
}

// Fuse takes an activation.
func (k MaxPoolForward) Fuse(next Kernel) Kernel {
	if k.Act != nil {
		return nil
	}
	if k.Act = actOf(next); k.Act == nil {
		return nil
	}
	return k
}

// MaxPoolBackward is dx of dy and x: what falls to a window goes to its first
// maximum, in row-major order, or its last NaN. dx may be x where GradInPlace.
type MaxPoolBackward struct{ Pool }

// Run takes dy and x.
func (k MaxPoolBackward) Run(dx []float32, in Inputs) error {
	MaxPool2DGrad(dx, in[0], in[1], k.Pool)
	return nil
}

// AvgPoolForward is y (N, C, OH, OW), the mean of each window of x (N, C, H, W),
// the zeros of the padding included.
type AvgPoolForward struct{ Pool }

// Run takes x.
func (k AvgPoolForward) Run(y []float32, in Inputs) error {
	AvgPool2D(y, in[0], k.Pool)
	return nil
}

// AvgPoolBackward is dx of dy.
type AvgPoolBackward struct{ Pool }

// Run takes dy.
func (k AvgPoolBackward) Run(dx []float32, in Inputs) error {
	AvgPool2DGrad(dx, in[0], k.Pool)
	return nil
}
