package nn

import (
	"fmt"
	"slices"

	"github.com/crococlock/crococlock/pkg/nn/internal/exec"
	G "gorgonia.org/gorgonia"
)

// Grad adds the gradient of the scalar loss with respect to params, which must
// be in its graph, and returns for each its input node and its gradient node, of
// its shape. Ask a machine for the gradients; then
// gorgonia.NodesToValueGrads(weights) is what a solver steps on. A graph has the
// gradients of one loss: asked again, or for a loss that shares nodes with the
// first, it fails. GradInput has no such limit.
func Grad(loss *G.Node, params []Param) (weights, grads G.Nodes, err error) {
	if len(params) == 0 {
		return nil, nil, fmt.Errorf("nn: gradient of %s: no parameters", loss.Name())
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
		weights = append(weights, found[0])
	}
	order, err := exec.Sort([]*G.Node{loss})
	if err != nil {
		return nil, nil, fmt.Errorf("nn: gradient of %s: %w", loss.Name(), err)
	}
	// Gorgonia would stop there, with the gradient that it has.
	for _, n := range order {
		if n.Deriv() != nil {
			return nil, nil, fmt.Errorf("nn: gradient of %s: %s has the gradient of a loss already", loss.Name(), n.Name())
		}
	}
	if grads, err = G.Grad(loss, weights...); err != nil {
		return nil, nil, fmt.Errorf("nn: gradient of %s: %w", loss.Name(), err)
	}
	return weights, grads, nil
}
