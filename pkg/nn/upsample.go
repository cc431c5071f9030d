package nn

import (
	"fmt"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// UpsampleNearest2D repeats each pixel of x (N, C, H, W) scale times in both
// directions: (N, C, H·scale, W·scale), 1 ≤ scale. With a convolution behind it
// it is the way to larger pictures that leaves no chequered pattern (Odena et
// al., 2016).
func UpsampleNearest2D(x *G.Node, scale int) (*G.Node, error) {
	s := x.Shape()
	if s.Dims() != 4 || scale < 1 {
		return nil, fmt.Errorf("nn: upsample_nearest2d: x is %v, scale is %d: want (N, C, H, W) and at least 1", s, scale)
	}
	k := kernels.UpsampleForward{N: s[0], C: s[1], H: s[2], W: s[3], Scale: scale}
	attrs := fmt.Sprintf("{×%d}", scale)
	return apply(&op{
		name: "upsample_nearest2d", attrs: attrs, out: tensor.Shape{s[0], s[1], s[2] * scale, s[3] * scale}, wrt: []bool{true},
		kernel: k,
		grad: func(in G.Nodes, y, dy *G.Node) (G.Nodes, error) {
			dx, err := apply(&op{
				name: "upsample_nearest2dGrad", attrs: attrs, out: s, kernel: kernels.UpsampleBackward(k),
			}, dy)
			return G.Nodes{dx}, err
		},
	}, x)
}
