package main

import (
	"context"
	"log"
	"math/rand/v2"
	"path/filepath"
	"slices"

	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/gan"
	"github.com/crococlock/crococlock/pkg/generation"
)

// autoencoder trains the report's on the training images of split 0 and writes what
// it makes of the others, class by class, and n decoded means of the codes of two
// of them, a picture of either class.
func autoencoder(ctx context.Context, d *dataset.Dataset, n int, seed uint64, dir string) error {
	split, err := dataset.RandomSplit(d.Len(), 500, 250, 250, rand.New(rand.NewPCG(0, 0)))
	if err != nil {
		return err
	}
	config := gan.DefaultAutoencoder()
	config.Seed = seed
	a, history, err := gan.TrainAutoencoder(ctx, d, split, config, nil)
	if err != nil {
		return err
	}
	last := history[len(history)-1]
	log.Printf("epoch %d: mean squared error %.5f, of the validation images %.5f", last.Number, last.TrainLoss, last.ValidationLoss)
	codes := make([][]float32, len(d.Classes))
	for label, class := range d.Classes {
		var idx []int
		for _, i := range slices.Concat(split.Validation, split.Test) {
			if d.Labels[i] == label {
				idx = append(idx, i)
			}
		}
		if codes[label], err = a.Encode(d.X(idx)); err != nil {
			return err
		}
		if err := decode(a, codes[label], d.H, filepath.Join(dir, "autoencoder."+class+".npy")); err != nil {
			return err
		}
	}
	rng, size := rand.New(rand.NewPCG(seed, 1)), 3*d.H*d.W
	means := make([]float32, n*size)
	for i := range n {
		for _, of := range codes[:2] {
			one := of[rng.IntN(len(of)/size)*size:][:size]
			for k, v := range one {
				means[i*size+k] += v / 2
			}
		}
	}
	return decode(a, means, d.H, filepath.Join(dir, "autoencoder."+between+".npy"))
}

// decode writes the pictures of codes.
func decode(a *gan.Autoencoder, codes []float32, side int, path string) error {
	x, err := a.Decode(codes)
	if err != nil {
		return err
	}
	p, err := generation.NewPictures(x, side)
	if err != nil {
		return err
	}
	return p.WriteNPY(path)
}
