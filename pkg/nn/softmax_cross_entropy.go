package nn

import (
	"fmt"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// SoftmaxCrossEntropy is the mean of −log softmax(x)[target] over the rows of
// logits x (N, C); target (N) holds class numbers, 0 to C−1, as float32. A scalar,
// in nats, finite for any finite logits. There is no gradient for target. A run
// fails on a number that is not a class.
func SoftmaxCrossEntropy(x, target *G.Node) (*G.Node, error) {
	xs, ts := x.Shape(), target.Shape()
	if xs.Dims() != 2 || ts.Dims() != 1 || ts[0] != xs[0] {
		return nil, fmt.Errorf("nn: softmax_cross_entropy: x is %v, target is %v: want (N, C) and (N)", xs, ts)
	}
	k := kernels.CrossEntropy{N: xs[0], Classes: xs[1]}
	return apply(&op{
		name: "softmax_cross_entropy", out: tensor.ScalarShape(), wrt: []bool{true, false},
		kernel: &kernels.CrossEntropyForward{CrossEntropy: k},
		grad: func(in G.Nodes, y, dy *G.Node) (G.Nodes, error) {
			dx, err := apply(&op{
				name: "softmax_cross_entropyGrad", out: xs, kernel: &kernels.CrossEntropyBackward{CrossEntropy: k},
			}, in[0], in[1], dy)
			return G.Nodes{dx, nil}, err
		},
	}, x, target)
}
