package nn

import (
	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	G "gorgonia.org/gorgonia"
)

// StopGradient is x, of any shape, as data: no gradient passes through it. It is
// a copy; the gradient of x along other ways is whole.
func StopGradient(x *G.Node) (*G.Node, error) {
	return apply(&op{
		name: "stop_gradient", out: x.Shape(), wrt: []bool{false}, inPlace: 1,
		kernel: kernels.Copy{N: count(x)},
	}, x)
}
