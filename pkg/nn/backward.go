package nn

import (
	"fmt"
	"slices"

	"github.com/crococlock/crococlock/pkg/nn/internal/exec"
	G "gorgonia.org/gorgonia"
)

// backpropagate adds to the graph the gradients of Σ seed·y with respect to
// nodes that y is computed from, and returns their nodes, in the order of wrt.
// Gorgonia's own stops at nodes that were differentiated before, with what they
// were then, and makes gradients that nobody needs.
func backpropagate(y, seed *G.Node, wrt G.Nodes) (grads G.Nodes, err error) {
	defer func() {
		if r := recover(); r != nil {
			grads, err = nil, fmt.Errorf("panic: %v", r)
		}
	}()
	order, err := exec.Sort([]*G.Node{y})
	if err != nil {
		return nil, err
	}
	follows := make(map[*G.Node]bool) // from one of wrt, with gradients all the way
	for _, n := range wrt {
		follows[n] = true
	}
	wanted := make(map[*G.Node][]bool) // by node, the inputs whose gradients are needed
	for _, n := range order {
		if err := accepted(n); err != nil {
			return nil, err
		}
		children := exec.Children(n)
		for i, c := range children {
			if !follows[c] {
				continue
			}
			if o, ok := n.Op().(*op); ok && o.told.has(i) {
				return nil, fmt.Errorf("%v was told that %s is data, and its gradient is asked for", o, exec.Name(c))
			}
			if o, ok := n.Op().(G.SDOp); !ok || !o.DiffWRT(len(children))[i] {
				if err := withoutGradient(n); err != nil {
					return nil, err
				}
				continue
			}
			if wanted[n] == nil {
				wanted[n] = make([]bool, len(children))
			}
			wanted[n][i], follows[n] = true, true
		}
	}
	terms := map[*G.Node]G.Nodes{y: {seed}}
	for _, n := range slices.Backward(order) {
		if len(terms[n]) == 0 || !follows[n] {
			continue
		}
		sum, err := G.ReduceAdd(terms[n])
		if err != nil {
			return nil, err
		}
		terms[n] = G.Nodes{sum}
		if wanted[n] == nil {
			continue
		}
		children := exec.Children(n)
		grads, err := differentiate(n, children, sum, wanted[n])
		if err != nil {
			return nil, err
		}
		for i, c := range children {
			if wanted[n][i] {
				terms[c] = append(terms[c], grads[i])
			}
		}
	}
	grads = make(G.Nodes, len(wrt))
	for i, n := range wrt {
		if len(terms[n]) == 0 {
			return nil, fmt.Errorf("%s has none: no gradient leads from one to the other", exec.Name(n))
		}
		grads[i] = terms[n][0]
	}
	return grads, nil
}

// differentiate makes the gradients of n's inputs, those that are wanted; what
// panics in somebody's op is an error.
func differentiate(n *G.Node, in G.Nodes, dy *G.Node, wanted []bool) (grads G.Nodes, err error) {
	defer func() {
		if r := recover(); r != nil {
			grads, err = nil, fmt.Errorf("%v: panic in its gradient: %v", n.Op(), r)
		}
	}()
	newest := newestID(n.Graph())
	done := false
	if o, ok := n.Op().(*op); ok {
		grads, err = o.gradients(in, n, dy, wanted)
	} else if grads, done, err = foreignGradients(n, in, dy); !done {
		grads, err = n.Op().(G.SDOp).SymDiff(in, n, dy)
	}
	if err != nil {
		return nil, fmt.Errorf("%v: %w", n.Op(), err)
	}
	for i := range in {
		switch {
		case !wanted[i]:
		case i >= len(grads) || grads[i] == nil:
			return nil, fmt.Errorf("%v gives no gradient for its input %d", n.Op(), i)
		case !grads[i].Shape().Eq(in[i].Shape()):
			return nil, fmt.Errorf("%v gives a gradient of shape %v for its input %d, which is %v", n.Op(), grads[i].Shape(), i, in[i].Shape())
		}
	}
	for _, made := range slices.Backward(n.Graph().AllNodes()) {
		if made.ID() <= newest {
			break
		}
		if err := accepted(made); err != nil {
			return nil, err
		}
	}
	return grads, nil
}

// newestID is that of the node that was added last; a graph that has removed nodes
// does not use theirs again.
func newestID(g *G.ExprGraph) int64 {
	all := g.AllNodes()
	return all[len(all)-1].ID()
}
