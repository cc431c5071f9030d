package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/crococlock/crococlock/pkg/flow"
	"github.com/crococlock/crococlock/pkg/gan"
	"github.com/crococlock/crococlock/pkg/nn"
)

// A generator is a trained flow or GAN.
type generator struct {
	kind    string // flowModel or ganModel
	classes []string
	side    int
	// sample makes n pictures, (n, 3, side, side) in [0,1], of the classes' shares
	// mix. shown, if not nil, is told how much of the work is done.
	sample func(ctx context.Context, n int, mix []float64, seed uint64, shown func(done, total int)) ([]float32, error)
}

// The kinds of generators, as --model names them.
const (
	flowModel = "flow"
	ganModel  = "gan"
)

// readGenerator reads weights of either kind. s says how a flow samples.
func readGenerator(weights string, s flow.Sampling) (*generator, error) {
	state, err := nn.ReadStateDict(weights)
	if err != nil {
		return nil, err
	}
	f, notFlow := flow.FromStateDict(state)
	if notFlow == nil {
		return flowGenerator(f, s), nil
	}
	g, notGAN := gan.FromStateDict(state)
	if notGAN == nil {
		return ganGenerator(g), nil
	}
	return nil, fmt.Errorf("%s holds no generator: %w; %w", weights, notFlow, notGAN)
}

// pretrainedGenerator is the study's of a kind.
func pretrainedGenerator(kind string, s flow.Sampling) (*generator, error) {
	if kind == ganModel {
		m, err := gan.Pretrained()
		if err != nil {
			return nil, err
		}
		return ganGenerator(m), nil
	}
	m, err := flow.Pretrained()
	if err != nil {
		return nil, err
	}
	return flowGenerator(m, s), nil
}

func flowGenerator(m *flow.Model, s flow.Sampling) *generator {
	return &generator{flowModel, m.Classes(), m.Net().Side, func(ctx context.Context, n int, mix []float64, seed uint64, shown func(done, total int)) ([]float32, error) {
		s.Mix, s.Seed = mix, seed
		if s.Guidance < 0 { // what suits the place
			s.Guidance = 1.75
			if !slices.Contains(mix, 1) {
				s.Guidance = 3
			}
		}
		return m.Sample(ctx, n, s, shown)
	}}
}

func ganGenerator(m *gan.Model) *generator {
	return &generator{ganModel, m.Classes(), m.Size(), func(ctx context.Context, n int, mix []float64, seed uint64, _ func(done, total int)) ([]float32, error) {
		return m.Sample(ctx, n, mix, seed)
	}}
}

// mix is the shares of the classes at a place from class first, 0, to second, 1.
func (g *generator) mix(first, second int, at float64) []float64 {
	mix := make([]float64, len(g.classes))
	mix[first] += 1 - at
	mix[second] += at
	return mix
}

// class is the label of a name.
func (g *generator) class(name string) (int, error) {
	label := slices.Index(g.classes, name)
	if label < 0 {
		return 0, usageError("--class %q: the weights know %q", name, g.classes)
	}
	return label, nil
}
