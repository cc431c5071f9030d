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
	return globalPool("global_avg_pool2d", x, kernels.PlaneMean)
}

// GlobalSumPool2D is the sum of each plane of x (N, C, H, W): (N, C).
func GlobalSumPool2D(x *G.Node) (*G.Node, error) {
	return globalPool("global_sum_pool2d", x, kernels.PlaneSum)
}

// GlobalMaxPool2D is the maximum of each plane of x (N, C, H, W): (N, C). The
// gradient goes to the first maximum, in row-major order.
func GlobalMaxPool2D(x *G.Node) (*G.Node, error) {
	return globalPool("global_max_pool2d", x, kernels.PlaneMax)
}

// globalPool reduces planes of x.
func globalPool(name string, x *G.Node, fold kernels.PlaneFold) (*G.Node, error) {
	s := x.Shape()
	if s.Dims() != 4 {
		return nil, fmt.Errorf("nn: %s: x is %v, want (N, C, H, W)", name, s)
	}
	var unread inputs = 0b10 // x is there for its shape
	if fold == kernels.PlaneMax {
		unread = 0
	}
	return apply(&op{
		name: name, out: tensor.Shape{s[0], s[1]}, wrt: []bool{true},
		kernel: kernels.GlobalPoolForward{Planes: planes(s), Fold: fold},
		grad: func(in G.Nodes, y, dy *G.Node) (G.Nodes, error) {
			dx, err := apply(&op{
				name: name + "Grad", out: s, unread: unread,
				kernel: kernels.GlobalPoolBackward{Planes: planes(s), Fold: fold},
			}, dy, in[0])
			return G.Nodes{dx}, err
		},
	}, x)
}
