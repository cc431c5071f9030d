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
// after every epoch; split.Test is not touched. It minimises the cross-entropy.
// onEpoch, if not nil, is called after each epoch. When ctx ends, Train
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
	history, err := m.train(ctx, d, split, config, onEpoch)
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
	return m.train(ctx, d, split, config, onEpoch)
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

func (m *Model) train(ctx context.Context, d *dataset.Dataset, split dataset.Split, config Config, onEpoch func(Epoch)) (history History, err error) {
	perEpoch := 1
	if config.BatchSize > 0 {
		perEpoch = (len(split.Train) + config.BatchSize - 1) / config.BatchSize
	}
	t, err := newTrainer(m, config, perEpoch*config.Epochs)
	if err != nil {
		return nil, fmt.Errorf("cnn: %w", err)
	}
	check, err := t.resume(d, split, &history)
	if err != nil {
		return nil, err
	}
	loader, err := dataset.NewLoader(d, split.Train, dataset.LoaderConfig{
		BatchSize: config.BatchSize, Augmentation: config.Augment, Mixup: config.Mixup, Seed: config.Seed,
	}, t.done)
	if err != nil {
		return nil, fmt.Errorf("cnn: %w", err)
	}
	defer loader.Close()
	defer t.finish()
	labels := d.Y(split.Validation)
	for n := len(history) + 1; n <= config.Epochs; n++ {
		train, err := t.epoch(ctx, loader)
		if err != nil {
			return history, fmt.Errorf("cnn: epoch %d: %w", n, err)
		}
		e := Epoch{Number: n, TrainLoss: train.Loss, TrainAccuracy: train.Accuracy,
			ValidationLoss: math.NaN(), ValidationAccuracy: math.NaN()}
		if err := t.measure(d, split.Validation, labels, &e); err != nil {
			return history, err
		}
		history = append(history, e)
		if err := check.write(n, history); err != nil {
			return history, err
		}
		if onEpoch != nil {
			onEpoch(e)
		}
	}
	return history, nil
}

// measure completes an epoch with what the model, averaged if that is wanted,
// reaches on the validation images, and keeps the best.
func (t *trainer) measure(d *dataset.Dataset, validation []int, labels []float32, e *Epoch) error {
	due := e.Number%max(t.config.ValidateEvery, 1) == 0 || e.Number == t.config.Epochs
	t.average.swap()
	defer t.average.swap()
	switch {
	case len(labels) == 0:
		if t.best != nil {
			t.best.Keep(-e.TrainLoss)
		}
	case due:
		logits, err := t.model.logitsOf(d, validation)
		if errors.Is(err, errNaN) {
			return fmt.Errorf("cnn: epoch %d: the validation loss is NaN; a smaller learning rate may help", e.Number)
		}
		if err != nil {
			return fmt.Errorf("cnn: epoch %d: validation: %w", e.Number, err)
		}
		s := t.model.score(logits, labels)
		e.ValidationLoss, e.ValidationAccuracy = s.Loss, s.Accuracy
		if t.best != nil {
			// Whole numbers first, then the loss, made less than one.
			t.best.Keep(float64(s.Correct) - s.Loss/(1+s.Loss))
		}
	}
	return nil
}

// finish gives the model the weights that training is for: the best, the averages,
// or those that it has.
func (t *trainer) finish() {
	if t.best == nil || !t.best.Restore() {
		t.average.swap()
	}
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
