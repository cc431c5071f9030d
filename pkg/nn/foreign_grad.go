package nn

import (
	"fmt"
	"math"
	"strings"

	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// foreignGradients are right gradients for ops of Gorgonia whose own are wrong;
// done is false where Gorgonia's are right.
func foreignGradients(n *G.Node, in G.Nodes, dy *G.Node) (grads G.Nodes, done bool, err error) {
	kind, ours := foreignKind(n)
	if ours {
		return nil, false, nil
	}
	name := fmt.Sprint(n.Op())
	switch {
	case kind == "elemUnaryOp" && name == "log2": // 1/(x·ln 2); Gorgonia's is ln 2/x
		dx, err := G.HadamardDiv(dy, G.Must(G.HadamardProd(in[0], number(n, math.Ln2))))
		return G.Nodes{dx}, true, err
	case kind == "elemUnaryOp" && name == "invSqrt": // −y³/2
		cube, err := G.Cube(n)
		if err != nil {
			return nil, true, err
		}
		dx, err := G.HadamardProd(dy, G.Must(G.HadamardProd(cube, number(n, -0.5))))
		return G.Nodes{dx}, true, err
	case kind == "linAlgBinOp" && name == "a ⊗ b": // dy·b and dyᵀ·a; Gorgonia's are outer products
		da, err := G.Mul(dy, in[1])
		if err != nil {
			return nil, true, err
		}
		db, err := G.Mul(in[0], dy)
		return G.Nodes{da, db}, true, err
	case kind == "byIndicesOp" && name != "ByIndicesOp{axis=0}":
		return nil, true, fmt.Errorf("the gradient that Gorgonia has of %v is wrong: use nn.Embedding, or nn.Slice and nn.Concat", name)
	case kind == "repeatOp": // Gorgonia's sum loses the axis
		return repeatGradient(n, in, dy)
	}
	return nil, false, nil
}

// repeatGradient is the sum over the repeated axis, of the shape of what was
// repeated.
func repeatGradient(n *G.Node, in G.Nodes, dy *G.Node) (G.Nodes, bool, error) {
	var axis int
	if _, err := fmt.Sscanf(fmt.Sprint(n.Op()), "Repeat%d", &axis); err != nil {
		return nil, true, err
	}
	if s := in[0].Shape(); axis < s.Dims() && s[axis] != 1 {
		return nil, true, fmt.Errorf("%v repeats %d elements of axis %d of %v, and Gorgonia's gradient of that is wrong: use nn.UpsampleNearest2D or nn.Concat", n.Op(), s[axis], axis, s)
	}
	sum, err := G.Sum(dy, axis)
	if err == nil && !sum.Shape().Eq(in[0].Shape()) {
		sum, err = G.Reshape(sum, in[0].Shape().Clone())
	}
	grads := make(G.Nodes, len(in))
	grads[0] = sum
	return grads, true, err
}

// number is a constant of n's type.
func number(n *G.Node, v float64) *G.Node {
	if n.Dtype() == tensor.Float32 {
		return G.NewConstant(float32(v))
	}
	return G.NewConstant(v)
}

// withoutGradient reports why the lack of a gradient for an input of n, which
// depends on what is asked for, would make a wrong sum: Gorgonia's own ops leave
// out gradients that are not zero. Others' ops may have their reasons.
func withoutGradient(n *G.Node) error {
	kind, ours := foreignKind(n)
	if ours {
		return nil
	}
	use := "a function of package nn"
	switch name := fmt.Sprint(n.Op()); kind {
	case "elemUnaryOp", "elemBinOp", "sizeOp", "repeatOp", "byIndicesOp", "constantScalar", "constantTensor":
		return nil // steps, comparisons, sizes and indices: it is zero
	case "globalAveragePoolOp":
		use = "nn.GlobalAvgPool2D"
	case "atOp", "diagFlatOp":
		use = "nn.Slice and nn.Concat"
	default:
		if strings.HasSuffix(name, "...]+=...") {
			use = "nn.Slice"
		}
	}
	return fmt.Errorf("the op %v of Gorgonia has no gradient: use %s", n.Op(), use)
}
