package gan_test

import (
	"math"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/gan"
)

// refused wants an error with some words in it.
func refused(t *testing.T, what string, err error, words string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), words) {
		t.Errorf("%s: error %v, want one with %q", what, err, words)
	}
}

func TestConfigRefuses(t *testing.T) {
	for words, change := range map[string]func(*gan.Config){
		"Loss is":            func(c *gan.Config) { c.Loss = "square" },
		"spectral":           func(c *gan.Config) { c.Loss = gan.Hinge },
		"Steps is 0":         func(c *gan.Config) { c.Steps = 0 },
		"Batch is 1":         func(c *gan.Config) { c.Batch = 1 },
		"Channels is -1":     func(c *gan.Config) { c.Channels = -1 },
		"Latent is 0":        func(c *gan.Config) { c.Latent = 0 },
		"Label is 0":         func(c *gan.Config) { c.Label = 0 },
		"Every is 0":         func(c *gan.Config) { c.Every = 0 },
		"LearningRate is":    func(c *gan.Config) { c.LearningRate = math.NaN() },
		"Average is 1":       func(c *gan.Config) { c.Average = 1 },
		"Penalty is -1":      func(c *gan.Config) { c.Penalty = -1 },
		"Sigma is 0":         func(c *gan.Config) { c.Sigma = 0 },
		"Penalised is 65":    func(c *gan.Config) { c.Penalised = 65 },
		"CheckpointEvery is": func(c *gan.Config) { c.CheckpointEvery = -1 },
		"Cutout is 3":        func(c *gan.Config) { c.Augment.Cutout = 3 },
	} {
		c := gan.DefaultConfig()
		if err := c.Validate(); err != nil {
			t.Fatal(err)
		}
		change(&c)
		refused(t, words, c.Validate(), words)
		d := small(2, 3, 8)
		_, _, err := gan.Train(t.Context(), d, d.All(), c, nil)
		refused(t, "Train: "+words, err, words)
	}
	c := gan.HingeConfig()
	if err := c.Validate(); err != nil {
		t.Error(err)
	}
}

func TestTrainRefusesImages(t *testing.T) {
	for _, c := range []struct {
		words  string
		d      *dataset.Dataset
		change func(d *dataset.Dataset)
	}{
		{"8×16 pixels", small(2, 3, 8), func(d *dataset.Dataset) { d.W, d.Labels = 16, d.Labels[:3] }},
		{"a side of 8, 16", small(2, 3, 12), func(*dataset.Dataset) {}},
		{"two or more", small(1, 4, 8), func(*dataset.Dataset) {}},
		{"1 images of class b", small(2, 3, 8), func(d *dataset.Dataset) { d.Labels = []int{0, 0, 0, 0, 0, 1} }},
		{"want different ones", small(2, 3, 8), func(d *dataset.Dataset) { d.Classes[1] = "a" }},
	} {
		c.change(c.d)
		_, _, err := gan.Train(t.Context(), c.d, c.d.All(), tiny(gan.Relativistic), nil)
		refused(t, c.words, err, c.words)
	}
	d := small(2, 3, 8)
	if _, _, err := gan.Train(t.Context(), d, []int{0, 1, 99}, tiny(gan.Relativistic), nil); err == nil {
		t.Error("a position outside the data is trained on")
	}
}

// A learning rate without measure ends in words, not in pictures of NaN.
func TestTrainDiverges(t *testing.T) {
	d, c := small(2, 4, 8), tiny(gan.Relativistic)
	c.LearningRate, c.Steps = 1e30, 50
	_, _, err := gan.Train(t.Context(), d, d.All(), c, nil)
	refused(t, "a learning rate of 1e30", err, "diverged")
}
