package nn

import (
	"fmt"
	"math"
	"slices"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// CrossEntropyConfig is what SoftmaxCrossEntropyWith adds to SoftmaxCrossEntropy;
// its zero value adds nothing.
type CrossEntropyConfig struct {
	// LabelSmoothing is the share of each target that all classes get alike
	// (Szegedy et al., 2016, section 7), from 0 to below 1.
	LabelSmoothing float64
	// ClassWeights is how much each class counts; nil means 1 for all.
	ClassWeights []float64
}

// Validate reports the first number that makes no sense for so many classes.
func (c CrossEntropyConfig) Validate(classes int) error {
	if !(c.LabelSmoothing >= 0 && c.LabelSmoothing < 1) {
		return fmt.Errorf("config.LabelSmoothing is %g, want 0 ≤ LabelSmoothing < 1", c.LabelSmoothing)
	}
	if c.ClassWeights != nil && len(c.ClassWeights) != classes {
		return fmt.Errorf("config.ClassWeights has %d numbers, want one for each of %d classes", len(c.ClassWeights), classes)
	}
	for i, w := range c.ClassWeights {
		if !(w >= 0) || math.IsInf(w, 1) {
			return fmt.Errorf("config.ClassWeights of class %d is %g, want at least 0", i, w)
		}
	}
	return nil
}

// SoftmaxCrossEntropyWith is SoftmaxCrossEntropy with smoothed labels, class
// weights or soft targets, as PyTorch's cross_entropy; a scalar, in nats. Logits x
// are (N, C); target is (N), class numbers as float32, or (N, C), each class's
// share, such as those of Mixup. With class numbers and weights it is the mean
// weighted by the targets' weights, else that over the rows. There is no gradient
// for target. A run fails on a number that is not a class, on a negative share and
// on targets that weigh nothing.
func SoftmaxCrossEntropyWith(x, target *G.Node, config CrossEntropyConfig) (*G.Node, error) {
	const name = "softmax_cross_entropy_with"
	xs, ts := x.Shape(), target.Shape()
	hard := ts.Dims() == 1
	if xs.Dims() != 2 || ts[0] != xs[0] || !hard && !slices.Equal(xs, ts) {
		return nil, fmt.Errorf("nn: %s: x is %v, target is %v: want (N, C) and (N) or (N, C)", name, xs, ts)
	}
	n, classes := xs[0], xs[1]
	if err := config.Validate(classes); err != nil {
		return nil, fmt.Errorf("nn: %s: %w", name, err)
	}
	k := kernels.SoftTargets{N: n, Classes: classes, Hard: hard, Smoothing: config.LabelSmoothing}
	if config.ClassWeights != nil {
		k.ClassWeights = slices.Clone(config.ClassWeights)
		for _, w := range k.ClassWeights {
			k.Weights = append(k.Weights, float32(w))
		}
	}
	attrs := fmt.Sprintf("%+v", config)
	return apply(&op{
		name: name, attrs: attrs, out: tensor.ScalarShape(), wrt: []bool{true, false}, kernel: kernels.SoftTargetForward{SoftTargets: &k},
		grad: func(in G.Nodes, y, dy *G.Node) (G.Nodes, error) {
			dx, err := apply(&op{
				name: name + "Grad", attrs: attrs, out: xs, kernel: kernels.SoftTargetBackward{SoftTargets: &k},
			}, in[0], in[1], dy)
			return G.Nodes{dx, nil}, err
		},
	}, x, target)
}

// BCEConfig is what BCEWithLogitsWith adds to BCEWithLogits; its zero value adds
// nothing.
type BCEConfig struct {
	// PositiveWeight is how often a target of 1 counts for one of 0; 0 means 1.
	PositiveWeight float64
	// LabelSmoothing is the share of each target that becomes ½, from 0 to below 1.
	LabelSmoothing float64
}

// Validate reports the first number that makes no sense.
func (c BCEConfig) Validate() error {
	if !(c.PositiveWeight >= 0) || math.IsInf(c.PositiveWeight, 1) {
		return fmt.Errorf("config.PositiveWeight is %g, want at least 0", c.PositiveWeight)
	}
	if !(c.LabelSmoothing >= 0 && c.LabelSmoothing < 1) {
		return fmt.Errorf("config.LabelSmoothing is %g, want 0 ≤ LabelSmoothing < 1", c.LabelSmoothing)
	}
	return nil
}

// BCEWithLogitsWith is BCEWithLogits with weighted positives, as PyTorch's with
// pos_weight, and smoothed labels; soft targets in [0,1] are as good as others. A
// scalar, in nats. There is no gradient for t.
func BCEWithLogitsWith(x, t *G.Node, config BCEConfig) (*G.Node, error) {
	if err := config.Validate(); err != nil {
		return nil, fmt.Errorf("nn: bce_with_logits_with: %w", err)
	}
	if config.PositiveWeight == 0 {
		config.PositiveWeight = 1
	}
	return meanLoss(fmt.Sprintf("bce_with_logits_with{%+v}", config), x, t, kernels.Loss{
		Of: kernels.LossWeightedBCE, PositiveWeight: config.PositiveWeight, Smoothing: float32(config.LabelSmoothing),
	})
}
