package exec

import (
	"cmp"
	"fmt"
	"slices"

	G "gorgonia.org/gorgonia"
)

// Sort lists the nodes that outputs need, each after its children, in the
// order of their making where that leaves a choice.
func Sort(outputs []*G.Node) ([]*G.Node, error) {
	roots := slices.Clone(outputs)
	slices.SortFunc(roots, func(a, b *G.Node) int { return cmp.Compare(a.ID(), b.ID()) })
	var order []*G.Node
	seen := make(map[*G.Node]bool)
	var visit func(n *G.Node) error
	visit = func(n *G.Node) error {
		if seen[n] {
			return nil
		}
		seen[n] = true
		if isStatement(n) {
			return fmt.Errorf("exec: %s is a statement: ask for the node it reads", Name(n))
		}
		for _, c := range Children(n) {
			if err := visit(c); err != nil {
				return err
			}
		}
		order = append(order, n)
		return nil
	}
	for _, n := range roots {
		if err := visit(n); err != nil {
			return nil, err
		}
	}
	return order, nil
}

// Children are the inputs of n's op, in order, repeated where the op repeats them.
func Children(n *G.Node) []*G.Node {
	g := n.Graph()
	// A graph finds nodes by places that are out of date once it has removed one,
	// as the logarithm of a sigmoid does: then it gives another node's inputs. A
	// fresh graph over the same nodes knows their places.
	if found, _ := g.Node(n.ID()).(*G.Node); found != n {
		g = g.ExactSubgraphRoots(n)
	}
	var out []*G.Node
	it := g.From(n.ID())
	for it != nil && it.Next() {
		out = append(out, it.Node().(*G.Node))
	}
	return out
}

// isStatement reports whether a node is gorgonia's let or read, which have an op
// but no type.
func isStatement(n *G.Node) bool { return n.Op() != nil && n.Op().Type() == nil }

// isConstant reports whether a node's value is part of its op.
func isConstant(n *G.Node) bool {
	_, ok := n.Op().(G.Valuer)
	return ok
}
