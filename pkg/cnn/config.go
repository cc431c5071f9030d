package cnn

import (
	"fmt"
	"math"
)

// Config says how a model is trained.
type Config struct {
	// Epochs is the number of passes over the training images, 1 or more.
	Epochs int
	// BatchSize is the number of images a step; 0 takes all of them at once.
	BatchSize int
	// LearningRate is Adam's step size, above 0.
	LearningRate float64
	// Seed chooses the initial weights and the order of mini-batches.
	Seed uint64
}

// DefaultConfig is the study's: 100 epochs of full batches, Adam at 1e-3.
func DefaultConfig() Config {
	return Config{Epochs: 100, LearningRate: 1e-3}
}

// Validate says what in c no training could run with.
func (c Config) Validate() error {
	switch {
	case c.Epochs < 1:
		return fmt.Errorf("cnn: Epochs is %d, want 1 or more", c.Epochs)
	case c.BatchSize < 0:
		return fmt.Errorf("cnn: BatchSize is %d, want 0 (all at once) or more", c.BatchSize)
	case !(c.LearningRate > 0) || math.IsInf(c.LearningRate, 0):
		return fmt.Errorf("cnn: LearningRate is %v, want a number above 0", c.LearningRate)
	}
	return nil
}
