package nn

import (
	"fmt"

	"github.com/crococlock/crococlock/pkg/nn/internal/exec"
	G "gorgonia.org/gorgonia"
)

// GradInput adds the gradient of the sum of y's elements with respect to x,
// which y is computed from, and returns its node, of x's shape: for the logits
// of a batch, how each pixel moves its own picture's logit (a saliency map;
// Simonyan et al., 2014). x may be any node of y's graph. A graph can have
// several, and Grad beside them; in Train mode the gradient is that of the whole
// batch, whose statistics a batch norm uses.
func GradInput(y, x *G.Node) (*G.Node, error) {
	if x.Graph() != y.Graph() {
		return nil, fmt.Errorf("nn: gradient: %s is not in the graph of %s", exec.Name(x), exec.Name(y))
	}
	of := func(err error) error {
		return fmt.Errorf("nn: gradient of %s with respect to %s: %w", exec.Name(y), exec.Name(x), err)
	}
	ones, err := onesLike(y)
	if err != nil {
		return nil, of(err)
	}
	grads, err := backpropagate(y, ones, G.Nodes{x})
	if err != nil {
		return nil, of(err)
	}
	return grads[0], nil
}

// onesLike is an input of n's shape that holds ones, the same for each n.
func onesLike(n *G.Node) (*G.Node, error) {
	name := fmt.Sprintf("ones#%d", n.ID())
	if found := n.Graph().ByName(name); len(found) > 0 {
		return found[0], nil
	}
	ones, err := Input(n.Graph(), name, n.Shape()...)
	if err != nil {
		return nil, err
	}
	for i := range Data(ones) {
		Data(ones)[i] = 1
	}
	return ones, nil
}
