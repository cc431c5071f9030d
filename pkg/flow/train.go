package flow

import (
	"context"
	"fmt"

	"github.com/crococlock/crococlock/pkg/dataset"
)

// An Update is how far training has come.
type Update struct {
	// Step counts from 1 to Steps.
	Step, Steps int
	// Loss is the step's mean squared error of the velocity, of pixels in [−1,1].
	Loss float64
	// Grid is samples of the classes, GridRows a class at most, (N, 3, Side, Side) in
	// [0,1], the same ones each time; nil but after every GridEvery steps and the last.
	Grid []float32
}

// GridColumns is the number of samples of a class in an Update's Grid: they follow
// each other. There are GridRows classes in it at most.
const (
	GridColumns = 8
	GridRows    = 8
)

// gridSteps is enough to see what there is.
const gridSteps = 6

// Train trains a new model on the pictures idx of d, which are square. on, if not
// nil, is called after each step, and first where a training goes on from a
// checkpoint. When ctx ends, Train returns the model and the
// history so far together with an error that wraps ctx's; what was trained is in
// config.Checkpoint, if there is one. Divergence is an error as well. The same
// data and config give the same bits on any number of cores.
func Train(ctx context.Context, d *dataset.Dataset, idx []int, config Config, on func(Update)) (*Model, History, error) {
	if err := config.Validate(); err != nil {
		return nil, nil, err
	}
	if d.H != d.W {
		return nil, nil, fmt.Errorf("flow: pictures are %d×%d pixels, want square ones", d.H, d.W)
	}
	if len(idx) == 0 {
		return nil, nil, fmt.Errorf("flow: no pictures to train on")
	}
	if err := d.Check(idx); err != nil {
		return nil, nil, fmt.Errorf("flow: %w", err)
	}
	t, err := newTrainer(d, idx, config)
	if err != nil {
		return nil, nil, err
	}
	check, err := t.resume()
	if err != nil {
		return nil, nil, err
	}
	tell := func(loss float64) error {
		if on == nil {
			return nil
		}
		u := Update{Step: t.done, Steps: t.steps, Loss: loss}
		if every := config.GridEvery; every > 0 && (t.done%every == 0 || t.done == t.steps) {
			var err error
			if u.Grid, err = t.grid(ctx); err != nil && ctx.Err() == nil {
				return err
			}
		}
		on(u)
		return nil
	}
	if n := len(t.history); n > 0 { // it goes on
		if err := tell(t.history[n-1].Loss); err != nil {
			return nil, t.history, err
		}
	}
	for t.done < t.steps {
		if ctx.Err() != nil {
			return t.stopped(ctx, check)
		}
		loss, err := t.step()
		if err != nil {
			return nil, t.history, fmt.Errorf("flow: step %d: %w", t.done+1, err)
		}
		if t.recent.count == PointEvery || t.done == t.steps {
			t.history = append(t.history, Point{t.done, t.recent.mean()})
		}
		if err := check.writeDue(t.done); err != nil {
			return nil, t.history, err
		}
		if err := tell(loss); err != nil {
			return nil, t.history, err
		}
	}
	m, err := t.averaged()
	return m, t.history, err
}

// stopped is what Train returns when ctx has ended.
func (t *trainer) stopped(ctx context.Context, check *checkpoint) (*Model, History, error) {
	if err := check.write(); err != nil {
		return nil, t.history, err
	}
	m, err := t.averaged()
	if err != nil {
		return nil, t.history, err
	}
	return m, t.history, fmt.Errorf("flow: stopped after %d of %d steps: %w", t.done, t.steps, ctx.Err())
}

// grid samples each class by the averaged weights.
func (t *trainer) grid(ctx context.Context) ([]float32, error) {
	m, err := t.averaged()
	if err != nil {
		return nil, err
	}
	var all []float32
	for class := range min(len(m.classes), GridRows) {
		s := DefaultSampling()
		s.Mix, s.Steps = Only(class, len(m.classes)), gridSteps
		x, err := m.Sample(ctx, GridColumns, s, nil)
		if err != nil {
			return nil, err
		}
		all = append(all, x...)
	}
	return all, nil
}
