package main

import (
	"context"
	"math/rand/v2"

	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/flow"
)

// flowStep is flow.Train as a user calls it, one step a run: batch 64, 64 channels;
// forward, backward, clipping, AdamW, and what the others need not do, making the
// batch and averaging weights.
func flowStep() (contender, error) {
	config := flow.DefaultConfig()
	config.Images = 1 << 40 // until the program ends
	d := dataset.Synthetic(images/2, 1)
	goOn, done := make(chan struct{}), make(chan error)
	go func() {
		<-goOn
		_, _, err := flow.Train(context.Background(), d, d.All(), config, func(flow.Update) {
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

// flowSample is 64 pictures of a class in 20 of Heun's steps, with guidance.
func flowSample() (contender, error) {
	m, err := flow.New(flow.DefaultNet(), []string{"clock", "crocodile"}, rand.New(rand.NewPCG(1, 0)))
	if err != nil {
		return nil, err
	}
	s := flow.DefaultSampling()
	s.Mix = flow.Only(0, 2)
	return func() error {
		_, err := m.Sample(context.Background(), 64, s, nil)
		return err
	}, nil
}
