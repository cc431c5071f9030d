package kernels

import "fmt"

// CrossEntropy is the geometry of logits x (N, Classes) and targets (N), class
// numbers as float32.
type CrossEntropy struct {
	N, Classes int
	labels     whole
}

// Check refuses targets, input 1, that are not classes.
func (k *CrossEntropy) Check(in Inputs) error {
	if err := k.labels.read(in[1], k.Classes); err != nil {
		return fmt.Errorf("target %w", err)
	}
	return nil
}

// CrossEntropyForward is y, a single number: the mean over rows of
// −log softmax(x)[target].
type CrossEntropyForward struct{ CrossEntropy }

// Run takes x and targets.
func (k *CrossEntropyForward) Run(y []float32, in Inputs) error {
	if err := k.Check(in); err != nil {
		return err
	}
	y[0] = SoftmaxCrossEntropy(in[0], k.labels, k.N, k.Classes)
	return nil
}

// CrossEntropyBackward is dx of x, targets and dy, a single number.
type CrossEntropyBackward struct{ CrossEntropy }

// Run takes x, targets and dy.
func (k *CrossEntropyBackward) Run(dx []float32, in Inputs) error {
	if err := k.Check(in); err != nil {
		return err
	}
	SoftmaxCrossEntropyGrad(dx, in[0], k.labels, k.N, k.Classes, in[2][0])
	return nil
}

// whole are whole numbers that an input holds as float32.
type whole []int

// read fills w with numbers from 0 to n−1, and reports the first value that is not
// one. Of values that are not known it reads nothing.
func (w *whole) read(values []float32, n int) error {
	if values == nil {
		return nil
	}
	if len(*w) != len(values) {
		*w = make(whole, len(values))
	}
	for i, v := range values {
		if !(v >= 0 && v < float32(n)) || v != float32(int(v)) {
			return fmt.Errorf("%d is %g, want a whole number from 0 to %d", i, v, n-1)
		}
		(*w)[i] = int(v)
	}
	return nil
}
