package kernels

// Reduction folds axes, in ascending order and each once, of x, a tensor of Shape,
// away into y, which has the elements of the other axes: Gorgonia's Sum and Max.
type Reduction struct {
	Fold        Fold
	Shape, Axes []int
}

// Run takes x.
func (k Reduction) Run(y []float32, in Inputs) error {
	Reduce(y, in[0], k.Fold, k.Shape, k.Axes)
	return nil
}
