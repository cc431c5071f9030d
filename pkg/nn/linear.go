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
	o := &op{
		name: "linear", out: tensor.Shape{n, outs}, flops: 2 * n * features * outs,
		do: func(y []float32, in args) error {
			kernels.Linear(y, in[0], in[1], in[2], n, features, outs)
			return nil
		},
		fuse: func(a kernels.Act) func(y []float32, in args) error {
			return func(y []float32, in args) error {
				kernels.LinearAct(y, in[0], in[1], in[2], n, features, outs, a)
				return nil
			}
		},
		grads: func(in G.Nodes, y, dy *G.Node) []gradMaker {
			return []gradMaker{
				func() (*G.Node, error) {
					return apply(&op{
						name: "linearGradInput", out: xs,
						do: func(dx []float32, in args) error {
							kernels.LinearGradInput(dx, in[0], in[1], n, features, outs)
							return nil
						},
					}, dy, in[1])
				},
				func() (*G.Node, error) {
					return apply(&op{
						name: "linearGradWeight", out: ws,
						do: func(dw []float32, in args) error {
							kernels.LinearGradWeight(dw, in[0], in[1], n, features, outs)
							return nil
						},
					}, in[0], dy)
				},
				func() (*G.Node, error) {
					return apply(&op{
						name: "columnSum", out: tensor.Shape{outs},
						do: func(db []float32, in args) error { kernels.ColumnSum(db, in[0], n, outs); return nil },
					}, dy)
				},
			}
		},
	}
	return applyWithBias(o, false, x, w, b, outs)
}
