package nn

import (
	"fmt"

	"github.com/crococlock/crococlock/pkg/nn/internal/exec"
	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Translate moves each image of x (N, C, H, W) by shift (N, 2), rows down and
// columns right in whole pixels, rounded towards 0; zeros come in. There is no
// gradient for shift.
func Translate(x, shift *G.Node) (*G.Node, error) { return translate(x, shift, 1) }

func translate(x, shift *G.Node, sign int) (*G.Node, error) {
	return imageStep("translate", fmt.Sprintf("{%+d}", sign), x, shift, 2, 0,
		func(s kernels.Images) kernels.Kernel { return kernels.ImageTranslate{Images: s, Sign: sign} },
		func(dy *G.Node) (*G.Node, error) { return translate(dy, shift, -sign) })
}

// Cutout makes a rectangle of each image of x (N, C, H, W) zero (DeVries and
// Taylor, 2017): box (N, 4) is its first row, first column, rows and columns, in
// whole pixels; it may hang over the edge. There is no gradient for box.
func Cutout(x, box *G.Node) (*G.Node, error) {
	return imageStep("cutout", "", x, box, 4, 1,
		func(s kernels.Images) kernels.Kernel { return kernels.ImageCutout{Images: s} },
		func(dy *G.Node) (*G.Node, error) { return Cutout(dy, box) })
}

// Colour changes brightness, saturation and contrast of each image of x
// (N, C, H, W), in that order, by factors (N, 3): the first is added, the second
// stretches distances from the pixel's mean over channels, the third those from
// the image's mean; 0, 1, 1 change nothing. Nothing is clipped. There is no
// gradient for factors.
func Colour(x, factors *G.Node) (*G.Node, error) { return colour(x, factors, true) }

func colour(x, factors *G.Node, brightness bool) (*G.Node, error) {
	return imageStep("colour", fmt.Sprintf("{brightness %t}", brightness), x, factors, 3, 1,
		func(s kernels.Images) kernels.Kernel { return kernels.ImageColour{Images: s, Brightness: brightness} },
		func(dy *G.Node) (*G.Node, error) { return colour(dy, factors, false) })
}

// imageStep applies a kernel for images to x, with count numbers for each image.
func imageStep(name, attrs string, x, by *G.Node, count int, inPlace inputs,
	kernel func(kernels.Images) kernels.Kernel, grad func(dy *G.Node) (*G.Node, error)) (*G.Node, error) {
	s, bs := x.Shape(), by.Shape()
	if s.Dims() != 4 || bs.Dims() != 2 || bs[0] != s[0] || bs[1] != count {
		return nil, fmt.Errorf("nn: %s: x is %v, %s is %v: want (N, C, H, W) and (N, %d)", name, s, exec.Name(by), bs, count)
	}
	return apply(&op{
		name: name, attrs: attrs, out: s, wrt: []bool{true, false}, inPlace: inPlace,
		kernel: kernel(images(s)),
		grad: func(in G.Nodes, y, dy *G.Node) (G.Nodes, error) {
			dx, err := grad(dy)
			return G.Nodes{dx, nil}, err
		},
	}, x, by)
}

func images(s tensor.Shape) kernels.Images {
	return kernels.Images{N: s[0], C: s[1], H: s[2], W: s[3]}
}
