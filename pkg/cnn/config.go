package cnn

import (
	"fmt"
	"math"
	"slices"

	"github.com/crococlock/crococlock/pkg/dataset"
)

// The optimisers that Config knows by name.
const (
	// Adam is Adam with β 0.9 and 0.999 (Kingma and Ba, 2015); with a WeightDecay,
	// AdamW.
	Adam = "adam"
	// SGD is gradient descent with Nesterov's momentum of 0.9.
	SGD = "sgd"
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
	// Optimizer is Adam or SGD; "" is Adam.
	Optimizer string
	// LearningRate is the optimiser's step size, above 0.
	LearningRate float64
	// WarmUp is the share of all updates, 0 to 1, in which the step size rises to
	// LearningRate in a straight line. With Decay that makes one cycle (Smith
	// and Topin, 2018).
	WarmUp float64
	// Decay has the step size fall from LearningRate to 0 along half a cosine.
	Decay bool
	// WeightDecay pulls filters and linear layers' weights, not biases and norms,
	// towards 0.
	WeightDecay float64
	// Augment changes the training images each time that they are seen.
	Augment dataset.Augmentation
	// Mixup is the parameter of the beta distribution by which training images and
	// their labels are mixed (Zhang et al., 2018), such as 0.2; 0 for none.
	Mixup float64
	// LabelSmoothing is the share of each label that all classes get alike, 0 to
	// below 1.
	LabelSmoothing float64
	// Average is the share that an update leaves of the moving average of weights,
	// such as 0.99, which is what the model is left with and what is measured on
	// validation images; 0 for no average. AverageStatistics is that of batch norm's
	// statistics.
	Average, AverageStatistics float64
	// ValidateEvery is the number of epochs from one measurement on the validation
	// images to the next, the last epoch always being measured; 0 is 1.
	ValidateEvery int
	// KeepBest gives the model at the end, or where training stops, the weights of
	// the epoch with the best validation accuracy, the lowest loss among equals;
	// without validation images, of the lowest training loss.
	KeepBest bool
	// Checkpoint is a file that training writes after every CheckpointEvery epochs
	// (0 is 10) and after the last, and goes on from, bit for bit, where it is there:
	// that of the same training. "" for none. A network that was handed in has none.
	Checkpoint      string
	CheckpointEvery int
	// Seed chooses the initial weights, the order of images and how they change.
	Seed uint64
}

// DefaultConfig is the study's: SimpleNet, 100 epochs of full batches, Adam at
// 1e-3.
func DefaultConfig() Config {
	return Config{Architecture: SimpleNet, Epochs: 100, LearningRate: 1e-3}
}

// ResNetConfig is how the residual network gets as far as five hundred images take
// it: 300 epochs of batches of 50, one cycle of SGD up to 0.05, images changed and
// mixed, labels smoothed, weights averaged. A SmallResNet is as good after 240, in
// a quarter of the time.
func ResNetConfig() Config {
	return Config{
		Architecture: ResNet, Epochs: 300, BatchSize: 50,
		Optimizer: SGD, LearningRate: 0.05, WarmUp: 0.25, Decay: true, WeightDecay: 5e-4,
		Augment: dataset.DefaultAugmentation(), Mixup: 0.2, LabelSmoothing: 0.05,
		Average: 0.99, AverageStatistics: 0.95, ValidateEvery: 10,
	}
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
	case c.Optimizer != "" && c.Optimizer != Adam && c.Optimizer != SGD:
		return fmt.Errorf("cnn: Optimizer is %q, want %q or %q", c.Optimizer, Adam, SGD)
	case !(c.LearningRate > 0) || math.IsInf(c.LearningRate, 0):
		return fmt.Errorf("cnn: LearningRate is %v, want a number above 0", c.LearningRate)
	case c.Average == 0 && c.AverageStatistics != 0:
		return fmt.Errorf("cnn: AverageStatistics is %v without an Average", c.AverageStatistics)
	case c.ValidateEvery < 0:
		return fmt.Errorf("cnn: ValidateEvery is %d, want 0 (every epoch) or more", c.ValidateEvery)
	case c.CheckpointEvery < 0:
		return fmt.Errorf("cnn: CheckpointEvery is %d, want 0 (ten) or more", c.CheckpointEvery)
	case c.Checkpoint != "" && c.KeepBest:
		return fmt.Errorf("cnn: Checkpoint and KeepBest do not go together")
	}
	for _, v := range []struct {
		name        string
		value, most float64
		below       bool // most itself is too much
	}{
		{"WarmUp", c.WarmUp, 1, false}, {"WeightDecay", c.WeightDecay, 1, false}, {"Mixup", c.Mixup, 100, false},
		{"LabelSmoothing", c.LabelSmoothing, 1, true}, {"Average", c.Average, 1, true}, {"AverageStatistics", c.AverageStatistics, 1, true},
	} {
		if !(v.value >= 0 && v.value <= v.most) || v.below && v.value == v.most {
			return fmt.Errorf("cnn: %s is %v, want 0 to %v", v.name, v.value, v.most)
		}
	}
	if err := c.Augment.Validate(); err != nil {
		return fmt.Errorf("cnn: Augment: %w", err)
	}
	return nil
}

// rate is the step size of an update, counted from 0, of so many.
func (c Config) rate(update, updates int) float64 {
	done := float64(update) / float64(updates)
	if done < c.WarmUp {
		return c.LearningRate * min(1, float64(update+1)/(c.WarmUp*float64(updates)))
	}
	if c.Decay {
		return c.LearningRate * (1 + math.Cos(math.Pi*(done-c.WarmUp)/(1-c.WarmUp))) / 2
	}
	return c.LearningRate
}
