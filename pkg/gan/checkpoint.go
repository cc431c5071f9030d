package gan

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
	every   int
	state   *nn.RunState
	numbers []float64 // the history, a record after the other with its step
}

// resume reads the run's checkpoint, if there is one. A file of another run is an
// error.
func (r *run) resume() error {
	if r.config.Checkpoint == "" {
		return nil
	}
	c := &checkpoint{path: r.config.Checkpoint, every: r.config.CheckpointEvery}
	if c.every == 0 {
		c.every = r.config.Every
	}
	id := r.fingerprint()
	saved := id
	c.state = nn.State(r.generator, r.solverG, r.source).
		Also("discriminator", r.discriminator).Also("solverD", r.solverD).
		Also("average", r.average).
		Also("done", &r.done).Also("since", &r.since).Also("sums", &r.sums).
		Also("history", &c.numbers).Also("run", &saved)
	r.check = c
	err := c.state.ReadFile(c.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("gan: checkpoint: %w", err)
	}
	if saved != id {
		return fmt.Errorf("gan: checkpoint %s is of another training: other images or another configuration", c.path)
	}
	if r.done > r.config.Steps {
		return fmt.Errorf("gan: checkpoint %s is of a training that has made %d steps, more than the %d wanted", c.path, r.done, r.config.Steps)
	}
	width := 1 + len(columns)
	for n := 0; n+width <= len(c.numbers); n += width {
		r.history = append(r.history, recordOf(int(c.numbers[n]), c.numbers[n+1:]))
	}
	return nil
}

// fingerprint tells trainings apart that do not go on from each other's files.
func (r *run) fingerprint() int {
	c := r.config
	c.Checkpoint, c.CheckpointEvery, c.Steps, c.Loss = "", 0, 0, c.loss()
	h := fnv.New32a()
	fmt.Fprintf(h, "%+v %s %v", c, r.d.ContentHash(), r.idx)
	return int(h.Sum32())
}

// due reports whether a checkpoint is to be written after the step that was made.
func (r *run) due() bool {
	return r.check != nil && (r.done%r.check.every == 0 || r.done == r.config.Steps)
}

// write saves the run, if it is to be saved.
func (r *run) write() error {
	c := r.check
	if c == nil {
		return nil
	}
	c.numbers = c.numbers[:0]
	for _, h := range r.history {
		c.numbers = append(append(c.numbers, float64(h.Step)), h.values()...)
	}
	if err := c.state.WriteFile(c.path); err != nil {
		return fmt.Errorf("gan: checkpoint: %w", err)
	}
	return nil
}
