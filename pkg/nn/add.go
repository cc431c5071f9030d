package nn

import (
	"fmt"
	"slices"

	"github.com/crococlock/crococlock/pkg/nn/internal/exec"
	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// replace is what our machine runs for Gorgonia's Add of two of one shape, which
// makes a new tensor in every run: the gradients of a weight that is used twice
// are added so, and the branches of a residual block. It adds bit for bit as
// Gorgonia does.
func replace(n *G.Node, in []*G.Node) exec.Writer {
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
		do: func(y []float32, in args) error { kernels.Add(y, in[0], in[1]); return nil },
	}
}
