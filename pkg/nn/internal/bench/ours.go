package main

import (
	"context"
	"math/rand/v2"

	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
)

const images = 500 // of an epoch

// simpleNetEpoch is cnn.Train as a user calls it, one epoch a run.
func simpleNetEpoch() (contender, error) {
	d := dataset.Synthetic(images/2, 1)
	split, err := dataset.RandomSplit(d.Len(), images, 0, 0, rand.New(rand.NewPCG(1, 0)))
	if err != nil {
		return nil, err
	}
	config := cnn.DefaultConfig()
	config.Epochs = 1 << 30 // until the program ends
	goOn, done := make(chan struct{}), make(chan error)
	go func() {
		<-goOn
		_, _, err := cnn.Train(context.Background(), d, split, config, func(cnn.Epoch) {
			done <- nil
			<-goOn
		})
		done <- err
	}()
	return func() error {
		goOn <- struct{}{}
		return <-done
	}, nil
}

// predict is Model.Predict on n pictures.
func predict(n int) (contender, error) {
	rng := rand.New(rand.NewPCG(1, 0))
	model, err := cnn.NewSimpleNet([]string{"clock", "crocodile"}, rng)
	if err != nil {
		return nil, err
	}
	x := make([]float32, n*3*cnn.Height*cnn.Width)
	for i := range x {
		x[i] = rng.Float32()
	}
	return func() error {
		_, err := model.Predict(x)
		return err
	}, nil
}
