package nn

import (
	"fmt"
	"slices"

	"github.com/crococlock/crococlock/pkg/nn/internal/exec"
	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// replace is what our machine runs for ops of Gorgonia. Its Add of two of one
// shape makes a new tensor in every run: the gradients of a weight that is used
// twice are added so, and the branches of a residual block; ours adds bit for bit
// as Gorgonia does. Its reductions give wrong numbers.
func replace(n *G.Node, in []*G.Node) exec.Writer {
	if w := newReduction(n, in); w != nil {
		return w
	}
	if fmt.Sprintf("%T %v", n.Op(), n.Op()) != "gorgonia.elemBinOp + false" {
		return nil
	}
	s := n.Shape()
	for _, x := range in {
		if x.Dtype() != tensor.Float32 || !slices.Equal(x.Shape(), s) {
			return nil
		}
	}
	return &op{
		name: "add", in: []tensor.Shape{s, s}, out: s, inPlace: 0b11,
		kernel: kernels.Addition{N: count(n)},
	}
}
