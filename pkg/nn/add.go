package nn

import (
	"fmt"
	"slices"
	"strings"

	"github.com/crococlock/crococlock/pkg/nn/internal/card"
	"github.com/crococlock/crococlock/pkg/nn/internal/exec"
	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// replace is what our machine runs for ops of Gorgonia. Its sums, differences and
// products of two of one shape make a new tensor in every run, as in the gradients
// of a weight that is used twice and the branches of a residual block; ours compute
// bit for bit as Gorgonia does. Its reductions give wrong numbers. Its products of
// matrices and negatives are ours on a card only, which computes none of Gorgonia's
// ops.
func replace(n *G.Node, in []*G.Node) exec.Writer {
	if w := newReduction(n, in); w != nil {
		return w
	}
	for _, x := range in {
		if x.Dtype() != tensor.Float32 {
			return nil
		}
	}
	o := &op{out: n.Shape()}
	switch name := fmt.Sprintf("%T %v", n.Op(), n.Op()); name {
	case "gorgonia.elemBinOp + false":
		o.name, o.inPlace, o.kernel = "add", 0b11, kernels.Addition{N: count(n)}
	case "gorgonia.elemBinOp - false":
		o.name, o.inPlace, o.kernel = "subtract", 0b11, kernels.Subtraction{N: count(n)}
	case "gorgonia.elemBinOp ⊙ false":
		o.name, o.inPlace, o.kernel = "multiply", 0b11, kernels.Multiplication{N: count(n)}
	case "*gorgonia.elemUnaryOp neg", "gorgonia.elemUnaryOp neg":
		if card.Active() == nil {
			return nil // the sign of a NaN differs
		}
		o.name, o.inPlace, o.kernel = "negate", 0b1, kernels.Scaling{N: count(n), By: -1}
	case "gorgonia.linAlgBinOp A × B", "gorgonia.linAlgBinOp A × Bᵀ", "gorgonia.linAlgBinOp Aᵀ × B":
		if card.Active() == nil || n.Dims() != 2 {
			return nil
		}
		o.name = "matrix_product"
		a, m, k := in[0].Shape(), n.Shape()[0], n.Shape()[1]
		switch { // as a linear layer's computations
		case strings.HasSuffix(name, "A × B"):
			o.kernel = kernels.ConvGradInput{Grouped: kernels.Grouped{Groups: 1, Conv: kernels.LinearConv(m, k, a[1])}}
		case strings.HasSuffix(name, "Bᵀ"):
			o.kernel = kernels.ConvForward{Grouped: kernels.Grouped{Groups: 1, Conv: kernels.LinearConv(m, a[1], k)}}
		default:
			o.kernel = kernels.ConvGradFilter{Grouped: kernels.Grouped{Groups: 1, Conv: kernels.LinearConv(a[0], k, m)}, Swapped: true}
		}
	default:
		return nil
	}
	for _, x := range in {
		if o.name != "matrix_product" && !slices.Equal(x.Shape(), n.Shape()) {
			return nil
		}
		o.in = append(o.in, x.Shape())
	}
	return o
}
