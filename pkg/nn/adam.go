package nn

import (
	"fmt"

	"github.com/crococlock/crococlock/pkg/nn/internal/card"
	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// AdamConfig configures Adam and AdamW.
type AdamConfig struct {
	LR           float64 // learning rate
	Beta1, Beta2 float64 // decay of the mean of gradients and of their squares
	Eps          float64 // added to the root of the mean square
	WeightDecay  float64 // Adam adds it to the gradient (L2), AdamW shrinks the weights by LR·WeightDecay
}

// DefaultAdam is PyTorch's: 1e-3, 0.9, 0.999, 1e-8, no weight decay.
func DefaultAdam() AdamConfig { return AdamConfig{LR: 1e-3, Beta1: 0.9, Beta2: 0.999, Eps: 1e-8} }

// DefaultAdamW is PyTorch's: as Adam with a weight decay of 0.01.
func DefaultAdamW() AdamConfig {
	c := DefaultAdam()
	c.WeightDecay = 0.01
	return c
}

// Validate reports the first number that makes no sense.
func (c AdamConfig) Validate() error {
	switch {
	case !(c.LR > 0):
		return fmt.Errorf("nn: adam: LR is %g, want more than 0", c.LR)
	case !(c.Beta1 >= 0 && c.Beta1 < 1):
		return fmt.Errorf("nn: adam: Beta1 is %g, want 0 ≤ Beta1 < 1", c.Beta1)
	case !(c.Beta2 >= 0 && c.Beta2 < 1):
		return fmt.Errorf("nn: adam: Beta2 is %g, want 0 ≤ Beta2 < 1", c.Beta2)
	case !(c.Eps >= 0):
		return fmt.Errorf("nn: adam: Eps is %g, want at least 0", c.Eps)
	case !(c.WeightDecay >= 0):
		return fmt.Errorf("nn: adam: WeightDecay is %g, want at least 0", c.WeightDecay)
	}
	return nil
}

// Adam is the optimiser of Kingma and Ba (2015, algorithm 1), or with decoupled
// weight decay AdamW of Loshchilov and Hutter (2019, algorithm 2), with
// PyTorch's arithmetic. It is a gorgonia.Solver that works in place. Its moments
// belong to a weight's tensor, whatever graphs read that.
type Adam struct {
	config    AdamConfig
	decoupled bool
	states    map[*tensor.Dense]*adamState
	groups    groups
}

type adamState struct {
	step int
	m, v []float32
}

var _ G.Solver = (*Adam)(nil)

// NewAdam starts with empty moments. Mistakes in config are reported by Step.
func NewAdam(config AdamConfig) *Adam {
	return &Adam{config: config, states: make(map[*tensor.Dense]*adamState)}
}

// NewAdamW is Adam with decoupled weight decay. Mistakes in config are reported
// by Step.
func NewAdamW(config AdamConfig) *Adam {
	a := NewAdam(config)
	a.decoupled = true
	return a
}

// LR is the learning rate of the next step.
func (a *Adam) LR() float64 { return a.config.LR }

// SetLR changes the learning rate from the next step on.
func (a *Adam) SetLR(lr float64) { a.config.LR = lr }

// SetGroups gives parameters learning rates and decays of their own, from the next
// step on; those of no group have the config's. It takes the place of earlier
// groups, and fails on a parameter in two of them.
func (a *Adam) SetGroups(groups ...Group) error { return a.groups.set("adam", groups) }

// Step moves each weight, in its own memory, by its gradient, which it does not
// change; the first step of a weight allocates its moments. Nothing is moved if
// any pair has an error: a value that is no float32 tensor, or a gradient that is
// missing or of another shape.
func (a *Adam) Step(model []G.ValueGrad) error {
	if err := a.check(model); err != nil {
		return err
	}
	on, err := onCard(model)
	if err != nil {
		return fmt.Errorf("nn: adam: %w", err)
	}
	if on != nil {
		if _, err := updateOn(on, a.moveOn(model)); err != nil {
			return fmt.Errorf("nn: adam: %w", err)
		}
		return nil
	}
	c, h := a.config, a.hyper()
	for _, vg := range model {
		key, w, g, err := pair(vg)
		if err != nil {
			return fmt.Errorf("nn: adam: %w", err)
		}
		s := a.state(key)
		s.step++
		h.LR, h.WeightDecay = a.groups.of(key, c.LR, c.WeightDecay)
		if a.decoupled {
			kernels.AdamW(w, s.m, s.v, g, h, s.step)
		} else {
			kernels.Adam(w, s.m, s.v, g, h, s.step)
		}
	}
	return nil
}

// check reports what makes a step on model impossible.
func (a *Adam) check(model []G.ValueGrad) error {
	if err := a.config.Validate(); err != nil {
		return err
	}
	return checkPairs("adam", model)
}

func (a *Adam) hyper() kernels.AdamHyper {
	c := a.config
	return kernels.AdamHyper{LR: c.LR, Beta1: c.Beta1, Beta2: c.Beta2, Eps: c.Eps, WeightDecay: c.WeightDecay}
}

// moveOn is a step on a card.
func (a *Adam) moveOn(model []G.ValueGrad) part {
	return func(c card.Card, u *card.Update) ([][]float32, func(), error) {
		h := a.hyper()
		return addMove(c, u, card.Move{Adam: &h, Decoupled: a.decoupled}, model, func(key *tensor.Dense) (m card.Moved, first, second []float32) {
			s := a.state(key)
			m.Step = s.step + 1
			m.LR, m.Decay = a.groups.of(key, h.LR, h.WeightDecay)
			return m, s.m, s.v
		}, func(key *tensor.Dense) { a.state(key).step++ })
	}
}

// state is what is remembered of a weight.
func (a *Adam) state(weight *tensor.Dense) *adamState {
	s, ok := a.states[weight]
	if !ok {
		n := weight.Shape().TotalSize()
		s = &adamState{m: make([]float32, n), v: make([]float32, n)}
		a.states[weight] = s
	}
	return s
}
