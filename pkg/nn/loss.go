package nn

import (
	"fmt"
	"slices"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// BCEWithLogits is the mean binary cross-entropy of logits x and targets t in
// [0,1], of one shape; a scalar, in nats. It is finite for any finite logit.
// Targets are not checked and have no gradient.
func BCEWithLogits(x, t *G.Node) (*G.Node, error) {
	return meanLoss("bce_with_logits", x, t, kernels.BCEWithLogits, kernels.BCEWithLogitsGrad)
}

// MSE is the mean of (x−t)² over tensors of one shape; a scalar. There is no
// gradient for t.
func MSE(x, t *G.Node) (*G.Node, error) {
	return meanLoss("mse", x, t, kernels.MSE, kernels.MSEGrad)
}

// HingeDiscriminator is the mean of max(0, 1 − sign·x) over tensors of one
// shape, sign +1 for real and −1 for generated (Lim and Ye, 2017); a scalar. There
// is no gradient for sign. HingeGenerator is the generator's loss beside it.
func HingeDiscriminator(x, sign *G.Node) (*G.Node, error) {
	return meanLoss("hinge_discriminator", x, sign, kernels.HingeDiscriminator, kernels.HingeDiscriminatorGrad)
}

// HingeGenerator is the mean of −x over x, the discriminator's logits of generated
// pictures (Lim and Ye, 2017); a scalar.
func HingeGenerator(x *G.Node) (*G.Node, error) {
	s := x.Shape()
	size := 1
	for _, d := range s {
		size *= d
	}
	down := make([]float32, 1)
	return apply(&op{
		name: "hinge_generator", out: tensor.ScalarShape(), wrt: []bool{true},
		do: func(y []float32, in args) error {
			kernels.GlobalAvgPool(y, in[0], 1, 1, size)
			y[0] = -y[0]
			return nil
		},
		grad: func(in G.Nodes, y, dy *G.Node) (G.Nodes, error) {
			dx, err := apply(&op{
				name: "hinge_generatorGrad", out: s, unread: 0b10,
				do: func(dx []float32, in args) error {
					down[0] = -in[0][0]
					kernels.GlobalAvgPoolGrad(dx, down, 1, 1, size)
					return nil
				},
			}, dy, in[0])
			return G.Nodes{dx}, err
		},
	}, x)
}

// meanLoss compares x with targets of its shape; there is no gradient for the
// targets.
func meanLoss(name string, x, t *G.Node, f func(x, t []float32) float32, df func(dx, x, t []float32, up float32)) (*G.Node, error) {
	if !slices.Equal(x.Shape(), t.Shape()) {
		return nil, fmt.Errorf("nn: %s: x is %v, target is %v: want one shape", name, x.Shape(), t.Shape())
	}
	return apply(&op{
		name: name, out: tensor.ScalarShape(), wrt: []bool{true, false},
		do: func(y []float32, in args) error { y[0] = f(in[0], in[1]); return nil },
		grad: func(in G.Nodes, y, dy *G.Node) (G.Nodes, error) {
			dx, err := apply(&op{
				name: name + "Grad", out: x.Shape(), inPlace: 0b11,
				do: func(dx []float32, in args) error { df(dx, in[0], in[1], in[2][0]); return nil },
			}, in[0], in[1], dy)
			return G.Nodes{dx, nil}, err
		},
	}, x, t)
}
