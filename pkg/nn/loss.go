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
	return meanLoss("bce_with_logits", x, t, kernels.Loss{Of: kernels.LossBCE})
}

// MSE is the mean of (x−t)² over tensors of one shape; a scalar. There is no
// gradient for t.
func MSE(x, t *G.Node) (*G.Node, error) {
	return meanLoss("mse", x, t, kernels.Loss{Of: kernels.LossMSE})
}

// HingeDiscriminator is the mean of max(0, 1 − sign·x) over tensors of one
// shape, sign +1 for real and −1 for generated (Lim and Ye, 2017); a scalar. There
// is no gradient for sign. HingeGenerator is the generator's loss beside it.
func HingeDiscriminator(x, sign *G.Node) (*G.Node, error) {
	return meanLoss("hinge_discriminator", x, sign, kernels.Loss{Of: kernels.LossHinge})
}

// HingeGenerator is the mean of −x over x, the discriminator's logits of generated
// pictures (Lim and Ye, 2017); a scalar.
func HingeGenerator(x *G.Node) (*G.Node, error) {
	all := kernels.Planes{N: 1, C: 1, Spatial: count(x)}
	return apply(&op{
		name: "hinge_generator", out: tensor.ScalarShape(), wrt: []bool{true},
		kernel: kernels.GlobalPoolForward{Planes: all, Fold: kernels.PlaneNegativeMean},
		grad: func(in G.Nodes, y, dy *G.Node) (G.Nodes, error) {
			dx, err := apply(&op{
				name: "hinge_generatorGrad", out: x.Shape(), unread: 0b10,
				kernel: kernels.GlobalPoolBackward{Planes: all, Fold: kernels.PlaneNegativeMean},
			}, dy, in[0])
			return G.Nodes{dx}, err
		},
	}, x)
}

// meanLoss compares x with targets of its shape, as k says but for their number;
// there is no gradient for the targets.
func meanLoss(name string, x, t *G.Node, k kernels.Loss) (*G.Node, error) {
	if !slices.Equal(x.Shape(), t.Shape()) {
		return nil, fmt.Errorf("nn: %s: x is %v, target is %v: want one shape", name, x.Shape(), t.Shape())
	}
	k.N = count(x)
	return apply(&op{
		name: name, out: tensor.ScalarShape(), wrt: []bool{true, false}, kernel: kernels.LossForward{Loss: k},
		grad: func(in G.Nodes, y, dy *G.Node) (G.Nodes, error) {
			dx, err := apply(&op{
				name: name + "Grad", out: x.Shape(), inPlace: 0b11, kernel: kernels.LossBackward{Loss: k},
			}, in[0], in[1], dy)
			return G.Nodes{dx, nil}, err
		},
	}, x, t)
}
