package nn

import (
	"fmt"
	"slices"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Flatten is (N, …) to (N, everything else), a copy: Gorgonia's Reshape shares
// its input's memory, and an op that follows may write into it.
func Flatten(x *G.Node) (*G.Node, error) {
	s := x.Shape()
	if s.Dims() < 1 || s[0] < 1 {
		return nil, fmt.Errorf("nn: flatten: x is %v, want (N, …)", s)
	}
	return reshape("flatten", x, tensor.Shape{s[0], s.TotalSize() / s[0]})
}

// Reshape is x as a tensor of another shape with as many elements, a copy. No
// size may be negative.
func Reshape(x *G.Node, shape ...int) (*G.Node, error) {
	want := tensor.Shape(shape)
	if want.Dims() == 0 || slices.Min(shape) < 0 || want.TotalSize() != x.Shape().TotalSize() {
		return nil, fmt.Errorf("nn: reshape: x is %v, which has not as many elements as %v", x.Shape(), want)
	}
	return reshape("reshape", x, want.Clone())
}

func reshape(name string, x *G.Node, to tensor.Shape) (*G.Node, error) {
	from := x.Shape()
	return apply(&op{
		name: name, out: to, wrt: []bool{true}, inPlace: 1,
		kernel: kernels.Copy{N: count(x)},
		grad: func(in G.Nodes, y, dy *G.Node) (G.Nodes, error) {
			dx, err := reshape(name+"Grad", dy, from)
			return G.Nodes{dx}, err
		},
	}, x)
}
