package kernels

// Shuffle puts the channels of x (N, C·Scale², H, W) side by side as pixels of y
// (N, C, H·Scale, W·Scale); Back is the other way round, which is the gradient.
type Shuffle struct {
	N, C, H, W, Scale int
	Back              bool
}

// Run takes x.
func (k Shuffle) Run(y []float32, in Inputs) error {
	if k.Back {
		PixelUnshuffle(y, in[0], k.N, k.C, k.H, k.W, k.Scale)
		return nil
	}
	PixelShuffle(y, in[0], k.N, k.C, k.H, k.W, k.Scale)
	return nil
}

// UpsampleForward repeats each value of x (N, C, H, W) Scale×Scale times: y is
// (N, C, H·Scale, W·Scale).
type UpsampleForward struct{ N, C, H, W, Scale int }

// Run takes x.
func (k UpsampleForward) Run(y []float32, in Inputs) error {
	UpsampleNearest2D(y, in[0], k.N, k.C, k.H, k.W, k.Scale)
	return nil
}

// UpsampleBackward is dx (N, C, H, W), the sums of dy (N, C, H·Scale, W·Scale) over
// what each value was repeated to.
type UpsampleBackward struct{ N, C, H, W, Scale int }

// Run takes dy.
func (k UpsampleBackward) Run(dx []float32, in Inputs) error {
	UpsampleNearest2DGrad(dx, in[0], k.N, k.C, k.H, k.W, k.Scale)
	return nil
}
