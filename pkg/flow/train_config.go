package flow

import (
	"fmt"
	"math"
)

// Config says how a model is trained.
type Config struct {
	// Channels and Patch are those of the network (Net).
	Channels, Patch int
	// Images is how many pictures training looks at, the same ones again and again;
	// there is a step for each BatchSize of them.
	Images, BatchSize int
	// LearningRate is the highest rate of AdamW, above 0: it rises within the first
	// WarmUp steps, then falls along half a cosine to 3 % of it.
	LearningRate float64
	WarmUp       int
	// Average is the share that a step leaves of the moving average of weights, which
	// are those that the model is left with; 0 to below 1.
	Average float64
	// Unlabelled is the share of pictures whose class the network is not told, 0 to 1:
	// what guidance needs (Ho and Salimans, 2022).
	Unlabelled float64
	// GridEvery is the number of steps from one grid of samples to the next; 0 for
	// none.
	GridEvery int
	// Checkpoint is a file that training writes after every CheckpointEvery steps (0
	// is 250), when it is stopped, and at its end, and goes on from, bit for bit,
	// where it is there: that of the same training. "" for none.
	Checkpoint      string
	CheckpointEvery int
	// Seed chooses initial weights, the order of pictures, how they change, times and
	// noise.
	Seed uint64
}

// DefaultConfig is the study's training.
func DefaultConfig() Config {
	return Config{
		Channels: 64, Patch: 2, Images: 1_000_000, BatchSize: 64,
		LearningRate: 7e-4, WarmUp: 200, Average: 0.999, Unlabelled: 0.1,
	}
}

// Validate says what in c no training could run with.
func (c Config) Validate() error {
	switch {
	case c.BatchSize < 1:
		return fmt.Errorf("flow: BatchSize is %d, want 1 or more", c.BatchSize)
	case c.Images < c.BatchSize:
		return fmt.Errorf("flow: Images is %d, want at least a batch of %d", c.Images, c.BatchSize)
	case !(c.LearningRate > 0) || math.IsInf(c.LearningRate, 0):
		return fmt.Errorf("flow: LearningRate is %v, want a number above 0", c.LearningRate)
	case c.WarmUp < 0:
		return fmt.Errorf("flow: WarmUp is %d steps, want 0 or more", c.WarmUp)
	case !(c.Average >= 0 && c.Average < 1):
		return fmt.Errorf("flow: Average is %v, want 0 to below 1", c.Average)
	case !(c.Unlabelled >= 0 && c.Unlabelled <= 1):
		return fmt.Errorf("flow: Unlabelled is %v, want 0 to 1", c.Unlabelled)
	case c.GridEvery < 0:
		return fmt.Errorf("flow: GridEvery is %d, want 0 (never) or more", c.GridEvery)
	case c.CheckpointEvery < 0:
		return fmt.Errorf("flow: CheckpointEvery is %d, want 0 (250) or more", c.CheckpointEvery)
	}
	return nil
}

// Steps is the number of updates.
func (c Config) Steps() int { return c.Images / c.BatchSize }

// rate is the learning rate of a step, counted from 0.
func (c Config) rate(step int) float64 {
	rise := 1.
	if step+1 < c.WarmUp {
		rise = float64(step+1) / float64(c.WarmUp)
	}
	return c.LearningRate * rise * (0.97*0.5*(1+math.Cos(math.Pi*float64(step)/float64(c.Steps()))) + 0.03)
}
