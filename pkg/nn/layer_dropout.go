package nn

import (
	"fmt"
	"math/rand/v2"

	G "gorgonia.org/gorgonia"
)

// DropoutLayer is the layer of Dropout: random in graphs for training, absent
// from graphs for evaluation.
type DropoutLayer struct {
	stateless
	p   float64
	rng *rand.Rand
}

// NewDropout drops with probability p, 0 ≤ p < 1, which Build checks; every
// training run draws from rng, which the layer keeps.
func NewDropout(p float64, rng *rand.Rand) *DropoutLayer { return &DropoutLayer{p: p, rng: rng} }

// Build adds the dropout to x's graph, or nothing in Eval mode.
func (l *DropoutLayer) Build(x *G.Node, mode Mode) (*G.Node, error) {
	if mode == Eval {
		return x, nil
	}
	return Dropout(x, l.p, l.rng)
}

// String is like "dropout 0.5".
func (l *DropoutLayer) String() string { return fmt.Sprintf("dropout %g", l.p) }
