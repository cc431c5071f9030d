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

	finish func() error // of what Start has begun on a card
}

// cardSolver is a solver that a card can do the work of.
type cardSolver interface {
	G.Solver
	check(model []G.ValueGrad) error
	moveOn(model []G.ValueGrad) part
}

// Run makes the step. Where a loss or the norm is not finite its error wraps
// ErrNotFinite, and nothing has been moved.
func (s *TrainStep) Run() error {
	if err := s.Start(); err != nil {
		return err
	}
	return s.Finish()
}

// Start begins Run and, on a card, does not wait for it: what the next step is to
// learn from can be made meanwhile, and put into the inputs. Where it has no error
// Finish must follow before anything else is done with the machine.
func (s *TrainStep) Start() error { return s.start(false) }

// Finish is the rest of Run after Start. The machine's outputs are there then.
func (s *TrainStep) Finish() error {
	finish := s.finish
	s.finish = nil
	if finish == nil {
		return nil
	}
	return finish()
}

// Resume is Run after the machine's RunUntil: it goes on from there.
func (s *TrainStep) Resume() error {
	if err := s.start(true); err != nil {
		return err
	}
	return s.Finish()
}

func (s *TrainStep) start(rest bool) error {
	switch {
	case s.Machine == nil || s.Solver == nil:
		return fmt.Errorf("nn: training step: without a machine or a solver")
	case !(s.Clip >= 0):
		return fmt.Errorf("nn: training step: Clip is %g, want 0 or more", s.Clip)
	}
	if err := s.Finish(); err != nil { // what nobody has waited for
		return err
	}
	vm := s.Machine.vm
	if solver, ok := s.Solver.(cardSolver); ok && vm.OnCard() {
		return s.startOnCard(solver, rest)
	}
	run := vm.RunAll
	if rest {
		run = vm.Resume
	}
	if err := run(); err != nil {
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

func (s *TrainStep) startOnCard(solver cardSolver, rest bool) error {
	parts := []part{s.finite}
	if s.Clip > 0 {
		parts = append(parts, clipOn(s.Weights, s.Clip))
	}
	parts = append(parts, solver.moveOn(s.Weights))
	for _, e := range s.Averages {
		parts = append(parts, e.updateOn)
	}
	vm := s.Machine.vm
	var q *queued
	err := vm.Start(rest, func(c card.Card) (u *card.Update, under func(), err error) {
		if err := solver.check(s.Weights); err != nil {
			return nil, nil, err
		}
		if q, err = newQueued(c, parts); err != nil {
			return nil, nil, fmt.Errorf("nn: training step: %w", err)
		}
		return &q.Update, q.under, nil
	})
	if err != nil {
		return err
	}
	s.finish = func() error {
		if err := vm.Finish(); err != nil {
			return err
		}
		norm, moved, err := q.finish()
		if err != nil || moved {
			return err
		}
		if err := s.checkLosses(); err != nil {
			return err
		}
		return normError(norm)
	}
	return nil
}

// finite adds to an update that nothing is done where a loss is not finite.
func (s *TrainStep) finite(c card.Card, u *card.Update) (written [][]float32, count func(), err error) {
	for _, n := range s.Losses {
		var data []float32
		if v := n.Value(); v != nil {
			data, _ = elements(v, v.Shape())
		}
		if len(data) != 1 {
			return nil, nil, fmt.Errorf("%s is %v, want a scalar that the machine computes", exec.Name(n), n.Shape())
		}
		at, err := card.Find(data)
		if err != nil {
			return nil, nil, err
		}
		if at == 0 {
			return nil, nil, fmt.Errorf("%s is not computed by the machine", exec.Name(n))
		}
		u.Finite = append(u.Finite, at)
	}
	return nil, nil, nil
}
