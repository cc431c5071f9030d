package cnn

import (
	"context"
	"fmt"
	"io"
	"math"
	"math/rand/v2"

	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/nn"
	"github.com/crococlock/crococlock/pkg/progress"
	G "gorgonia.org/gorgonia"
)

// Train trains a new SimpleNet on split.Train and measures it on
// split.Validation after every epoch; split.Test is not touched. It minimises the
// binary cross-entropy with Adam. onEpoch, if not nil, is called after each
// epoch. When ctx ends, Train returns the model and history so far together with
// an error that wraps ctx's. The same data, split and config give the same bits
// on any number of cores.
func Train(ctx context.Context, d *dataset.Dataset, split dataset.Split, config Config, onEpoch func(Epoch)) (*Model, History, error) {
	if err := config.Validate(); err != nil {
		return nil, nil, err
	}
	if len(split.Train) == 0 {
		return nil, nil, fmt.Errorf("cnn: no images to train on")
	}
	rng := rand.New(rand.NewPCG(config.Seed, 0))
	m, err := NewSimpleNet(d.Classes, rng)
	if err != nil {
		return nil, nil, err
	}
	if err := m.accepts(d); err != nil {
		return nil, nil, err
	}
	adam := nn.DefaultAdam()
	adam.LR = config.LearningRate
	t := &trainer{model: m, solver: nn.NewAdam(adam), steps: make(map[int]*step)}
	validation, labels := d.X(split.Validation), d.Y(split.Validation)

	var history History
	for n := 1; n <= config.Epochs; n++ {
		train, err := t.epoch(ctx, d, batches(split.Train, config.BatchSize, rng))
		if err != nil {
			return m, history, fmt.Errorf("cnn: epoch %d: %w", n, err)
		}
		e := Epoch{Number: n, TrainLoss: train.Loss, TrainAccuracy: train.Accuracy,
			ValidationLoss: math.NaN(), ValidationAccuracy: math.NaN()}
		if len(labels) > 0 {
			logits, err := m.logits(validation)
			if err != nil {
				return m, history, err
			}
			s := score(logits, labels)
			e.ValidationLoss, e.ValidationAccuracy = s.Loss, s.Accuracy
		}
		history = append(history, e)
		if onEpoch != nil {
			onEpoch(e)
		}
	}
	return m, history, nil
}

// ShowProgress returns a callback for Train that draws a progress bar on w.
func ShowProgress(w io.Writer, config Config) func(Epoch) {
	bar := progress.New(w, "training", int64(config.Epochs))
	return func(e Epoch) {
		bar.SetNote(int64(e.Number), fmt.Sprintf("loss %.3f", e.TrainLoss))
		if e.Number == config.Epochs {
			bar.Done()
		}
	}
}

// batches returns the batches of one epoch: all images at once, in order, or
// shuffled mini-batches.
func batches(idx []int, size int, rng *rand.Rand) [][]int {
	if size == 0 || size >= len(idx) {
		return [][]int{idx}
	}
	return dataset.Batches(idx, size, rng)
}

// A trainer updates a model's weights.
type trainer struct {
	model  *Model
	solver *nn.Adam
	steps  map[int]*step // by batch size
}

// A step is the training graph for one batch size.
type step struct {
	machine      *nn.Machine
	x, t         *G.Node
	logits, loss *G.Node
	weights      []G.ValueGrad
}

func (t *trainer) step(batch int) (*step, error) {
	if s, ok := t.steps[batch]; ok {
		return s, nil
	}
	g := G.NewGraph()
	s := &step{}
	var err error
	if s.x, err = nn.Input(g, "x", batch, 3, Height, Width); err != nil {
		return nil, err
	}
	if s.t, err = nn.Input(g, "t", batch, 1); err != nil {
		return nil, err
	}
	if s.logits, err = t.model.net.Build(s.x, nn.Train); err != nil {
		return nil, err
	}
	if s.loss, err = nn.BCEWithLogits(s.logits, s.t); err != nil {
		return nil, err
	}
	weights, grads, err := nn.Grad(s.loss, t.model.Params())
	if err != nil {
		return nil, err
	}
	if s.machine, err = nn.NewMachine(append(grads, s.loss, s.logits)...); err != nil {
		return nil, err
	}
	s.weights = G.NodesToValueGrads(weights)
	t.steps[batch] = s
	return s, nil
}

// epoch makes one update for each batch. The score is that of the weights each
// batch met.
func (t *trainer) epoch(ctx context.Context, d *dataset.Dataset, batches [][]int) (Score, error) {
	var sum Score
	for i, idx := range batches {
		if ctx.Err() != nil {
			return Score{}, fmt.Errorf("stopped: %w", ctx.Err())
		}
		s, err := t.step(len(idx))
		if err != nil {
			return Score{}, err
		}
		gather(nn.Data(s.x), nn.Data(s.t), d, idx)
		if err := s.machine.RunAll(); err != nil {
			return Score{}, fmt.Errorf("batch %d: %w", i+1, err)
		}
		loss := float64(nn.Data(s.loss)[0])
		if math.IsNaN(loss) || math.IsInf(loss, 0) {
			return Score{}, fmt.Errorf("batch %d: the loss is %v; a smaller learning rate may help", i+1, loss)
		}
		sum.Loss += loss * float64(len(idx))
		sum.Correct += score(nn.Data(s.logits), nn.Data(s.t)).Correct
		sum.Total += len(idx)
		if err := t.solver.Step(s.weights); err != nil {
			return Score{}, fmt.Errorf("batch %d: %w", i+1, err)
		}
	}
	sum.Loss /= float64(sum.Total)
	sum.Accuracy = float64(sum.Correct) / float64(sum.Total)
	return sum, nil
}

// gather copies the images idx and their labels into a batch.
func gather(x, t []float32, d *dataset.Dataset, idx []int) {
	for k, i := range idx {
		copy(x[k*pixels:(k+1)*pixels], d.Sample(i))
		t[k] = float32(d.Labels[i])
	}
}
