package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log"
	"math"
	"math/rand/v2"
	"os"
	"time"

	"github.com/crococlock/crococlock/notebooks/experiments/internal/longrun"
	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
)

// An experiment is how networks are trained and where the results go.
type experiment struct {
	commit, architecture string
	dir, weights         string // of results; of weights, "" for none
	epochs, validate     int
	test                 bool
}

// splitOf are 500 images to train on, 250 for validation, 250 for the test.
func splitOf(d *dataset.Dataset, number uint64) (dataset.Split, error) {
	return dataset.RandomSplit(d.Len(), 500, 250, 250, rand.New(rand.NewPCG(number, 0)))
}

// config is the recipe, for one network of a split.
func (e experiment) config(split uint64, net int, checkpoint string) cnn.Config {
	c := cnn.ResNetConfig()
	c.Architecture, c.Epochs, c.ValidateEvery = e.architecture, e.epochs, e.validate
	c.Seed = 100*split + uint64(net)
	c.Checkpoint, c.CheckpointEvery = checkpoint, 5
	return c
}

// train trains a network, or goes on with it where checkpoint is there.
func (e experiment) train(ctx context.Context, d *dataset.Dataset, number uint64, net int, checkpoint string) (*cnn.Model, cnn.History, error) {
	split, err := splitOf(d, number)
	if err != nil {
		return nil, nil, err
	}
	config := e.config(number, net, checkpoint)
	start, began := time.Now(), 0
	model, history, err := cnn.Train(ctx, d, split, config, func(at cnn.Epoch) {
		if began == 0 {
			began = at.Number
		}
		if !math.IsNaN(at.ValidationLoss) {
			log.Printf("split %d, net %d, epoch %d of %d: training loss %.3f, validation %.1f %%, loss %.3f; %.1f s an epoch", number, net, at.Number, config.Epochs,
				at.TrainLoss, 100*at.ValidationAccuracy, at.ValidationLoss, time.Since(start).Seconds()/float64(at.Number-began+1))
		}
	})
	return model, history, err
}

// ship trains a network, or takes the one in the file from, and writes it as the
// package ships it: calibrated by its validation images as it is asked, from
// eighteen views, and in half precision.
func (e experiment) ship(ctx context.Context, number uint64, net int, from, out string) error {
	d, err := longrun.Images()
	if err != nil {
		return err
	}
	split, err := splitOf(d, number)
	if err != nil {
		return err
	}
	var model *cnn.Model
	if from != "" {
		model, err = cnn.ReadFile(from)
	} else {
		model, _, err = e.train(ctx, d, number, net, out+".run")
	}
	if err != nil {
		return err
	}
	p, err := predict(model, d, dataset.ValidationName, split.Validation)
	if err != nil {
		return err
	}
	temperature := p.Averaged.Temperature()
	if err := model.Calibrate(temperature); err != nil {
		return err
	}
	if err := model.StateDict().WriteHalfFile(out); err != nil {
		return err
	}
	log.Printf("%s is written: %.1f %% of the validation images from eighteen views, temperature %.3f", out, 100*p.Averaged.Accuracy, temperature)
	return forget(out + ".run")
}

// forget removes a checkpoint that is not needed any more.
func forget(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("the weights are written: %w", err)
	}
	return nil
}
