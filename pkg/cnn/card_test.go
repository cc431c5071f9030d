//go:build gpu || emulator

package cnn_test

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/nn"
)

// ends is a context that ends when it has been asked so often.
type ends struct {
	context.Context
	left atomic.Int32
}

func (e *ends) Err() error {
	if e.left.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

// A training on a card that is stopped leaves the weights of the updates it has made.
func TestCardInterrupt(t *testing.T) {
	d, err := nn.FindDevice("gpu")
	if err != nil {
		t.Fatal(err)
	}
	before := nn.CurrentDevice()
	if err := nn.On(d); err != nil {
		t.Fatal(err)
	}
	defer nn.On(before)
	data, split := small(t)
	split.Validation = nil
	config := cnn.Config{Epochs: 3, LearningRate: 1e-3, BatchSize: (len(split.Train) + 1) / 2} // two updates each
	whole, _, err := cnn.Train(t.Context(), data, split, config, nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx := &ends{Context: t.Context()}
	ctx.left.Store(6)
	config.Epochs = 100
	stopped, history, err := cnn.Train(ctx, data, split, config, nil)
	if !errors.Is(err, context.Canceled) || len(history) != 3 {
		t.Fatalf("%d epochs, %v, want 3 and what wraps context.Canceled", len(history), err)
	}
	for i, p := range stopped.Params() {
		if !slices.Equal(p.Data(), whole.Params()[i].Data()) {
			t.Errorf("%s is not what six updates make of it", p.Name)
		}
	}

	// From elsewhere, at any time.
	config.Epochs = 1_000_000
	other, cancel := context.WithCancel(t.Context())
	begun, back := make(chan struct{}, config.Epochs), make(chan error)
	go func() {
		_, _, err := cnn.Train(other, data, split, config, func(cnn.Epoch) { begun <- struct{}{} })
		back <- err
	}()
	<-begun
	cancel()
	select {
	case err := <-back:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%v, want what wraps context.Canceled", err)
		}
	case <-time.After(time.Minute):
		t.Error("a minute after it was stopped it trains on")
	}
}
