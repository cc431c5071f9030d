package nn

import (
	"fmt"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// GlobalAvgPool2D is the mean of each plane of x (N, C, H, W): (N, C) (Lin et
// al., 2014).
func GlobalAvgPool2D(x *G.Node) (*G.Node, error) {
	return globalPool("global_avg_pool2d", x, false, kernels.GlobalAvgPool,
		func(dx, dy, _ []float32, n, c, spatial int) { kernels.GlobalAvgPoolGrad(dx, dy, n, c, spatial) })
}

// GlobalSumPool2D is the sum of each plane of x (N, C, H, W): (N, C).
func GlobalSumPool2D(x *G.Node) (*G.Node, error) {
	return globalPool("global_sum_pool2d", x, false, kernels.GlobalSumPool,
		func(dx, dy, _ []float32, n, c, spatial int) { kernels.GlobalSumPoolGrad(dx, dy, n, c, spatial) })
}

// GlobalMaxPool2D is the maximum of each plane of x (N, C, H, W): (N, C). The
// gradient goes to the first maximum, in row-major order.
func GlobalMaxPool2D(x *G.Node) (*G.Node, error) {
	return globalPool("global_max_pool2d", x, true, kernels.GlobalMaxPool, kernels.GlobalMaxPoolGrad)
}

// globalPool reduces planes of x; readsX says that df needs more than its shape.
func globalPool(name string, x *G.Node, readsX bool, f func(y, x []float32, n, c, spatial int), df func(dx, dy, x []float32, n, c, spatial int)) (*G.Node, error) {
	s := x.Shape()
	if s.Dims() != 4 {
		return nil, fmt.Errorf("nn: %s: x is %v, want (N, C, H, W)", name, s)
	}
	n, c, spatial := s[0], s[1], s[2]*s[3]
	var unread inputs
	if !readsX {
		unread = 0b10
	}
	return apply(&op{
		name: name, out: tensor.Shape{s[0], s[1]}, wrt: []bool{true},
		do: func(y []float32, in args) error { f(y, in[0], n, c, spatial); return nil },
		grad: func(in G.Nodes, y, dy *G.Node) (G.Nodes, error) {
			dx, err := apply(&op{
				name: name + "Grad", out: s, unread: unread,
				do: func(dx []float32, in args) error { df(dx, in[0], in[1], n, c, spatial); return nil },
			}, dy, in[0])
			return G.Nodes{dx}, err
		},
	}, x)
}
