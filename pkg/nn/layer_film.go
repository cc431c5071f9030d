package nn

import (
	"fmt"
	"math/rand/v2"

	G "gorgonia.org/gorgonia"
)

// FiLMConfig configures a FiLM layer.
type FiLMConfig struct {
	Condition int  // features of the condition
	Channels  int  // of what it changes
	Init      Init // of weight and bias; nil means UniformFanIn, Zeros changes nothing at first
}

// Validate reports the first number that makes no sense.
func (c FiLMConfig) Validate() error {
	if c.Condition < 1 {
		return fmt.Errorf("config.Condition is %d, want at least 1", c.Condition)
	}
	if c.Channels < 1 {
		return fmt.Errorf("config.Channels is %d, want at least 1", c.Channels)
	}
	return nil
}

// FiLM scales and shifts the channels of images as another tensor says, the
// condition: a class's embedding, a time, a text (Perez et al., 2018). A linear
// layer makes of the condition (N, Condition) a scale and a shift for each
// channel of each image: y = x·(1 + scale) + shift. Its parameters are name.weight
// (2·Channels, Condition), the rows of the scales first, and name.bias
// (2·Channels).
//
//	film := nn.NewFiLM("film1", nn.FiLMConfig{Condition: 16, Channels: 32}, rng)
//	block := nn.NewSequential(conv, film.On(condition), nn.NewSiLU())
type FiLM struct {
	linear *LinearLayer
	config FiLMConfig
}

// NewFiLM draws weight, then bias, from rng. Mistakes in config are reported by
// Build.
func NewFiLM(name string, config FiLMConfig, rng *rand.Rand) *FiLM {
	linear := &LinearLayer{weights: weights{name: name, err: config.Validate()}}
	if linear.err == nil {
		linear = NewLinear(name, LinearConfig{In: config.Condition, Out: 2 * config.Channels, Init: config.Init}, rng)
	}
	return &FiLM{linear, config}
}

// Params are weight and bias.
func (f *FiLM) Params() []Param { return f.linear.Params() }

// Buffers is empty.
func (f *FiLM) Buffers() []Param { return nil }

// String is like "film1: film 16→32".
func (f *FiLM) String() string {
	return fmt.Sprintf("%s: film %d→%d", f.linear.name, f.config.Condition, f.config.Channels)
}

// On is the layer with its condition (N, Condition), a node of the graph that it
// will be built in: x (N, Channels, H, W) to the same shape. Layers of several
// graphs share the parameters.
func (f *FiLM) On(condition *G.Node) Layer { return filmOn{f, condition} }

// filmOn is a FiLM with its condition.
type filmOn struct {
	*FiLM
	condition *G.Node
}

// Build adds the layer to the graph of x and the condition.
func (f filmOn) Build(x *G.Node, mode Mode) (*G.Node, error) {
	l, c := f.linear, f.config.Channels
	both, err := f.build(x, f.condition, mode)
	if err != nil {
		return nil, err
	}
	scale, err := l.named(Slice(both, 1, 0, c, 1))
	if err != nil {
		return nil, err
	}
	shift, err := l.named(Slice(both, 1, c, 2*c, 1))
	if err != nil {
		return nil, err
	}
	moved, err := l.named(ChannelAffine(x, scale, shift))
	if err != nil {
		return nil, err
	}
	return G.Add(moved, x)
}

// build adds scales and shifts (N, 2·Channels) for x, made of the condition, to
// their graph.
func (f *FiLM) build(x, condition *G.Node, mode Mode) (*G.Node, error) {
	l := f.linear
	if l.err != nil {
		return nil, fmt.Errorf("nn: %s: %w", l.name, l.err)
	}
	if condition == nil || condition.Graph() != x.Graph() {
		return nil, fmt.Errorf("nn: %s: the condition is not in x's graph", l.name)
	}
	if err := checkShape(l.name, x, "N", f.config.Channels, "H", "W"); err != nil {
		return nil, err
	}
	return l.Build(condition, mode)
}
