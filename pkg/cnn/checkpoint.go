package cnn

import (
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"

	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/nn"
)

// A checkpoint is a training run in a file; nil where none is wanted.
type checkpoint struct {
	path    string
	every   int
	epochs  int
	state   *nn.RunState
	numbers []float64 // the history, four numbers an epoch
}

// resume reads the run's checkpoint, if there is one, into the trainer, the model
// and history. A file of another run is an error.
func (t *trainer) resume(d *dataset.Dataset, split dataset.Split, history *History) (*checkpoint, error) {
	if t.config.Checkpoint == "" {
		return nil, nil
	}
	if t.model.drawn == nil && t.model.architecture == handedIn {
		return nil, fmt.Errorf("cnn: checkpoint: what a network that was handed in draws from is not known")
	}
	c := &checkpoint{path: t.config.Checkpoint, every: t.config.CheckpointEvery, epochs: t.config.Epochs}
	if c.every == 0 {
		c.every = 10
	}
	c.state = nn.State(t.model.net, t.solver, nil).Also("done", &t.done).Also("history", &c.numbers)
	if t.model.drawn != nil {
		c.state.Also("drawn", t.model.drawn)
	}
	for i, e := range t.average {
		c.state.Also([]string{"average", "statistics"}[i], e)
	}
	run := t.fingerprint(d, split)
	saved := run
	c.state.Also("run", &saved)
	err := c.state.ReadFile(c.path)
	if errors.Is(err, fs.ErrNotExist) {
		return c, nil
	}
	if err != nil {
		return nil, fmt.Errorf("cnn: checkpoint: %w", err)
	}
	if saved != run {
		return nil, fmt.Errorf("cnn: checkpoint %s is of another training: other images, another split or configuration", c.path)
	}
	for n := 0; n+4 <= len(c.numbers); n += 4 {
		v := c.numbers[n:]
		*history = append(*history, Epoch{Number: n/4 + 1, TrainLoss: v[0], TrainAccuracy: v[1], ValidationLoss: v[2], ValidationAccuracy: v[3]})
	}
	return c, nil
}

// fingerprint tells trainings apart that do not go on from each other's files.
func (t *trainer) fingerprint(d *dataset.Dataset, split dataset.Split) int {
	c := t.config
	c.Checkpoint, c.CheckpointEvery, c.ValidateEvery, c.Architecture = "", 0, 0, t.model.architecture
	h := fnv.New32a()
	fmt.Fprintf(h, "%+v %q %d %s %v %v", c, t.model.classes, t.model.size, d.ContentHash(), split.Train, split.Validation)
	return int(h.Sum32())
}

// write saves the run after epoch n, if it is time.
func (c *checkpoint) write(n int, history History) error {
	if c == nil || n%c.every != 0 && n != c.epochs {
		return nil
	}
	c.numbers = c.numbers[:0]
	for _, e := range history {
		c.numbers = append(c.numbers, e.TrainLoss, e.TrainAccuracy, e.ValidationLoss, e.ValidationAccuracy)
	}
	if err := c.state.WriteFile(c.path); err != nil {
		return fmt.Errorf("cnn: checkpoint: %w", err)
	}
	return nil
}
