package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"github.com/crococlock/crococlock/notebooks/experiments/internal/longrun"
	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/nn"
	"github.com/crococlock/crococlock/pkg/study"
)

// A rung is the one below and one idea more.
type rung struct {
	name   string
	add    func(c *cnn.Config)
	design string // of the network: an architecture's name, or normed
}

// normed is SimpleNet with a batch norm behind each convolution.
const normed = "simplenet with batch norm"

// rungs go from the study's network and training to the recipe, but for the number
// of epochs, which is one for all.
var rungs = []rung{
	{"plain", func(c *cnn.Config) { *c = cnn.DefaultConfig() }, cnn.SimpleNet},
	{"small-batches", func(c *cnn.Config) { c.BatchSize, c.Decay = 50, true }, cnn.SimpleNet},
	{"mirror", func(c *cnn.Config) { c.Augment = dataset.Augmentation{dataset.Mirror{}} }, cnn.SimpleNet},
	{"shift", func(c *cnn.Config) {
		c.Augment = dataset.Augmentation{dataset.Mirror{}, dataset.Shift{Most: 0.125}}
	}, cnn.SimpleNet},
	{"batch-norm", func(c *cnn.Config) {}, normed},
	{"depth", func(c *cnn.Config) {}, cnn.SmallResNet},
	{"warp", func(c *cnn.Config) { c.Augment = dataset.DefaultAugmentation()[:1] }, cnn.SmallResNet},
	{"colours-hole", func(c *cnn.Config) { c.Augment = dataset.DefaultAugmentation() }, cnn.SmallResNet},
	{"one-cycle", func(c *cnn.Config) {
		r := cnn.ResNetConfig()
		c.Optimizer, c.LearningRate, c.WarmUp, c.WeightDecay = r.Optimizer, r.LearningRate, r.WarmUp, r.WeightDecay
	}, cnn.SmallResNet},
	{"mixup", func(c *cnn.Config) {
		c.Mixup, c.LabelSmoothing = cnn.ResNetConfig().Mixup, cnn.ResNetConfig().LabelSmoothing
	}, cnn.SmallResNet},
	{"average", func(c *cnn.Config) {
		c.Average, c.AverageStatistics = cnn.ResNetConfig().Average, cnn.ResNetConfig().AverageStatistics
	}, cnn.SmallResNet},
	{"width", func(c *cnn.Config) {}, cnn.ResNet},
}

// ladderPath is the file of what a rung's network of a split predicts.
func (e experiment) ladderPath(r rung, split uint64) string {
	return filepath.Join(e.dir, fmt.Sprintf("ladder-%s-split-%03d.csv", r.name, split))
}

// ladder trains each rung's network on each split, as far as it is not done, and
// predicts validation images: what helps is asked, which is a choice.
func (e experiment) ladder(ctx context.Context, first, last uint64) error {
	d, err := longrun.Images()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(e.dir, 0o755); err != nil {
		return err
	}
	var config cnn.Config
	for _, r := range rungs {
		r.add(&config)
		config.Epochs, config.ValidateEvery, config.Architecture = e.epochs, e.epochs, ""
		for number := first; number <= last; number++ {
			path := e.ladderPath(r, number)
			if _, err := os.Stat(path); err == nil {
				continue
			}
			config.Seed = 100 * number
			if err := e.step(ctx, d, r, number, config, path); err != nil {
				return fmt.Errorf("%s, split %d: %w", r.name, number, err)
			}
		}
	}
	return nil
}

// step trains one network and writes what it predicts.
func (e experiment) step(ctx context.Context, d *dataset.Dataset, r rung, number uint64, config cnn.Config, path string) error {
	split, err := splitOf(d, number)
	if err != nil {
		return err
	}
	start := time.Now()
	model, err := r.model(d.Classes, config.Seed)
	if err != nil {
		return err
	}
	history, err := model.Train(ctx, d, split, config, nil)
	if err != nil {
		return err
	}
	took := time.Since(start)
	p, err := predict(model, d, dataset.ValidationName, split.Validation)
	if err != nil {
		return err
	}
	log.Printf("%s, split %d: training loss %.3f, validation %.1f %% from one view, %.1f %% from eighteen, %.0f s", r.name, number,
		history[len(history)-1].TrainLoss, 100*p.Single.Accuracy, 100*p.Averaged.Accuracy, took.Seconds())
	comment := fmt.Sprintf("classifier ladder, %s, split %d, %d epochs, %.0f s, commit %s", r.name, number, config.Epochs, took.Seconds(), e.commit)
	return study.WritePredictions(path, comment, p)
}

// model is the rung's network with weights of a seed.
func (r rung) model(classes []string, seed uint64) (*cnn.Model, error) {
	rng := rand.New(rand.NewPCG(seed, 0))
	if r.design != normed {
		return cnn.New(r.design, classes, cnn.Height, rng)
	}
	var layers []nn.Layer
	in := 3
	for i, out := range []int{16, 32, 64} {
		c := nn.Conv2DConfig{In: in, Out: out, Kernel: 3, Padding: 1, Stride: max(1, 2-i)}
		layers = append(layers, nn.NewConv2D(fmt.Sprintf("conv%d", i+1), c, rng),
			nn.NewBatchNorm2D(fmt.Sprintf("bn%d", i+1), nn.BatchNorm2DConfig{Channels: out}),
			nn.NewMaxPool2D(nn.PoolConfig{Kernel: 2}), nn.NewReLU())
		in = out
	}
	layers = append(layers, nn.NewFlatten(), nn.NewLinear("lin1", nn.LinearConfig{In: 256, Out: cnn.LatentSize}, rng),
		nn.NewReLU(), nn.NewLinear("lin2", nn.LinearConfig{In: cnn.LatentSize, Out: 1}, rng))
	return cnn.FromNetwork(nn.NewSequential(layers...), classes, cnn.Height)
}

// ladderTable prints what each rung reaches on the validation images, and how far
// it is from the one below, split by split.
func (e experiment) ladderTable(w io.Writer, first, last uint64) error {
	fmt.Fprintln(w, "| idea added | splits | one view (%) | change | eighteen views (%) |")
	fmt.Fprintln(w, "|---|---|---|---|---|")
	before := make(map[uint64]float64)
	found := false
	for _, r := range rungs {
		var one, many, change []float64
		now := make(map[uint64]float64)
		for number := first; number <= last; number++ {
			path := e.ladderPath(r, number)
			if _, err := os.Stat(path); err != nil {
				continue
			}
			parts, err := study.ReadPredictions(path)
			if err != nil {
				return err
			}
			p, ok := parts[dataset.ValidationName]
			if !ok {
				return fmt.Errorf("%s: no validation images", path)
			}
			now[number] = 100 * p.Single.Accuracy
			one, many = append(one, now[number]), append(many, 100*p.Averaged.Accuracy)
			if b, ok := before[number]; ok {
				change = append(change, now[number]-b)
			}
		}
		before = now
		if len(one) == 0 {
			continue
		}
		found = true
		fmt.Fprintf(w, "| %s | %d | %s | %s | %s |\n", r.name, len(one), spread(one), spread(change), spread(many))
	}
	if !found {
		return fmt.Errorf("no rungs of splits %d to %d in %s", first, last, e.dir)
	}
	return nil
}

// spread is mean ± deviation of percents.
func spread(x []float64) string {
	mean, sd := meanStd(x)
	switch {
	case len(x) == 0:
		return "–"
	case math.IsNaN(sd):
		return fmt.Sprintf("%.1f", mean)
	}
	return fmt.Sprintf("%.1f ± %.1f", mean, sd)
}
