package cnn

import (
	"fmt"
	"math"
	"slices"
)

// Config says how a model is trained.
type Config struct {
	// Architecture is the network that Train makes, by name; "" is SimpleNet.
	Architecture string
	// Epochs is the number of passes over the training images, 1 or more.
	Epochs int
	// BatchSize is the number of images a step; 0 takes all of them at once, and
	// the memory that takes.
	BatchSize int
	// LearningRate is Adam's step size, above 0.
	LearningRate float64
	// Decay has the step size fall from LearningRate to 0 along half a cosine.
	Decay bool
	// Augment changes the training images a little each time that they are seen.
	Augment Augment
	// KeepBest gives the model at the end, or where training stops, the weights of
	// the epoch with the best validation accuracy, the lowest loss among equals;
	// without validation images, of the lowest training loss.
	KeepBest bool
	// Seed chooses the initial weights and the order of mini-batches.
	Seed uint64
}

// DefaultConfig is the study's: SimpleNet, 100 epochs of full batches, Adam at
// 1e-3.
func DefaultConfig() Config {
	return Config{Architecture: SimpleNet, Epochs: 100, LearningRate: 1e-3}
}

// Validate says what in c no training could run with.
func (c Config) Validate() error {
	switch {
	case c.Architecture != "" && !slices.Contains(Architectures(), c.Architecture):
		return fmt.Errorf("cnn: Architecture is %q, want one of %q", c.Architecture, Architectures())
	case c.Epochs < 1:
		return fmt.Errorf("cnn: Epochs is %d, want 1 or more", c.Epochs)
	case c.BatchSize < 0:
		return fmt.Errorf("cnn: BatchSize is %d, want 0 (all at once) or more", c.BatchSize)
	case !(c.LearningRate > 0) || math.IsInf(c.LearningRate, 0):
		return fmt.Errorf("cnn: LearningRate is %v, want a number above 0", c.LearningRate)
	case !(c.Augment.Shift >= 0 && c.Augment.Shift <= 0.5):
		return fmt.Errorf("cnn: Augment.Shift is %v, want 0 to 0.5", c.Augment.Shift)
	}
	return nil
}
