package nn

import (
	"fmt"

	G "gorgonia.org/gorgonia"
)

// GroupNormConfig configures a group norm layer.
type GroupNormConfig struct {
	Groups   int     // of neighbouring channels
	Channels int     // a multiple of Groups
	Eps      float64 // added to the variance; 0 means 1e-5
}

// Validate reports the first number that makes no sense.
func (c GroupNormConfig) Validate() error {
	switch {
	case c.Groups < 1:
		return fmt.Errorf("config.Groups is %d, want at least 1", c.Groups)
	case c.Channels < 1 || c.Channels%c.Groups != 0:
		return fmt.Errorf("config.Channels is %d, want a multiple of %d groups", c.Channels, c.Groups)
	case !(c.Eps >= 0):
		return fmt.Errorf("config.Eps is %g, want at least 0", c.Eps)
	}
	return nil
}

// GroupNormLayer is the layer of GroupNorm, the same in training and evaluation.
// Its parameters are name.weight (ones) and name.bias (zeros), both (Channels).
type GroupNormLayer struct {
	weights
	config GroupNormConfig
}

// NewGroupNorm needs no random numbers. Mistakes in config are reported by Build.
func NewGroupNorm(name string, config GroupNormConfig) *GroupNormLayer {
	l := &GroupNormLayer{weights: weights{name: name, err: config.Validate()}, config: config}
	if l.err == nil {
		l.make([]int{config.Channels}, config.Channels, true)
		for i := range l.weight.Data() {
			l.weight.Data()[i] = 1
		}
	}
	return l
}

// Build adds the group norm to x's graph: x is (N, Channels, …).
func (l *GroupNormLayer) Build(x *G.Node, mode Mode) (*G.Node, error) {
	w, b, err := l.parameters(x, mode)
	if err != nil {
		return nil, err
	}
	return l.named(GroupNorm(x, w, b, l.config.Groups, l.config.Eps))
}

// parameters are the nodes of weight and bias in the graph of x (N, Channels, …).
func (l *GroupNormLayer) parameters(x *G.Node, mode Mode) (w, b *G.Node, err error) {
	pattern := []any{"N", l.config.Channels}
	for i := 2; i < x.Dims(); i++ {
		pattern = append(pattern, "…")
	}
	return l.nodes(x, mode, pattern...)
}

// String is like "gn1: group norm 32 in 8 groups".
func (l *GroupNormLayer) String() string {
	return fmt.Sprintf("%s: group norm %d in %d groups", l.name, l.config.Channels, l.config.Groups)
}
