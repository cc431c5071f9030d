package gan

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// AutoencoderConfig says how an autoencoder is trained.
type AutoencoderConfig struct {
	Epochs       int     // passes over the training images, all of them at once, 1 or more
	LearningRate float64 // Adam's, above 0
	Seed         uint64  // chooses the initial weights
}

// DefaultAutoencoder is the report's: 70 epochs, Adam at 1e-3.
func DefaultAutoencoder() AutoencoderConfig {
	return AutoencoderConfig{Epochs: 70, LearningRate: 1e-3}
}

// Validate says what in c no training could run with.
func (c AutoencoderConfig) Validate() error {
	switch {
	case c.Epochs < 1:
		return fmt.Errorf("gan: Epochs is %d, want 1 or more", c.Epochs)
	case !(c.LearningRate > 0) || math.IsInf(c.LearningRate, 0):
		return fmt.Errorf("gan: LearningRate is %v, want a number above 0", c.LearningRate)
	}
	return nil
}

// AutoencoderEpoch is what one pass over the training images measured: mean squared
// errors of pixels in [0,1].
type AutoencoderEpoch struct {
	Number         int     // from 1
	TrainLoss      float64 // before the epoch's update
	ValidationLoss float64 // after it; NaN without validation images
}

// TrainAutoencoder trains a new autoencoder on the images split.Train, all of them
// at once, as the report did with those of one class, to give back what it is
// shown, and measures it on split.Validation. onEpoch, if not nil, is called after
// each epoch. When ctx ends, it returns what there is so far together with an error
// that wraps ctx's. The same images and config give the same bits.
func TrainAutoencoder(ctx context.Context, d *dataset.Dataset, split dataset.Split, config AutoencoderConfig, onEpoch func(AutoencoderEpoch)) (*Autoencoder, []AutoencoderEpoch, error) {
	if err := config.Validate(); err != nil {
		return nil, nil, err
	}
	if len(split.Train) == 0 {
		return nil, nil, fmt.Errorf("gan: autoencoder: no images to train on")
	}
	for _, idx := range [][]int{split.Train, split.Validation} {
		if err := d.Check(idx); err != nil {
			return nil, nil, fmt.Errorf("gan: autoencoder: %w", err)
		}
	}
	a, err := NewAutoencoder(d.H, d.W, rand.New(rand.NewPCG(config.Seed, 0)))
	if err != nil {
		return nil, nil, err
	}
	history, err := a.train(ctx, d, split, config, onEpoch)
	return a, history, err
}

func (a *Autoencoder) train(ctx context.Context, d *dataset.Dataset, split dataset.Split, config AutoencoderConfig, onEpoch func(AutoencoderEpoch)) (history []AutoencoderEpoch, err error) {
	s, err := a.newStep(d.X(split.Train), len(split.Train))
	if err != nil {
		return nil, fmt.Errorf("gan: autoencoder: %w", err)
	}
	adam := nn.DefaultAdam()
	adam.LR = config.LearningRate
	s.update.Solver = nn.NewAdam(adam)
	validation := d.X(split.Validation)
	for n := 1; n <= config.Epochs; n++ {
		if ctx.Err() != nil {
			return history, fmt.Errorf("gan: autoencoder: epoch %d: stopped: %w", n, ctx.Err())
		}
		if err := s.update.Run(); err != nil && !errors.Is(err, nn.ErrNotFinite) {
			return history, fmt.Errorf("gan: autoencoder: epoch %d: %w", n, err)
		}
		e := AutoencoderEpoch{Number: n, TrainLoss: float64(nn.Data(s.loss)[0]), ValidationLoss: math.NaN()}
		if notFinite(float32(e.TrainLoss)) {
			return history, fmt.Errorf("gan: autoencoder: epoch %d: the loss is %v; a smaller learning rate may help", n, e.TrainLoss)
		}
		if len(validation) > 0 {
			again, err := a.Reconstruct(validation)
			if err != nil {
				return history, fmt.Errorf("epoch %d: validation: %w", n, err)
			}
			e.ValidationLoss = meanSquare(again, validation)
		}
		history = append(history, e)
		if onEpoch != nil {
			onEpoch(e)
		}
	}
	return history, nil
}

// autoencoderStep is the training graph over all images.
type autoencoderStep struct {
	update nn.TrainStep
	loss   *G.Node
}

func (a *Autoencoder) newStep(pictures []float32, n int) (*autoencoderStep, error) {
	x, err := nn.Input(G.NewGraph(), "x", 3*n, a.h*a.w)
	if err != nil {
		return nil, err
	}
	if err := nn.Feed(x, pictures); err != nil {
		return nil, err
	}
	y, err := nn.NewSequential(a.encoder, a.decoder).Build(x, nn.Train)
	if err != nil {
		return nil, err
	}
	s := &autoencoderStep{}
	if s.loss, err = nn.MSE(y, x); err != nil {
		return nil, err
	}
	weights, grads, err := nn.Grad(s.loss, a.Params())
	if err != nil {
		return nil, err
	}
	s.update = nn.TrainStep{Losses: G.Nodes{s.loss}, Weights: G.NodesToValueGrads(weights)}
	s.update.Machine, err = nn.NewMachine(append(grads, s.loss)...)
	return s, err
}

func meanSquare(a, b []float32) float64 {
	sum := 0.0
	for i, v := range a {
		sum += (float64(v) - float64(b[i])) * (float64(v) - float64(b[i]))
	}
	return sum / float64(len(a))
}
