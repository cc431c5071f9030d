package nn

import (
	"errors"
	"fmt"
	"math/rand/v2"

	G "gorgonia.org/gorgonia"
)

// weights is the part of a layer that has a weight and perhaps a bias.
type weights struct {
	name         string
	err          error // of the configuration, reported by Build
	weight, bias Param // bias.Value is nil if there is none
	norm         *spectral
}

func (l *weights) make(weightShape []int, out int, bias bool) {
	l.weight = newParam(l.name+".weight", weightShape...)
	if bias {
		l.bias = newParam(l.name+".bias", out)
	}
}

// draw fills weight, then bias. Without a source it is a mistake that is reported
// by Build, unless nothing is drawn.
func (l *weights) draw(init, biasInit Init, fanIn, fanOut int, rng *rand.Rand) {
	if rng == nil {
		defer func() {
			if recover() != nil {
				l.err = errors.New("rng is nil, and weights are drawn from it")
			}
		}()
	}
	if init == nil {
		init = UniformFanIn
	}
	if biasInit == nil {
		biasInit = init
	}
	init(l.weight.Data(), fanIn, fanOut, rng)
	if l.bias.Value != nil {
		biasInit(l.bias.Data(), fanIn, fanOut, rng)
	}
}

// nodes checks x against pattern and returns the weight, normalised if that is
// wanted, and the bias (nil without one) in x's graph.
func (l *weights) nodes(x *G.Node, mode Mode, pattern ...any) (w, b *G.Node, err error) {
	if l.name == "" {
		return nil, nil, fmt.Errorf("nn: a layer with weights needs a name")
	}
	if l.err != nil {
		return nil, nil, fmt.Errorf("nn: %s: %w", l.name, l.err)
	}
	if err := checkShape(l.name, x, pattern...); err != nil {
		return nil, nil, err
	}
	if w, err = l.weight.Node(x.Graph()); err != nil {
		return nil, nil, err
	}
	if l.norm != nil {
		if w, err = l.named(spectralNorm(w, l.norm.u.Value, l.norm.v.Value, l.norm.matrix, mode)); err != nil {
			return nil, nil, err
		}
	}
	if l.bias.Value != nil {
		if b, err = l.bias.Node(x.Graph()); err != nil {
			return nil, nil, err
		}
	}
	return w, b, nil
}

// named adds the layer's name to an error.
func (l *weights) named(y *G.Node, err error) (*G.Node, error) {
	if err != nil {
		return nil, fmt.Errorf("nn: %s: %w", l.name, err)
	}
	return y, nil
}

// Params are weight and, if there is one, bias.
func (l *weights) Params() []Param {
	if l.err != nil {
		return nil
	}
	if l.bias.Value == nil {
		return []Param{l.weight}
	}
	return []Param{l.weight, l.bias}
}

// Buffers is empty.
func (l *weights) Buffers() []Param { return nil }
