package kernels

// ChannelAffineForward is y = x·scale + shift of x (N, C, Spatial), scale and shift
// (N, C). y may be x.
type ChannelAffineForward struct{ Planes }

// Run takes x, scale and shift.
func (k ChannelAffineForward) Run(y []float32, in Inputs) error {
	ChannelAffine(y, in[0], in[1], in[2], k.N, k.C, k.Spatial)
	return nil
}

// ChannelAffineBackward is dx = dy·scale. dx may be dy.
type ChannelAffineBackward struct{ Planes }

// Run takes dy and scale.
func (k ChannelAffineBackward) Run(dx []float32, in Inputs) error {
	ChannelAffineGradX(dx, in[0], in[1], k.N, k.C, k.Spatial)
	return nil
}

// ChannelAffineBackwardScale is dscale (N, C), the sums of dy·x over each plane.
type ChannelAffineBackwardScale struct{ Planes }

// Run takes dy and x.
func (k ChannelAffineBackwardScale) Run(ds []float32, in Inputs) error {
	ChannelAffineGradScale(ds, in[0], in[1], k.N, k.C, k.Spatial)
	return nil
}
