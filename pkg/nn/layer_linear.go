package nn

import (
	"fmt"
	"math/rand/v2"

	G "gorgonia.org/gorgonia"
)

// LinearConfig configures a linear layer.
type LinearConfig struct {
	In, Out int  // features
	NoBias  bool // leave the bias out
	Init    Init // of weight and bias; nil means UniformFanIn
	// BiasInit is for the bias alone; nil means Init.
	BiasInit Init
}

// Validate reports the first number that makes no sense.
func (c LinearConfig) Validate() error {
	if c.In < 1 {
		return fmt.Errorf("config.In is %d, want at least 1", c.In)
	}
	if c.Out < 1 {
		return fmt.Errorf("config.Out is %d, want at least 1", c.Out)
	}
	return nil
}

// LinearLayer is y = x·weightᵀ + bias: (N, In) to (N, Out). Its parameters are
// name.weight (Out, In) and name.bias (Out).
type LinearLayer struct {
	weights
	config LinearConfig
}

// NewLinear draws weight, then bias, from rng, which it does not keep. Mistakes
// in config are reported by Build.
func NewLinear(name string, config LinearConfig, rng *rand.Rand) *LinearLayer {
	l := &LinearLayer{weights: weights{name: name, err: config.Validate()}, config: config}
	if l.err == nil {
		l.make([]int{config.Out, config.In}, config.Out, !config.NoBias)
		l.draw(config.Init, config.BiasInit, config.In, config.Out, rng)
	}
	return l
}

// Build adds the layer to x's graph.
func (l *LinearLayer) Build(x *G.Node, mode Mode) (*G.Node, error) {
	w, b, err := l.nodes(x, mode, "N", l.config.In)
	if err != nil {
		return nil, err
	}
	return l.named(Linear(x, w, b))
}

// String is like "lin1: linear 256→1".
func (l *LinearLayer) String() string {
	return fmt.Sprintf("%s: linear %d→%d", l.name, l.config.In, l.config.Out)
}
