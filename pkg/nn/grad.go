package nn

import (
	"fmt"
	"slices"

	"github.com/crococlock/crococlock/pkg/nn/internal/exec"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Grad adds the gradient of the scalar loss with respect to params, which must
// be in its graph, and returns for each its input node and its gradient node, of
// its shape. Ask a machine for the gradients; then
// gorgonia.NodesToValueGrads(weights) is what a solver steps on. Gradients that
// params do not need, such as that of a batch of images, are not made: what is
// data need not be told. A parameter has the gradient of one loss: asked again,
// or for another loss, it fails. GradInput has no such limit. It fails as well on
// ops of Gorgonia whose gradients are wrong, with the name of what to use.
func Grad(loss *G.Node, params []Param) (weights, grads G.Nodes, err error) {
	if len(params) == 0 {
		return nil, nil, fmt.Errorf("nn: gradient of %s: no parameters", exec.Name(loss))
	}
	g := loss.Graph()
	for _, p := range params {
		found := g.ByName(p.Name)
		if len(found) != 1 || found[0].Value() != G.Value(p.Value) {
			return nil, nil, fmt.Errorf("nn: gradient: %q is not a parameter of the loss's graph", p.Name)
		}
		if slices.Contains(weights, found[0]) {
			return nil, nil, fmt.Errorf("nn: gradient: %q is asked for twice", p.Name)
		}
		if found[0].Deriv() != nil {
			return nil, nil, fmt.Errorf("nn: gradient of %s: %s has the gradient of a loss already", exec.Name(loss), p.Name)
		}
		weights = append(weights, found[0])
	}
	one, err := oneLike(loss)
	if err != nil {
		return nil, nil, fmt.Errorf("nn: gradient of %s: %w", exec.Name(loss), err)
	}
	if grads, err = backpropagate(loss, one, weights); err != nil {
		return nil, nil, fmt.Errorf("nn: gradient of %s: %w", exec.Name(loss), err)
	}
	for i, w := range weights {
		G.SetDerivOf(grads[i], w) // where a solver looks for it
	}
	return weights, grads, nil
}

// oneLike is the constant 1 of loss's type.
func oneLike(loss *G.Node) (*G.Node, error) {
	if !loss.IsScalar() {
		return nil, fmt.Errorf("it is %v, want a scalar", loss.Shape())
	}
	one := G.NewConstant(float32(1))
	switch loss.Dtype() {
	case tensor.Float32:
	case tensor.Float64:
		one = G.NewConstant(1.)
	default:
		return nil, fmt.Errorf("it is %v, want float32", loss.Dtype())
	}
	return loss.Graph().AddNode(one), nil
}
