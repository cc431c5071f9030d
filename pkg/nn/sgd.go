package nn

import (
	"fmt"

	"github.com/crococlock/crococlock/pkg/nn/internal/card"
	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// SGDConfig configures SGD.
type SGDConfig struct {
	LR          float64 // learning rate
	Momentum    float64 // decay of the running gradient; 0 for none
	Nesterov    bool    // look ahead along the running gradient; wants Momentum
	WeightDecay float64 // times the weight, added to the gradient (L2)
}

// DefaultSGD is a learning rate of 0.01 with a momentum of 0.9.
func DefaultSGD() SGDConfig { return SGDConfig{LR: 0.01, Momentum: 0.9} }

// Validate reports the first number that makes no sense.
func (c SGDConfig) Validate() error {
	switch {
	case !(c.LR > 0):
		return fmt.Errorf("nn: sgd: LR is %g, want more than 0", c.LR)
	case !(c.Momentum >= 0 && c.Momentum < 1):
		return fmt.Errorf("nn: sgd: Momentum is %g, want 0 ≤ Momentum < 1", c.Momentum)
	case c.Nesterov && c.Momentum == 0:
		return fmt.Errorf("nn: sgd: Nesterov wants a Momentum")
	case !(c.WeightDecay >= 0):
		return fmt.Errorf("nn: sgd: WeightDecay is %g, want at least 0", c.WeightDecay)
	}
	return nil
}

// SGD is stochastic gradient descent with PyTorch's idea of momentum: the
// running gradient is momentum·itself + gradient, starting as the first
// gradient. It is a gorgonia.Solver that works in place. The running gradient
// belongs to a weight's tensor, whatever graphs read that.
type SGD struct {
	config SGDConfig
	states map[*tensor.Dense]*sgdState
	groups groups
}

type sgdState struct {
	step     int
	velocity []float32
}

var _ G.Solver = (*SGD)(nil)

// NewSGD starts without a running gradient. Mistakes in config are reported by Step.
func NewSGD(config SGDConfig) *SGD {
	return &SGD{config: config, states: make(map[*tensor.Dense]*sgdState)}
}

// LR is the learning rate of the next step.
func (s *SGD) LR() float64 { return s.config.LR }

// SetLR changes the learning rate from the next step on.
func (s *SGD) SetLR(lr float64) { s.config.LR = lr }

// SetGroups gives parameters learning rates and decays of their own, from the next
// step on; those of no group have the config's. It takes the place of earlier
// groups, and fails on a parameter in two of them.
func (s *SGD) SetGroups(groups ...Group) error { return s.groups.set("sgd", groups) }

// Step moves each weight, in its own memory, by its gradient, which it does not
// change. Nothing is moved if any pair has an error.
func (s *SGD) Step(model []G.ValueGrad) error {
	if err := s.check(model); err != nil {
		return err
	}
	on, err := onCard(model)
	if err != nil {
		return fmt.Errorf("nn: sgd: %w", err)
	}
	if on != nil {
		if _, err := updateOn(on, s.moveOn(model)); err != nil {
			return fmt.Errorf("nn: sgd: %w", err)
		}
		return nil
	}
	c, h := s.config, s.hyper()
	for _, vg := range model {
		key, w, g, err := pair(vg)
		if err != nil {
			return fmt.Errorf("nn: sgd: %w", err)
		}
		st := s.state(key)
		st.step++
		h.LR, h.WeightDecay = s.groups.of(key, c.LR, c.WeightDecay)
		kernels.SGD(w, st.velocity, g, h, st.step)
	}
	return nil
}

// check reports what makes a step on model impossible.
func (s *SGD) check(model []G.ValueGrad) error {
	if err := s.config.Validate(); err != nil {
		return err
	}
	return checkPairs("sgd", model)
}

func (s *SGD) hyper() kernels.SGDHyper {
	c := s.config
	return kernels.SGDHyper{LR: c.LR, Momentum: c.Momentum, Nesterov: c.Nesterov, WeightDecay: c.WeightDecay}
}

// moveOn is a step on a card.
func (s *SGD) moveOn(model []G.ValueGrad) part {
	return func(c card.Card, u *card.Update) ([][]float32, func(), error) {
		h := s.hyper()
		return addMove(c, u, card.Move{SGD: &h}, model, func(key *tensor.Dense) (m card.Moved, first, second []float32) {
			st := s.state(key)
			m.Step = st.step + 1
			m.LR, m.Decay = s.groups.of(key, h.LR, h.WeightDecay)
			return m, st.velocity, nil
		}, func(key *tensor.Dense) { s.state(key).step++ })
	}
}

// state is what is remembered of a weight.
func (s *SGD) state(weight *tensor.Dense) *sgdState {
	st, ok := s.states[weight]
	if !ok {
		st = &sgdState{}
		if s.config.Momentum != 0 {
			st.velocity = make([]float32, weight.Shape().TotalSize())
		}
		s.states[weight] = st
	}
	return st
}
