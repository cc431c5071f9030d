package flow

import (
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"

	"github.com/crococlock/crococlock/pkg/nn"
)

// A checkpoint is a training run in a file; nil where none is wanted.
type checkpoint struct {
	path    string
	trainer *trainer
	state   *nn.RunState
	numbers []float64 // two for each point of the history
	recent  []float64 // what is summed for the next one
	written int       // the step after which the file was written
}

// resume reads the run's checkpoint, if there is one. A file of another run is an
// error.
func (t *trainer) resume() (*checkpoint, error) {
	if t.config.Checkpoint == "" {
		return nil, nil
	}
	run := t.fingerprint()
	saved := run
	c := &checkpoint{path: t.config.Checkpoint, trainer: t, written: -1}
	c.state = nn.State(t.net, t.solver, nil).Also("average", t.average).Also("done", &t.done).
		Also("history", &c.numbers).Also("recent", &c.recent).Also("run", &saved)
	err := c.state.ReadFile(c.path)
	if errors.Is(err, fs.ErrNotExist) {
		return c, nil
	}
	if err != nil {
		return nil, fmt.Errorf("flow: checkpoint: %w", err)
	}
	if saved != run {
		return nil, fmt.Errorf("flow: checkpoint %s is of another training: other pictures or another configuration", c.path)
	}
	c.written = t.done
	for ; len(c.numbers) >= 2; c.numbers = c.numbers[2:] {
		t.history = append(t.history, Point{int(c.numbers[0]), c.numbers[1]})
	}
	if len(c.recent) == 3 {
		t.recent = recent{c.recent[0], c.recent[1], int(c.recent[2])}
	}
	return c, nil
}

// fingerprint tells trainings apart that do not go on from each other's files.
func (t *trainer) fingerprint() int {
	c, d := t.config, t.batches.data
	c.Checkpoint, c.CheckpointEvery, c.GridEvery = "", 0, 0
	h := fnv.New32a()
	fmt.Fprintf(h, "%+v %q %d %s %v", c, d.Classes, d.H, d.ContentHash(), t.batches.idx)
	return int(h.Sum32())
}

// writeDue is write if it is time after a step.
func (c *checkpoint) writeDue(step int) error {
	if c == nil {
		return nil
	}
	every := c.trainer.config.CheckpointEvery
	if every == 0 {
		every = 250
	}
	if step%every != 0 && step != c.trainer.steps {
		return nil
	}
	return c.write()
}

// write saves the run as it is, unless it is there.
func (c *checkpoint) write() error {
	if c == nil || c.written == c.trainer.done {
		return nil
	}
	t := c.trainer
	c.numbers = c.numbers[:0]
	for _, p := range t.history {
		c.numbers = append(c.numbers, float64(p.Step), p.Loss)
	}
	c.recent = append(c.recent[:0], t.recent.loss, t.recent.none, float64(t.recent.count))
	if err := c.state.WriteFile(c.path); err != nil {
		return fmt.Errorf("flow: checkpoint: %w", err)
	}
	c.written = t.done
	return nil
}
