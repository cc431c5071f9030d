package nn

import (
	"errors"
	"fmt"
	"math"

	"github.com/crococlock/crococlock/pkg/nn/internal/card"
	"github.com/crococlock/crococlock/pkg/nn/internal/exec"
	G "gorgonia.org/gorgonia"
)

// ErrNotFinite says that a loss or the gradients' norm is no number or infinite.
var ErrNotFinite = errors.New("not finite")

// TrainStep is one step of a training. Its Run does what these calls do, bit for bit,
// and on a card all of it in one go, which is faster:
//
//	err := step.Machine.RunAll()
//	_, err = nn.ClipNorm(step.Weights, step.Clip)
//	err = step.Solver.Step(step.Weights)
//	step.Averages[0].Update()
//
// Between two runs anything may be changed: inputs, rates, weights, the fields.
type TrainStep struct {
	Machine *Machine
	// Losses are scalars among the machine's outputs: where one is no number or
	// infinite, gradients, weights and averages stay as they are.
	Losses G.Nodes
	// Weights are those of Grad, whose gradients the machine computes.
	Weights []G.ValueGrad
	// Clip is the norm that all gradients together have at most; 0 for any norm.
	Clip   float64
	Solver G.Solver
	// Averages follow the weights after the solver's step.
	Averages []*EMA
}

// cardSolver is a solver that a card can do the work of.
type cardSolver interface {
	G.Solver
	check(model []G.ValueGrad) error
	moveOn(model []G.ValueGrad) part
}

// Run makes the step. Where a loss or the norm is not finite its error wraps
// ErrNotFinite, and nothing has been moved.
func (s *TrainStep) Run() error { return s.run((*exec.Machine).RunAll, (*exec.Machine).RunAllThen) }

// Resume is Run after the machine's RunUntil: it goes on from there.
func (s *TrainStep) Resume() error { return s.run((*exec.Machine).Resume, (*exec.Machine).ResumeThen) }

func (s *TrainStep) run(run func(*exec.Machine) error, runThen func(*exec.Machine, exec.Then) error) error {
	switch {
	case s.Machine == nil || s.Solver == nil:
		return fmt.Errorf("nn: training step: without a machine or a solver")
	case !(s.Clip >= 0):
		return fmt.Errorf("nn: training step: Clip is %g, want 0 or more", s.Clip)
	}
	if solver, ok := s.Solver.(cardSolver); ok && s.Machine.vm.OnCard() {
		return s.runOnCard(solver, runThen)
	}
	if err := run(s.Machine.vm); err != nil {
		return err
	}
	if err := s.checkLosses(); err != nil {
		return err
	}
	if s.Clip > 0 {
		if _, err := ClipNorm(s.Weights, s.Clip); err != nil {
			return err
		}
	}
	if err := s.Solver.Step(s.Weights); err != nil {
		return err
	}
	for _, e := range s.Averages {
		e.Update()
	}
	return nil
}

// checkLosses reports the first loss that is not finite.
func (s *TrainStep) checkLosses() error {
	for _, n := range s.Losses {
		data := Data(n)
		if len(data) != 1 {
			return fmt.Errorf("nn: training step: %s is %v, want a scalar that the machine computes", exec.Name(n), n.Shape())
		}
		if v := float64(data[0]); math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("nn: training step: %s is %g: %w", exec.Name(n), v, ErrNotFinite)
		}
	}
	return nil
}

func (s *TrainStep) runOnCard(solver cardSolver, runThen func(*exec.Machine, exec.Then) error) error {
	parts := []part{s.finite}
	if s.Clip > 0 {
		parts = append(parts, clipOn(s.Weights, s.Clip))
	}
	parts = append(parts, solver.moveOn(s.Weights))
	for _, e := range s.Averages {
		parts = append(parts, e.updateOn)
	}
	var (
		norm  float64
		moved bool
	)
	err := runThen(s.Machine.vm, func(c card.Card) (*card.Update, func() error, error) {
		if err := solver.check(s.Weights); err != nil {
			return nil, nil, err
		}
		q, err := newQueued(c, parts)
		if err != nil {
			return nil, nil, fmt.Errorf("nn: training step: %w", err)
		}
		return &q.Update, func() (err error) {
			norm, moved, err = q.finish(c)
			return err
		}, nil
	})
	if err != nil || moved {
		return err
	}
	if err := s.checkLosses(); err != nil {
		return err
	}
	return normError(norm)
}

// finite adds to an update that nothing is done where a loss is not finite.
func (s *TrainStep) finite(c card.Card, u *card.Update) (done func(), err error) {
	for _, n := range s.Losses {
		var data []float32
		if v := n.Value(); v != nil {
			data, _ = elements(v, v.Shape())
		}
		if len(data) != 1 {
			return nil, fmt.Errorf("%s is %v, want a scalar that the machine computes", exec.Name(n), n.Shape())
		}
		at, err := card.Find(data)
		if err != nil {
			return nil, err
		}
		if at == 0 {
			return nil, fmt.Errorf("%s is not computed by the machine", exec.Name(n))
		}
		u.Finite = append(u.Finite, at)
	}
	return func() {}, nil
}
