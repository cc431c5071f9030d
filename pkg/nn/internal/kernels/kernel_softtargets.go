package kernels

import "fmt"

// SoftTargets is the numbers of a cross-entropy of logits x (N, Classes) and
// targets: each class's share (N, Classes), or class numbers as float32 (N), each of
// which gives its class all. A share s of class c counts as
// ((1 − Smoothing)·s + Smoothing/Classes)·weight of c.
type SoftTargets struct {
	N, Classes int
	Hard       bool // targets are class numbers
	Smoothing  float64
	// ClassWeights are the weights of classes; nil for 1. Weights are the same,
	// rounded, as memory beside that nothing changes.
	ClassWeights []float64
	Weights      []float32

	labels whole
	shares []float32
}

// Check refuses targets, input 1, that are not classes, are negative or weigh
// nothing.
func (k *SoftTargets) Check(in Inputs) error {
	if in[1] == nil {
		return nil
	}
	if !k.Hard {
		for i, v := range in[1] {
			if !(v >= 0) {
				return fmt.Errorf("target of row %d, class %d, is %g, want at least 0", i/k.Classes, i%k.Classes, v)
			}
		}
		return nil
	}
	if err := k.labels.read(in[1], k.Classes); err != nil {
		return fmt.Errorf("target %w", err)
	}
	if k.total() == 0 {
		return fmt.Errorf("targets of %d rows weigh nothing", k.N)
	}
	return nil
}

// total is what the sum over rows is divided by: their number, or the weights of
// their classes.
func (k *SoftTargets) total() float64 {
	if !k.Hard || k.ClassWeights == nil {
		return float64(k.N)
	}
	total := 0.0
	for _, l := range k.labels {
		total += k.ClassWeights[l]
	}
	return total
}

// fill checks targets, makes shares of them, and returns the factor of their sum.
func (k *SoftTargets) fill(in Inputs) (scale float64, err error) {
	if err := k.Check(in); err != nil {
		return 0, err
	}
	if k.shares == nil {
		k.shares = make([]float32, k.N*k.Classes)
	}
	if k.Hard {
		clear(k.shares)
		for i, l := range k.labels {
			k.shares[i*k.Classes+l] = 1
		}
	} else {
		copy(k.shares, in[1])
	}
	for i, v := range k.shares {
		w := (1-k.Smoothing)*float64(v) + k.Smoothing/float64(k.Classes)
		if k.ClassWeights != nil {
			w *= k.ClassWeights[i%k.Classes]
		}
		k.shares[i] = float32(w)
	}
	return 1 / k.total(), nil
}

// SoftTargetForward is y, a single number: Σ share·(log Σ exp x − x), divided by the
// number of rows or, for class numbers with weights, by the sum of their weights.
type SoftTargetForward struct{ *SoftTargets }

// Run takes x and targets.
func (k SoftTargetForward) Run(y []float32, in Inputs) error {
	scale, err := k.fill(in)
	if err == nil {
		y[0] = SoftTargetCrossEntropy(in[0], k.shares, k.N, k.Classes, scale)
	}
	return err
}

// SoftTargetBackward is dx of x, targets and dy, a single number.
type SoftTargetBackward struct{ *SoftTargets }

// Run takes x, targets and dy.
func (k SoftTargetBackward) Run(dx []float32, in Inputs) error {
	scale, err := k.fill(in)
	if err == nil {
		SoftTargetCrossEntropyGrad(dx, in[0], k.shares, k.N, k.Classes, scale, in[2][0])
	}
	return err
}
