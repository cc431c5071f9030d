package exec

import (
	"strings"

	G "gorgonia.org/gorgonia"
)

// Name is what errors call n: its name if it was given one, else what it computes.
// Gorgonia's name for such a node numbers its children, which tells nobody which
// they are.
func Name(n *G.Node) string {
	name := n.Name()
	if n.Op() == nil {
		return name
	}
	if op := n.Op().String(); strings.HasPrefix(name, op+"(%") {
		return op
	}
	return name
}
