package nn

import (
	"fmt"
	"slices"

	"github.com/crococlock/crococlock/pkg/nn/internal/exec"
	G "gorgonia.org/gorgonia"
)

// GradInput adds the gradient of the sum of y's elements with respect to x,
// which y is computed from, and returns its node, of x's shape: for the logits
// of a batch, how each pixel moves its own picture's logit (a saliency map;
// Simonyan et al., 2014). A graph can have several, and Grad beside them. Build
// networks for it in Eval mode: in Train mode layers leave the gradient of data
// out, which is an error here.
func GradInput(y, x *G.Node) (*G.Node, error) {
	if x.Graph() != y.Graph() {
		return nil, fmt.Errorf("nn: gradient: %s is not in the graph of %s", x.Name(), y.Name())
	}
	of := func(err error) error {
		return fmt.Errorf("nn: gradient of %s with respect to %s: %w", y.Name(), x.Name(), err)
	}
	ones, err := onesLike(y)
	if err != nil {
		return nil, of(err)
	}
	order, err := exec.Sort([]*G.Node{y})
	if err != nil {
		return nil, of(err)
	}
	// Gorgonia's Backpropagate stops at nodes that were differentiated before,
	// with what they were then, whatever y was.
	follows := map[*G.Node]bool{x: true} // from x, with gradients all the way
	for _, n := range order {
		for i, c := range exec.Children(n) {
			op, ok := n.Op().(G.SDOp)
			follows[n] = follows[n] || ok && follows[c] && op.DiffWRT(len(exec.Children(n)))[i]
		}
	}
	if !follows[y] {
		return nil, of(fmt.Errorf("there is none; build the network in Eval mode"))
	}
	terms := map[*G.Node]G.Nodes{y: {ones}}
	for _, n := range slices.Backward(order[slices.Index(order, x)+1:]) {
		if !follows[n] || len(terms[n]) == 0 {
			continue
		}
		sum, err := G.ReduceAdd(terms[n])
		if err != nil {
			return nil, of(err)
		}
		op, children := n.Op().(G.SDOp), exec.Children(n)
		grads, err := op.SymDiff(children, n, sum)
		if err != nil {
			return nil, of(err)
		}
		for i, c := range children {
			if follows[c] && op.DiffWRT(len(children))[i] {
				terms[c] = append(terms[c], grads[i])
			}
		}
	}
	dx, err := G.ReduceAdd(terms[x])
	if err != nil {
		return nil, of(err)
	}
	return dx, nil
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
