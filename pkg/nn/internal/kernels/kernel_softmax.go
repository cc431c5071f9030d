package kernels

// Axis is the geometry of what goes along the middle axis of x (Outer, N, Inner).
type Axis struct{ Outer, N, Inner int }

// SoftmaxForward is exp x/Σ exp x along an axis, or its logarithm. y may be x.
type SoftmaxForward struct {
	Axis
	Log bool
}

// Run takes x.
func (k SoftmaxForward) Run(y []float32, in Inputs) error {
	Softmax(y, in[0], k.Outer, k.N, k.Inner, k.Log)
	return nil
}

// SoftmaxBackward is dx of dy and SoftmaxForward's y. dx may be either.
type SoftmaxBackward struct {
	Axis
	Log bool
}

// Run takes dy and y.
func (k SoftmaxBackward) Run(dx []float32, in Inputs) error {
	SoftmaxGrad(dx, in[0], in[1], k.Outer, k.N, k.Inner, k.Log)
	return nil
}

// LogSumExpForward is y (Outer, Inner), log Σ exp x along an axis.
type LogSumExpForward struct{ Axis }

// Run takes x.
func (k LogSumExpForward) Run(y []float32, in Inputs) error {
	LogSumExp(y, in[0], k.Outer, k.N, k.Inner)
	return nil
}

// LogSumExpBackward is dx = dy·exp(x − y). dx may be x.
type LogSumExpBackward struct{ Axis }

// Run takes dy, x and y.
func (k LogSumExpBackward) Run(dx []float32, in Inputs) error {
	LogSumExpGrad(dx, in[0], in[1], in[2], k.Outer, k.N, k.Inner)
	return nil
}
