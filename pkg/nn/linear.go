package nn

import (
	"fmt"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Linear is y = x·wᵀ + b for x (N, in), w (out, in) and b (out), which may be
// nil. The result is (N, out).
func Linear(x, w, b *G.Node) (*G.Node, error) {
	xs, ws := x.Shape(), w.Shape()
	if xs.Dims() != 2 || ws.Dims() != 2 || xs[1] != ws[1] {
		return nil, fmt.Errorf("nn: linear: x is %v, weight is %v: want (N, in) and (out, in)", xs, ws)
	}
	n, features, outs := xs[0], xs[1], ws[0]
	k := kernels.Grouped{Conv: kernels.LinearConv(n, features, outs), Groups: 1}
	o := &op{
		name: "linear", out: tensor.Shape{n, outs}, flops: 2 * n * features * outs, kernel: kernels.ConvForward{Grouped: k},
		grads: func(in G.Nodes, y, dy *G.Node) []gradMaker {
			return []gradMaker{
				func() (*G.Node, error) {
					return apply(&op{
						name: "linearGradInput", out: xs, kernel: kernels.ConvGradInput{Grouped: k},
					}, dy, in[1])
				},
				func() (*G.Node, error) {
					return apply(&op{
						name: "linearGradWeight", out: ws, kernel: kernels.ConvGradFilter{Grouped: k},
					}, in[0], dy)
				},
				func() (*G.Node, error) {
					return apply(&op{
						name: "columnSum", out: tensor.Shape{outs}, kernel: kernels.BiasGrad{Planes: planes(dy.Shape())},
					}, dy)
				},
			}
		},
	}
	return applyWithBias(o, false, x, w, b, outs)
}
