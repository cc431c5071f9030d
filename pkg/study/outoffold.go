package study

import (
	"context"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"

	"github.com/crococlock/crococlock/pkg/cluster"
	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
	"gonum.org/v1/gonum/mat"
)

// OutOfFold deals the images into halves, as often as there are rounds, trains a
// network on each half and asks it about the other: no image is judged by a network
// that has seen it. It returns each network's opinion, two after each other on the
// two halves, and how far images are apart for networks that have seen neither. config.Seed is that of the
// first network, and with it of the halves. onNetwork, if not nil, is called after
// each with its number, from 1.
func OutOfFold(ctx context.Context, d *dataset.Dataset, config cnn.Config, rounds int, onNetwork func(n int)) ([]cluster.Opinion, *cluster.MeanDistances, error) {
	if rounds < 1 {
		return nil, nil, fmt.Errorf("study: out of fold: %d rounds", rounds)
	}
	var opinions []cluster.Opinion
	between := &cluster.MeanDistances{}
	rng := rand.New(rand.NewPCG(config.Seed, 1))
	for round := range rounds {
		splits, err := dataset.KFold(d.Labels, 2, rng)
		if err != nil {
			return nil, nil, fmt.Errorf("study: out of fold: %w", err)
		}
		for half, split := range splits {
			o := cluster.Blank(d.Len(), len(d.Classes))
			model, _, err := cnn.Train(ctx, d, split, config, nil)
			if err != nil {
				return nil, nil, fmt.Errorf("study: out of fold: %w", err)
			}
			config.Seed++
			p, err := cnn.Probabilities(model, d, split.Validation)
			if err != nil {
				return nil, nil, fmt.Errorf("study: out of fold: %w", err)
			}
			codes, distances, err := See(model, d, split)
			if err != nil {
				return nil, nil, fmt.Errorf("study: out of fold: %w", err)
			}
			for k, i := range split.Validation {
				o.P.SetRow(i, p.RawRowView(k))
				o.Distances.SetRow(i, distances.RawRowView(k))
			}
			if err := between.Add(d.Len(), split.Validation, codes); err != nil {
				return nil, nil, fmt.Errorf("study: out of fold: %w", err)
			}
			opinions = append(opinions, o)
			if onNetwork != nil {
				onNetwork(2*round + half + 1)
			}
		}
	}
	return opinions, between, nil
}

// See returns where a network sees the validation images of a split: their codes,
// and how far these are from the centres of its training images' classes.
func See(model *cnn.Model, d *dataset.Dataset, split dataset.Split) (codes, distances *mat.Dense, err error) {
	learnt, err := model.Latent(d.X(split.Train))
	if err != nil {
		return nil, nil, err
	}
	labels := make([]int, len(split.Train))
	for k, i := range split.Train {
		labels[k] = d.Labels[i]
	}
	centres, err := cluster.ClassCentres(learnt, labels, len(d.Classes))
	if err != nil {
		return nil, nil, err
	}
	if codes, err = model.Latent(d.X(split.Validation)); err != nil {
		return nil, nil, err
	}
	distances, err = cluster.Distances(codes, centres)
	return codes, distances, err
}

// ReadCodes reads codes.csv of the experiment notebooks/experiments/disputable: a
// point for each image of d, in its order.
func ReadCodes(file string, d *dataset.Dataset) (*mat.Dense, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("study: %w", err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("study: %s: %w", file, err)
	}
	if len(rows) != 1+d.Len() {
		return nil, fmt.Errorf("study: %s has %d rows for %d images", file, len(rows)-1, d.Len())
	}
	codes := mat.NewDense(d.Len(), len(rows[0])-1, nil)
	for i, row := range rows[1:] {
		if row[0] != d.Paths[i] {
			return nil, fmt.Errorf("study: %s: row %d is of %q, the image is %q", file, i+1, row[0], d.Paths[i])
		}
		for k, text := range row[1:] {
			v, err := strconv.ParseFloat(text, 64)
			if err != nil {
				return nil, fmt.Errorf("study: %s: %q: %w", file, row[0], err)
			}
			codes.Set(i, k, v)
		}
	}
	return codes, nil
}
