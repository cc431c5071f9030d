package cnn_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/nn"
)

// recipe is the residual network's training, on little.
func recipe() cnn.Config {
	c := cnn.ResNetConfig()
	c.Architecture, c.Epochs, c.BatchSize, c.ValidateEvery, c.Seed = cnn.SmallResNet, 6, 8, 2, 3
	return c
}

// bits is a history that can be compared where it has NaN.
func bits(h cnn.History) string { return fmt.Sprintf("%x", h) }

func equalWeights(a, b *cnn.Model) bool {
	for i, t := range a.StateDict().Tensors {
		if o := b.StateDict().Tensors[i]; !slices.Equal(t.Data, o.Data) || !slices.Equal(t.Ints, o.Ints) {
			return false
		}
	}
	return true
}

// The recipe, whole: the same bits on any number of processors, with gaps where
// nothing is measured.
func TestRecipeIsDeterministic(t *testing.T) {
	d := colours(2, 12, 16)
	split := dataset.Split{Train: d.All()[2:22], Validation: []int{0, 1, 22, 23}}
	var want *cnn.Model
	var history string
	for _, procs := range []int{1, 2, 8} {
		before := runtime.GOMAXPROCS(procs)
		m, h, err := cnn.Train(t.Context(), d, split, recipe(), nil)
		runtime.GOMAXPROCS(before)
		if err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want, history = m, bits(h)
			for i, e := range h {
				if math.IsNaN(e.ValidationLoss) != (i%2 == 0) {
					t.Errorf("epoch %d: validation loss %v", e.Number, e.ValidationLoss)
				}
			}
			s, err := m.Evaluate(d, split.Validation)
			if err != nil || s.Loss != h[5].ValidationLoss {
				t.Errorf("the model scores %v, %v, its last epoch %+v", s, err, h[5])
			}
		} else if bits(h) != history || !equalWeights(m, want) {
			t.Errorf("%d processors: other bits", procs)
		}
	}
}

// A training that was stopped goes on from its file as if it had not been.
func TestCheckpoint(t *testing.T) {
	d := colours(2, 12, 16)
	split := dataset.Split{Train: d.All()[2:22], Validation: []int{0, 1, 22, 23}}
	for _, optimizer := range []string{cnn.SGD, cnn.Adam} {
		config := recipe()
		config.Optimizer = optimizer
		whole, history, err := cnn.Train(t.Context(), d, split, config, nil)
		if err != nil {
			t.Fatal(err)
		}
		config.Checkpoint, config.CheckpointEvery = filepath.Join(t.TempDir(), "run"), 2
		ctx, cancel := context.WithCancel(t.Context())
		_, _, err = cnn.Train(ctx, d, split, config, func(e cnn.Epoch) {
			if e.Number == 5 { // one more than is saved
				cancel()
			}
		})
		if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		first := 0
		resumed, again, err := cnn.Train(t.Context(), d, split, config, func(e cnn.Epoch) {
			if first == 0 {
				first = e.Number
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		if first != 5 || bits(again) != bits(history) || !equalWeights(resumed, whole) {
			t.Errorf("%s: went on with epoch %d, and came out otherwise", optimizer, first)
		}
		// Done, it is read as it is.
		done, again, err := cnn.Train(t.Context(), d, split, config, func(cnn.Epoch) { t.Error("trained once more") })
		if err != nil || bits(again) != bits(history) || !equalWeights(done, whole) {
			t.Errorf("%s: read when done, %v", optimizer, err)
		}
		config.Seed++
		if _, _, err := cnn.Train(t.Context(), d, split, config, nil); err == nil || !strings.Contains(err.Error(), "another training") {
			t.Errorf("the file of another training: %v", err)
		}
	}
}

// The model is left with the average: with a share of nearly 1 near where it began.
func TestAverage(t *testing.T) {
	d := colours(2, 8, 16)
	config := cnn.Config{Epochs: 5, LearningRate: 1e-2, Average: 0.999, Seed: 1}
	averaged, _, err := cnn.Train(t.Context(), d, dataset.Split{Train: d.All()}, config, nil)
	if err != nil {
		t.Fatal(err)
	}
	config.Average = 0
	last, _, err := cnn.Train(t.Context(), d, dataset.Split{Train: d.All()}, config, nil)
	if err != nil {
		t.Fatal(err)
	}
	config.LearningRate = 1e-30
	begun, _, err := cnn.Train(t.Context(), d, dataset.Split{Train: d.All()}, config, nil)
	if err != nil {
		t.Fatal(err)
	}
	apart := func(a, b *cnn.Model) (sum float64) {
		for i, p := range a.Params() {
			for k, v := range p.Data() {
				sum += math.Abs(float64(v - b.Params()[i].Data()[k]))
			}
		}
		return sum
	}
	if near, far := apart(averaged, begun), apart(last, begun); near == 0 || near > far/50 {
		t.Errorf("the average is %v from the beginning, the last weights %v", near, far)
	}
}

func TestConfigOfTheRecipe(t *testing.T) {
	if err := cnn.ResNetConfig().Validate(); err != nil {
		t.Error(err)
	}
	for says, change := range map[string]func(c *cnn.Config){
		"Optimizer":         func(c *cnn.Config) { c.Optimizer = "lion" },
		"WarmUp":            func(c *cnn.Config) { c.WarmUp = 1.5 },
		"WeightDecay":       func(c *cnn.Config) { c.WeightDecay = -1 },
		"Mixup":             func(c *cnn.Config) { c.Mixup = math.NaN() },
		"LabelSmoothing":    func(c *cnn.Config) { c.LabelSmoothing = 1 },
		"Average is 1":      func(c *cnn.Config) { c.Average = 1 },
		"AverageStatistics": func(c *cnn.Config) { c.Average = 0 },
		"ValidateEvery":     func(c *cnn.Config) { c.ValidateEvery = -1 },
		"CheckpointEvery":   func(c *cnn.Config) { c.CheckpointEvery = -1 },
		"KeepBest":          func(c *cnn.Config) { c.Checkpoint, c.KeepBest = "x", true },
		"Saturation.Most":   func(c *cnn.Config) { c.Augment = dataset.Augmentation{dataset.Saturation{Most: 3}} },
	} {
		c := cnn.ResNetConfig()
		change(&c)
		if err := c.Validate(); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want %q", err, says)
		}
	}
}

// What dropout draws in a network that was handed in cannot be saved.
func TestCheckpointOfANetworkHandedIn(t *testing.T) {
	d := colours(2, 4, 8)
	net := nn.NewSequential(nn.NewFlatten(), nn.NewLinear("lin", nn.LinearConfig{In: 3 * 8 * 8, Out: 1}, rand.New(rand.NewPCG(1, 0))))
	m, err := cnn.FromNetwork(net, d.Classes, 8)
	if err != nil {
		t.Fatal(err)
	}
	config := cnn.Config{Epochs: 1, LearningRate: 1e-3, Checkpoint: filepath.Join(t.TempDir(), "run")}
	if _, err := m.Train(t.Context(), d, dataset.Split{Train: d.All()}, config, nil); err == nil || !strings.Contains(err.Error(), "handed in") {
		t.Errorf("%v", err)
	}
}
