package cnn

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"

	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/progress"
)

// Train trains a new network on split.Train and measures it on split.Validation
// after every epoch; split.Test is not touched. It minimises the cross-entropy
// with Adam. onEpoch, if not nil, is called after each epoch. When ctx ends, Train
// returns the model and history so far together with an error that wraps ctx's.
// The same data, split and config give the same bits on any number of cores.
// Positions outside the data and labels outside the classes are errors.
func Train(ctx context.Context, d *dataset.Dataset, split dataset.Split, config Config, onEpoch func(Epoch)) (*Model, History, error) {
	if err := config.Validate(); err != nil {
		return nil, nil, err
	}
	if d.H != d.W {
		return nil, nil, fmt.Errorf("cnn: images are %d×%d pixels, networks take square ones", d.H, d.W)
	}
	architecture := config.Architecture
	if architecture == "" {
		architecture = SimpleNet
	}
	rng := rand.New(rand.NewPCG(config.Seed, 0))
	m, err := New(architecture, d.Classes, d.H, rng)
	if err != nil {
		return nil, nil, err
	}
	if err := m.trainable(d, split); err != nil {
		return nil, nil, err
	}
	history, err := m.train(ctx, d, split, config, rng, onEpoch)
	return m, history, err
}

// Train trains the model further, from the weights that it has; otherwise it is
// the function of that name. config.Architecture has no part in it.
func (m *Model) Train(ctx context.Context, d *dataset.Dataset, split dataset.Split, config Config, onEpoch func(Epoch)) (History, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	if err := m.trainable(d, split); err != nil {
		return nil, err
	}
	return m.train(ctx, d, split, config, rand.New(rand.NewPCG(config.Seed, 0)), onEpoch)
}

func (m *Model) trainable(d *dataset.Dataset, split dataset.Split) error {
	if len(split.Train) == 0 {
		return fmt.Errorf("cnn: no images to train on")
	}
	if err := m.accepts(d, split.Train); err != nil {
		return err
	}
	return m.accepts(d, split.Validation)
}

func (m *Model) train(ctx context.Context, d *dataset.Dataset, split dataset.Split, config Config, rng *rand.Rand, onEpoch func(Epoch)) (history History, err error) {
	t := newTrainer(m, config, len(split.Train), rng)
	if config.KeepBest {
		kept := &best{params: m.everything()}
		after := onEpoch
		onEpoch = func(e Epoch) {
			kept.see(e)
			if after != nil {
				after(e)
			}
		}
		defer kept.restore()
	}
	labels := d.Y(split.Validation)
	for n := 1; n <= config.Epochs; n++ {
		train, err := t.epoch(ctx, d, batches(split.Train, config.BatchSize, rng))
		if err != nil {
			return history, fmt.Errorf("cnn: epoch %d: %w", n, err)
		}
		e := Epoch{Number: n, TrainLoss: train.Loss, TrainAccuracy: train.Accuracy,
			ValidationLoss: math.NaN(), ValidationAccuracy: math.NaN()}
		if len(labels) > 0 {
			logits, err := m.logitsOf(d, split.Validation)
			if errors.Is(err, errNaN) {
				return history, fmt.Errorf("cnn: epoch %d: the validation loss is NaN; a smaller learning rate may help", n)
			}
			if err != nil {
				return history, fmt.Errorf("cnn: epoch %d: validation: %w", n, err)
			}
			s := m.score(logits, labels)
			e.ValidationLoss, e.ValidationAccuracy = s.Loss, s.Accuracy
		}
		history = append(history, e)
		if onEpoch != nil {
			onEpoch(e)
		}
	}
	return history, nil
}

// ShowProgress returns a callback for Train that draws a progress bar on w.
func ShowProgress(w io.Writer, config Config) func(Epoch) {
	bar := progress.New(w, "training", int64(config.Epochs))
	return func(e Epoch) {
		bar.SetNote(int64(e.Number), fmt.Sprintf("loss %.3f", e.TrainLoss))
		if e.Number == config.Epochs {
			bar.Done()
		}
	}
}

// batches returns the batches of one epoch: all images at once, in order, or
// shuffled mini-batches.
func batches(idx []int, size int, rng *rand.Rand) [][]int {
	if size == 0 || size >= len(idx) {
		return [][]int{idx}
	}
	return dataset.Batches(idx, size, rng)
}
