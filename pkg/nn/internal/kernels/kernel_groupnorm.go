package kernels

// GroupNormForward normalises each group of channels of each image of x
// (N, C, Spatial) by its own mean and biased variance, then scales by gamma and
// shifts by beta, both (C).
type GroupNormForward struct {
	Groups
	Eps float64
	// Mean and Rstd (N, G) are memory beside, which a run leaves for
	// GroupNormBackward, Rstd being 1/√(variance + Eps).
	Mean, Rstd []float32
}

// Run takes x, gamma and beta.
func (k GroupNormForward) Run(y []float32, in Inputs) error {
	GroupNorm(y, k.Mean, k.Rstd, in[0], in[1], in[2], k.Groups, k.Eps)
	return nil
}

// GroupNormBackward is dx of dy, x and gamma. dx may be dy.
type GroupNormBackward struct {
	Groups
	// Mean and Rstd (N, G) are memory beside, those that GroupNormForward left.
	Mean, Rstd []float32
	// DGamma and DBeta (C) are memory beside, where a run leaves these gradients.
	DGamma, DBeta []float32
}

// Run takes dy, x and gamma.
func (k GroupNormBackward) Run(dx []float32, in Inputs) error {
	GroupNormGrad(dx, k.DGamma, k.DBeta, in[0], in[1], in[2], k.Mean, k.Rstd, k.Groups)
	return nil
}
