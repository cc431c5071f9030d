package nn

import (
	"fmt"

	G "gorgonia.org/gorgonia"
)

// GradInput adds the gradient of the sum of y's elements with respect to input
// x, of x's shape: for the logits of a batch, how each pixel moves its own
// picture's logit (a saliency map; Simonyan et al., 2014). Build networks for it
// in Eval mode: in Train mode layers leave the gradient of data out, which is an
// error here.
func GradInput(y, x *G.Node) (*G.Node, error) {
	g := y.Graph()
	if x.Graph() != g {
		return nil, fmt.Errorf("nn: gradient: %s is not in the graph of %s", x.Name(), y.Name())
	}
	name := fmt.Sprintf("ones#%d", y.ID())
	ones := g.ByName(name)
	if len(ones) == 0 {
		n, err := Input(g, name, y.Shape()...)
		if err != nil {
			return nil, err
		}
		for i := range Data(n) {
			Data(n)[i] = 1
		}
		ones = G.Nodes{n}
	}
	grads, err := G.Backpropagate(G.Nodes{y}, ones[:1], G.Nodes{x})
	if err != nil {
		return nil, fmt.Errorf("nn: gradient of %s with respect to %s: %w", y.Name(), x.Name(), err)
	}
	if len(grads) != 1 || grads[0] == nil {
		return nil, fmt.Errorf("nn: gradient of %s with respect to %s: there is none; build the network in Eval mode", y.Name(), x.Name())
	}
	return grads[0], nil
}
