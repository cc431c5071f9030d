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
	"slices"
	"time"

	"github.com/crococlock/crococlock/internal/atomicfile"
	"github.com/crococlock/crococlock/notebooks/experiments/internal/longrun"
	"github.com/crococlock/crococlock/pkg/cluster"
	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/study"
)

// folds is into how many parts a round deals the images. Halves make the cheapest
// networks, and as many images to train on as the splits have.
const folds = 2

// roundsToCodes is after how many rounds codes.csv is written anew.
const roundsToCodes = 5

// Networks of the two groups never share a seed.
var groups = []struct {
	name string
	seed uint64
}{{"ensemble", 10_000}, {"judge", 20_000}}

// An experiment is where the results go.
type experiment struct {
	commit, architecture, dir, codes string
}

// networks is the folder of the results of the networks.
func (e experiment) networks() string { return filepath.Join(e.dir, e.architecture) }

// codesDir is the folder of their codes.
func (e experiment) codesDir() string { return filepath.Join(e.codes, e.architecture) }

// config is how a network of the ensembles, or a judge, is trained: the residual
// one takes a minute of one core; what makes it so cheap was chosen by the
// validation images of splits 100 to 104. SimpleNet is trained as the report's.
func (e experiment) config(seed uint64, checkpoint string) cnn.Config {
	c := cnn.DefaultConfig()
	if e.architecture == cnn.SmallResNet {
		c = cnn.ResNetConfig()
		c.Architecture, c.Epochs, c.BatchSize = cnn.SmallResNet, 60, 25
		c.Optimizer, c.LearningRate, c.WeightDecay = cnn.Adam, 0.004, 0.1
		c.Augment = dataset.Augmentation{dataset.Warp{Mirror: true, Shift: 0.125, Angle: 0.17, Scale: 0.15, Stretch: 0.1}}
		c.Mixup = 0
	}
	c.Seed, c.ValidateEvery, c.Checkpoint, c.CheckpointEvery = seed, c.Epochs, checkpoint, 4
	return c
}

// run trains the networks of rounds, an ensemble's and the judges' in turn, so
// that a run that is stopped can be used. What is written is not done again.
func (e experiment) run(ctx context.Context, rounds int) error {
	d, err := longrun.Images()
	if err != nil {
		return err
	}
	return e.rounds(ctx, d, rounds)
}

func (e experiment) rounds(ctx context.Context, d *dataset.Dataset, rounds int) error {
	for _, dir := range []string{e.networks(), e.codesDir()} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
	}
	for round := range rounds {
		for _, g := range groups {
			seed := g.seed + uint64(round)
			splits, err := dataset.KFold(d.Labels, folds, rand.New(rand.NewPCG(seed, 0)))
			if err != nil {
				return err
			}
			for fold, split := range splits {
				name := nameOf(g.name, round, fold)
				if err := e.one(ctx, d, split, seed*folds+uint64(fold), name); err != nil {
					return fmt.Errorf("%s: %w", name, err)
				}
			}
		}
		if (round+1)%roundsToCodes == 0 || round+1 == rounds {
			if err := e.writeCodes(d); err != nil {
				return err
			}
		}
	}
	return nil
}

// nameOf is what the files of a network are called.
func nameOf(group string, round, fold int) string {
	return fmt.Sprintf("%s-%02d-%d", group, round, fold)
}

// one trains a network and writes what it makes of the images that it has not
// seen.
func (e experiment) one(ctx context.Context, d *dataset.Dataset, split dataset.Split, seed uint64, name string) error {
	path := filepath.Join(e.networks(), name+".csv")
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	start := time.Now()
	checkpoint := path + ".run"
	model, _, err := cnn.Train(ctx, d, split, e.config(seed, checkpoint), nil)
	if err != nil {
		return err
	}
	averaged, err := model.Averaged(cnn.DefaultViews())
	if err != nil {
		return err
	}
	slices.Sort(split.Validation) // codes lie in the order of the images
	r, err := cnn.NewReport(averaged, d, split.Validation)
	if err != nil {
		return err
	}
	codes, distances, err := study.See(model, d, split)
	if err != nil {
		return err
	}
	if err := writeCodesOf(filepath.Join(e.codesDir(), name+".f32"), codes); err != nil {
		return err
	}
	took := time.Since(start).Round(time.Second)
	log.Printf("%s: %.1f %% of the other half, loss %.3f, %v", name, 100*r.Accuracy, r.Loss, took)
	opinion := cluster.Blank(d.Len(), len(d.Classes))
	for k, i := range split.Validation {
		opinion.P.SetRow(i, r.P.RawRowView(k))
		opinion.Distances.SetRow(i, distances.RawRowView(k))
	}
	comment := fmt.Sprintf("disputable run, %s, seed %d, %s, %d epochs, commit %s", name, seed, e.architecture, e.config(0, "").Epochs, e.commit)
	if err := write(path, comment, d, opinion); err != nil {
		return err
	}
	if err := os.Remove(checkpoint); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func write(path, comment string, d *dataset.Dataset, o cluster.Opinion) error {
	return atomicfile.Write(path, func(w io.Writer) error { return o.Write(w, comment, d.Paths, d.Classes) })
}

// choose tells what the network reaches on the validation images of splits, by
// which it was chosen; their test images are never predicted.
func (e experiment) choose(ctx context.Context, first, last uint64) error {
	if first < 100 {
		return fmt.Errorf("splits below 100 are to judge by, not to choose by")
	}
	d, err := longrun.Images()
	if err != nil {
		return err
	}
	sum := 0.0
	for seed := first; seed <= last; seed++ {
		split, err := dataset.RandomSplit(d.Len(), 500, 250, 250, rand.New(rand.NewPCG(seed, 0)))
		if err != nil {
			return err
		}
		model, _, err := cnn.Train(ctx, d, split, e.config(seed, ""), nil)
		if err != nil {
			return err
		}
		averaged, err := model.Averaged(cnn.DefaultViews())
		if err != nil {
			return err
		}
		r, err := cnn.NewReport(averaged, d, split.Validation)
		if err != nil {
			return err
		}
		sum += r.Accuracy
		log.Printf("split %d: %.1f %% of the validation images, %.2f %% on average", seed, 100*r.Accuracy, 100*sum/float64(seed-first+1))
	}
	return nil
}

// report trains the report's network on its splits and writes what it makes of
// all images, as the report did.
func (e experiment) report(ctx context.Context, first, last uint64) error {
	d, err := longrun.Images()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(e.dir, 0o755); err != nil {
		return err
	}
	for seed := first; seed <= last; seed++ {
		split, err := dataset.RandomSplit(d.Len(), 500, 250, 250, rand.New(rand.NewPCG(seed, 0)))
		if err != nil {
			return err
		}
		c := cnn.DefaultConfig()
		c.Seed = seed
		model, _, err := cnn.Train(ctx, d, split, c, nil)
		if err != nil {
			return err
		}
		p, err := model.Probabilities(d.X(d.All()))
		if err != nil {
			return err
		}
		latent, err := model.Latent(d.X(d.All()))
		if err != nil {
			return err
		}
		centres, err := cluster.ClassCentres(latent, d.Labels, 2)
		if err != nil {
			return err
		}
		distances, err := cluster.Distances(latent, centres)
		if err != nil {
			return err
		}
		path := filepath.Join(e.dir, fmt.Sprintf("report-%d.csv", seed))
		comment := fmt.Sprintf("disputable report, split %d, %s, %d epochs, commit %s", seed, cnn.SimpleNet, c.Epochs, e.commit)
		if err := write(path, comment, d, cluster.Opinion{P: p, Distances: distances}); err != nil {
			return err
		}
		log.Print(path)
	}
	return nil
}
