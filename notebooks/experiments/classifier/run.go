package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"github.com/crococlock/crococlock/notebooks/experiments/internal/longrun"
	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/study"
)

// run trains nets networks on each split from first to last, and writes after each
// what it predicts. What is written is not done again.
func (e experiment) run(ctx context.Context, first, last uint64, nets int) error {
	if e.test && last >= 100 {
		return fmt.Errorf("the test images of splits from 100 on are nobody's: leave -test out")
	}
	d, err := longrun.Images()
	if err != nil {
		return err
	}
	for _, dir := range []string{e.dir, e.weights} {
		if dir == "" {
			continue
		}
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
	}
	// All splits with one network first, so that a run that is stopped tells about all.
	for net := range nets {
		for number := first; number <= last; number++ {
			path := e.path(number, net)
			if _, err := os.Stat(path); err == nil {
				log.Printf("split %d, net %d is done: %s", number, net, path)
				continue
			}
			if err := e.one(ctx, d, number, net, path); err != nil {
				return fmt.Errorf("split %d, net %d: %w", number, net, err)
			}
		}
	}
	return nil
}

// path is the file of what a network of a split predicts.
func (e experiment) path(split uint64, net int) string {
	return filepath.Join(e.dir, fmt.Sprintf("split-%03d-net-%d.csv", split, net))
}

// one trains a network and writes what it predicts.
func (e experiment) one(ctx context.Context, d *dataset.Dataset, number uint64, net int, path string) error {
	start := time.Now()
	model, _, err := e.train(ctx, d, number, net, path+".run")
	if err != nil {
		return err
	}
	took := time.Since(start)
	split, err := splitOf(d, number)
	if err != nil {
		return err
	}
	named := []struct {
		name string
		idx  []int
	}{{dataset.ValidationName, split.Validation}, {dataset.TestName, split.Test}}
	if !e.test {
		named = named[:1]
	}
	var parts []study.Predictions
	for _, n := range named {
		p, err := predict(model, d, n.name, n.idx)
		if err != nil {
			return err
		}
		log.Printf("split %d, net %d, %s: %.1f %% from one view, %.1f %% from eighteen, ECE %.3f", number, net, p.Part,
			100*p.Single.Accuracy, 100*p.Averaged.Accuracy, p.Averaged.Calibration().ECE)
		parts = append(parts, p)
	}
	comment := fmt.Sprintf("classifier run, split %d, net %d, %s, %d epochs, %.0f s, commit %s", number, net, e.architecture, e.epochs, took.Seconds(), e.commit)
	if e.weights != "" {
		if err := model.WriteFile(filepath.Join(e.weights, fmt.Sprintf("split-%03d-net-%d.safetensors", number, net))); err != nil {
			return err
		}
	}
	if err := study.WritePredictions(path, comment, parts...); err != nil {
		return err
	}
	return forget(path + ".run")
}

// predict evaluates a network on a part of its split.
func predict(model *cnn.Model, d *dataset.Dataset, name string, idx []int) (p study.Predictions, err error) {
	averaged, err := model.Averaged(cnn.DefaultViews())
	if err != nil {
		return p, err
	}
	p.Part = name
	if p.Single, err = cnn.NewReport(model, d, idx); err != nil {
		return p, err
	}
	p.Averaged, err = cnn.NewReport(averaged, d, idx)
	return p, err
}
