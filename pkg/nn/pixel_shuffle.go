package nn

import (
	"fmt"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// PixelShuffle is (N, C·scale², H, W) to (N, C, H·scale, W·scale): the channels
// that follow each other become squares of pixels (Shi et al., 2016). 1 ≤ scale.
func PixelShuffle(x *G.Node, scale int) (*G.Node, error) {
	s := x.Shape()
	if s.Dims() != 4 || scale < 1 || s[1]%(scale*scale) != 0 {
		return nil, fmt.Errorf("nn: pixel_shuffle: x is %v, scale is %d: want (N, C·scale², H, W) and at least 1", s, scale)
	}
	n, c, h, w := s[0], s[1]/(scale*scale), s[2], s[3]
	return apply(&op{
		name: "pixel_shuffle", attrs: fmt.Sprintf("{×%d}", scale), out: tensor.Shape{n, c, h * scale, w * scale}, wrt: []bool{true},
		kernel: kernels.Shuffle{N: n, C: c, H: h, W: w, Scale: scale},
		grad: func(in G.Nodes, y, dy *G.Node) (G.Nodes, error) {
			dx, err := PixelUnshuffle(dy, scale)
			return G.Nodes{dx}, err
		},
	}, x)
}

// PixelUnshuffle is (N, C, H·scale, W·scale) to (N, C·scale², H, W), PixelShuffle
// backwards: a smaller picture that loses nothing. 1 ≤ scale.
func PixelUnshuffle(x *G.Node, scale int) (*G.Node, error) {
	s := x.Shape()
	if s.Dims() != 4 || scale < 1 || s[2]%scale != 0 || s[3]%scale != 0 {
		return nil, fmt.Errorf("nn: pixel_unshuffle: x is %v, scale is %d: want (N, C, H·scale, W·scale) and at least 1", s, scale)
	}
	n, c, h, w := s[0], s[1], s[2]/scale, s[3]/scale
	return apply(&op{
		name: "pixel_unshuffle", attrs: fmt.Sprintf("{/%d}", scale), out: tensor.Shape{n, c * scale * scale, h, w}, wrt: []bool{true},
		kernel: kernels.Shuffle{N: n, C: c, H: h, W: w, Scale: scale, Back: true},
		grad: func(in G.Nodes, y, dy *G.Node) (G.Nodes, error) {
			dx, err := PixelShuffle(dy, scale)
			return G.Nodes{dx}, err
		},
	}, x)
}
