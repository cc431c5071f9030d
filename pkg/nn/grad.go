package nn

import (
	"fmt"

	G "gorgonia.org/gorgonia"
)

// Grad adds the gradient of the scalar loss with respect to params, which must
// be in its graph, and returns for each its input node and its gradient node.
// Ask a machine for the gradients; then gorgonia.NodesToValueGrads(weights) is
// what a solver steps on. Call it once for a graph.
func Grad(loss *G.Node, params []Param) (weights, grads G.Nodes, err error) {
	g := loss.Graph()
	for _, p := range params {
		found := g.ByName(p.Name)
		if len(found) != 1 || found[0].Value() != G.Value(p.Value) {
			return nil, nil, fmt.Errorf("nn: gradient: %q is not a parameter of the loss's graph", p.Name)
		}
		weights = append(weights, found[0])
	}
	if grads, err = G.Grad(loss, weights...); err != nil {
		return nil, nil, fmt.Errorf("nn: gradient of %s: %w", loss.Name(), err)
	}
	return weights, grads, nil
}
