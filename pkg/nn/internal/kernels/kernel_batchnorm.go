package kernels

// BatchNormTrainForward normalises each channel of x (N, C, Spatial) by the batch's
// mean and biased variance, then scales by gamma and shifts by beta, both (C).
type BatchNormTrainForward struct {
	Planes
	Eps float64
	Act *Act // done last; nil for none
	// Mean and Variance (C) are memory beside, those of the batch, which a run
	// leaves there for BatchNormTrainBackward.
	Mean, Variance []float32
	// RunningMean and RunningVar (C) are memory beside, which a run moves towards
	// those of the batch by Momentum, as BatchNormRunning does; nil for none. They
	// belong to a layer: others read and write them between runs.
	RunningMean, RunningVar []float32
	Momentum                float64
	// Count counts the batches that moved the running statistics, on the host; nil
	// where nobody does.
	Count func()
}

// Prepare counts.
func (k BatchNormTrainForward) Prepare() {
	if k.Count != nil {
		k.Count()
	}
}

// Run takes x, gamma and beta.
func (k BatchNormTrainForward) Run(y []float32, in Inputs) error {
	BatchNorm2DTrain(y, k.Mean, k.Variance, in[0], in[1], in[2], k.N, k.C, k.Spatial, k.Eps, k.Act)
	if k.RunningMean != nil {
		BatchNormRunning(k.RunningMean, k.RunningVar, k.Mean, k.Variance, k.N*k.Spatial, k.Momentum)
	}
	return nil
}

// Fuse takes an activation.
func (k BatchNormTrainForward) Fuse(next Kernel) Kernel {
	if k.Act != nil {
		return nil
	}
	if k.Act = actOf(next); k.Act == nil {
		return nil
	}
	return k
}

// BatchNormTrainBackward is dx of dy, x and gamma; the gradient flows through the
// statistics too. dx may be dy.
type BatchNormTrainBackward struct {
	Planes
	Eps float64
	// Mean and Variance (C) are memory beside, those that BatchNormTrainForward left.
	Mean, Variance []float32
	// DGamma and DBeta (C) are memory beside, where a run leaves these gradients.
	DGamma, DBeta []float32
}

// Run takes dy, x and gamma.
func (k BatchNormTrainBackward) Run(dx []float32, in Inputs) error {
	BatchNorm2DTrainGrad(dx, k.DGamma, k.DBeta, in[0], in[1], in[2], k.Mean, k.Variance, k.N, k.C, k.Spatial, k.Eps)
	return nil
}

// BatchNormEvalForward normalises each channel of x (N, C, Spatial) by a mean and a
// variance that are inputs, scales by gamma and shifts by beta, all (C). y may be x.
type BatchNormEvalForward struct {
	Planes
	Eps float64
	Act *Act // done last; nil for none
}

// Run takes x, gamma, beta, mean and variance.
func (k BatchNormEvalForward) Run(y []float32, in Inputs) error {
	BatchNorm2DEval(y, in[0], in[1], in[2], in[3], in[4], k.N, k.C, k.Spatial, k.Eps, k.Act)
	return nil
}

// Fuse takes an activation.
func (k BatchNormEvalForward) Fuse(next Kernel) Kernel {
	if k.Act != nil {
		return nil
	}
	if k.Act = actOf(next); k.Act == nil {
		return nil
	}
	return k
}

// BatchNormEvalBackward is dx of dy, x, gamma, mean and variance, the last two being
// constants. dx may be dy.
type BatchNormEvalBackward struct {
	Planes
	Eps float64
	// DGamma and DBeta (C) are memory beside, where a run leaves these gradients.
	DGamma, DBeta []float32
}

// Run takes dy, x, gamma, mean and variance.
func (k BatchNormEvalBackward) Run(dx []float32, in Inputs) error {
	BatchNorm2DEvalGrad(dx, k.DGamma, k.DBeta, in[0], in[1], in[2], in[3], in[4], k.N, k.C, k.Spatial, k.Eps)
	return nil
}
