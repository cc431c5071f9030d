package nn

import (
	"fmt"
	"math/rand/v2"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	G "gorgonia.org/gorgonia"
)

// Dropout sets elements of x, of any shape, to zero with probability p, 0 ≤ p < 1,
// and divides the others by 1−p (Srivastava et al., 2014, in its inverted form).
// A run draws a new mask from rng, which it keeps; the gradient uses the same
// one. Every call makes a mask of its own, even for one x.
func Dropout(x *G.Node, p float64, rng *rand.Rand) (*G.Node, error) {
	if !(p >= 0 && p < 1) {
		return nil, fmt.Errorf("nn: dropout: p is %g, want 0 ≤ p < 1", p)
	}
	if rng == nil {
		return nil, fmt.Errorf("nn: dropout: rng is nil")
	}
	mask, err := apply(&op{
		name: "dropoutMask", attrs: fmt.Sprintf("{p %g}", p), out: x.Shape(), unread: 1, id: unique(x.Graph()),
		kernel: kernels.DropoutMask{N: count(x), P: p, Rand: rng},
	}, x)
	if err != nil {
		return nil, err
	}
	return dropMasked(x, mask, p)
}

func dropMasked(x, mask *G.Node, p float64) (*G.Node, error) {
	return apply(&op{
		name: "dropout", attrs: fmt.Sprintf("{p %g}", p), out: x.Shape(), wrt: []bool{true, false}, inPlace: 0b11,
		kernel: kernels.DropoutForward{N: count(x), P: float32(p)},
		grad: func(in G.Nodes, y, dy *G.Node) (G.Nodes, error) {
			dx, err := dropMasked(dy, in[1], p)
			return G.Nodes{dx, nil}, err
		},
	}, x, mask)
}

// unique is an identity for an op of g that must not be merged with another:
// the graph grows with every op, or its numbers do where it has removed one, and
// both are the same in every process.
func unique(g *G.ExprGraph) string {
	return fmt.Sprintf("#%d.%d", len(g.AllNodes()), newestID(g))
}
