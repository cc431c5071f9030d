package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/generation"
)

// The kinds of networks, which begin their files' names.
const (
	rotationsKind = "rotations"
	guideKind     = "guide"
	judgeKind     = "judge"
)

// A network is one to be trained.
type network struct {
	kind string
	name string // of its file, without the ending
	seed uint64
}

// all are the networks in the order of their training. No other experiment has
// their seeds: classifiers have a hundred times their split's number and a little.
func all() []network {
	nets := []network{{rotationsKind, rotationsKind, 1_000_000}}
	for i := range uint64(3) {
		nets = append(nets, network{guideKind, fmt.Sprintf("%s-%d", guideKind, i+1), 2_000_001 + i})
	}
	for i := range uint64(5) {
		nets = append(nets, network{judgeKind, fmt.Sprintf("%s-%d", judgeKind, i+1), 3_000_001 + i})
	}
	return nets
}

// An experiment is how the networks are trained and where they go.
type experiment struct {
	dir, only, architecture string
	epochs, rotationEpochs  int
}

// train trains what is not there yet.
func (e experiment) train(ctx context.Context, d *dataset.Dataset) error {
	switch e.only {
	case "", rotationsKind, guideKind, judgeKind:
	default:
		return fmt.Errorf("-only %q: want %s, %s or %s", e.only, rotationsKind, guideKind, judgeKind)
	}
	if err := os.MkdirAll(e.dir, 0o755); err != nil {
		return err
	}
	turned, err := generation.Rotations(d, d.All())
	if err != nil {
		return err
	}
	for _, n := range all() {
		if e.only != "" && n.kind != e.only {
			continue
		}
		images, config := d, e.config(n)
		if n.kind == rotationsKind {
			images = turned
		}
		if err := n.train(ctx, images, config, filepath.Join(e.dir, n.name+".safetensors")); err != nil {
			return fmt.Errorf("%s: %w", n.name, err)
		}
	}
	return nil
}

func (e experiment) config(n network) cnn.Config {
	if n.kind == rotationsKind {
		c := generation.RotationConfig(n.seed)
		c.Epochs = e.rotationEpochs
		return c
	}
	c := generation.JudgeConfig(n.seed)
	c.Architecture, c.Epochs = e.architecture, e.epochs
	return c
}

// train trains the network, or goes on with it, and writes its weights, unless
// they are there.
func (n network) train(ctx context.Context, d *dataset.Dataset, config cnn.Config, path string) error {
	if _, err := os.Stat(path); err == nil {
		log.Printf("%s is there: %s", n.name, path)
		return nil
	}
	config.Checkpoint, config.CheckpointEvery = path+".run", 1
	start, began := time.Now(), 0
	model, _, err := generation.TrainJudge(ctx, d, config, func(at cnn.Epoch) {
		if began == 0 {
			began = at.Number
		}
		if every := max(config.Epochs/10, 1); at.Number%every == 0 || at.Number == config.Epochs {
			log.Printf("%s, epoch %d of %d: training loss %.3f, %.1f %% right; %.1f s an epoch", n.name, at.Number, config.Epochs,
				at.TrainLoss, 100*at.TrainAccuracy, time.Since(start).Seconds()/float64(at.Number-began+1))
		}
	})
	if err != nil {
		return err
	}
	if err := model.WriteFile(path); err != nil {
		return err
	}
	if err := os.Remove(config.Checkpoint); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("the weights are written: %w", err)
	}
	return nil
}

// list prints the networks that are there and how right they are on the images
// that they learned from.
func list(w io.Writer, d *dataset.Dataset, dir string) error {
	turned, err := generation.Rotations(d, d.All())
	if err != nil {
		return err
	}
	for _, n := range all() {
		model, err := cnn.ReadFile(filepath.Join(dir, n.name+".safetensors"))
		if errors.Is(err, fs.ErrNotExist) {
			fmt.Fprintf(w, "%-10s is not there\n", n.name)
			continue
		}
		if err != nil {
			return err
		}
		images := d
		if n.kind == rotationsKind {
			images = turned
		}
		score, err := model.Evaluate(images, images.All())
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%-10s %s: %v\n", n.name, model.Architecture(), score)
	}
	return nil
}

// rotations trains the features' network on the training images of splits and
// logs how often it is right about the validation images.
func rotations(ctx context.Context, d *dataset.Dataset, first, last uint64, epochs int) error {
	for number := first; number <= last; number++ {
		split, err := dataset.RandomSplit(d.Len(), 500, 250, 250, rand.New(rand.NewPCG(number, 0)))
		if err != nil {
			return err
		}
		train, err := generation.Rotations(d, split.Train)
		if err != nil {
			return err
		}
		validation, err := generation.Rotations(d, split.Validation)
		if err != nil {
			return err
		}
		config := generation.RotationConfig(number)
		config.Epochs = epochs
		start := time.Now()
		model, _, err := generation.TrainJudge(ctx, train, config, nil)
		if err != nil {
			return fmt.Errorf("split %d: %w", number, err)
		}
		score, err := model.Evaluate(validation, validation.All())
		if err != nil {
			return err
		}
		log.Printf("split %d: %d epochs, %v of the validation images' turns; %.0f s", number, epochs, score, time.Since(start).Seconds())
	}
	return nil
}
