package nn

import (
	"fmt"
	"slices"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	G "gorgonia.org/gorgonia"
)

// ChannelAffine is x·scale + shift with a scale and a shift for each channel of
// each image: x (N, C, H, W), scale and shift (N, C) (Perez et al., 2018, FiLM).
// Behind a batch norm, with an Embedding's rows as scale and shift, it makes the
// conditional batch norm of de Vries et al. (2017).
func ChannelAffine(x, scale, shift *G.Node) (*G.Node, error) {
	s := x.Shape()
	if s.Dims() != 4 || !slices.Equal(scale.Shape(), s[:2]) || !slices.Equal(shift.Shape(), s[:2]) {
		return nil, fmt.Errorf("nn: channel_affine: x is %v, scale %v, shift %v: want (N, C, H, W) and (N, C) twice", s, scale.Shape(), shift.Shape())
	}
	k := planes(s)
	return apply(&op{
		name: "channel_affine", out: s, wrt: []bool{true, true, true}, inPlace: 1, kernel: kernels.ChannelAffineForward{Planes: k},
		grads: func(in G.Nodes, y, dy *G.Node) []gradMaker {
			return []gradMaker{
				func() (*G.Node, error) {
					return apply(&op{
						name: "channel_affineGradInput", out: s, inPlace: 1, kernel: kernels.ChannelAffineBackward{Planes: k},
					}, dy, in[1])
				},
				func() (*G.Node, error) {
					return apply(&op{
						name: "channel_affineGradScale", out: scale.Shape(), kernel: kernels.ChannelAffineBackwardScale{Planes: k},
					}, dy, in[0])
				},
				func() (*G.Node, error) { return GlobalSumPool2D(dy) },
			}
		},
	}, x, scale, shift)
}
