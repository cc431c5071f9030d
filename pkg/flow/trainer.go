package flow

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// clip is the norm that the gradients of a step have at most.
const clip = 1

// A trainer updates a network's weights.
type trainer struct {
	config  Config
	model   *Model // its weights are the averages
	net     *unet  // its weights are what is trained
	solver  *nn.Adam
	average *nn.EMA
	batches batches
	steps   int // of all

	update nn.TrainStep
	loss   *G.Node
	batch  batch // the graph's inputs
	filled int   // the step whose batch is there, from 1; 0 for none

	done    int // steps
	history History
	recent  recent
}

func newTrainer(d *dataset.Dataset, idx []int, config Config) (*trainer, error) {
	net := Net{Channels: config.Channels, Classes: len(d.Classes), Side: d.H, Patch: config.Patch}
	rng := func() *rand.Rand { return rand.New(rand.NewPCG(config.Seed, math.MaxUint64)) }
	model, err := New(net, d.Classes, rng())
	if err != nil {
		return nil, err
	}
	t := &trainer{config: config, model: model, net: newUNet(net, rng()), batches: batches{data: d, idx: idx, config: config}, steps: config.Steps()}
	t.solver = nn.NewAdamW(nn.AdamConfig{LR: config.LearningRate, Beta1: 0.9, Beta2: 0.99, Eps: 1e-8, WeightDecay: 0.01})
	if t.average, err = nn.NewEMAOf(t.net, config.Average); err != nil {
		return nil, err
	}
	return t, t.plan(nn.Train)
}

// plan makes the graph of a step.
func (t *trainer) plan(mode nn.Mode) error {
	n, u, g := t.config.BatchSize, t.net, G.NewGraph()
	var x, target, time, label, flags *G.Node
	for _, in := range []struct {
		node  **G.Node
		data  *[]float32
		name  string
		shape []int
	}{
		{&x, &t.batch.x, "x", []int{n, 3, u.Side, u.Side}}, {&target, &t.batch.target, "target", []int{n, 3, u.Side, u.Side}},
		{&time, &t.batch.time, "time", []int{n, timeFeatures}}, {&label, &t.batch.label, "label", []int{n}},
		{&flags, &t.batch.flags, "flags", []int{n, Flags}},
	} {
		var err error
		if *in.node, err = nn.Input(g, in.name, in.shape...); err != nil {
			return err
		}
		*in.data = nn.Data(*in.node)
	}
	rows, err := u.y.Node(g)
	if err != nil {
		return err
	}
	y, err := nn.Embedding(rows, label)
	if err != nil {
		return err
	}
	v, err := u.build(x, inputs{time, y, flags}, mode)
	if err != nil {
		return err
	}
	if t.loss, err = nn.MSE(v, target); err != nil {
		return err
	}
	weights, grads, err := nn.Grad(t.loss, u.Params())
	if err != nil {
		return err
	}
	t.update = nn.TrainStep{Losses: G.Nodes{t.loss}, Weights: G.NodesToValueGrads(weights), Clip: clip, Solver: t.solver, Averages: []*nn.EMA{t.average}}
	t.update.Machine, err = nn.NewMachine(append(grads, t.loss)...)
	return err
}

// step learns from the batch of the next step, and makes that of the one after while a
// card computes.
func (t *trainer) step() (loss float64, err error) {
	if err := t.fill(t.done); err != nil {
		return 0, err
	}
	t.net.drawn.Seed(t.config.Seed, dropoutStream+uint64(t.done))
	none := 0. // the loss of a network that says 0
	for _, v := range t.batch.target {
		none += float64(v) * float64(v)
	}
	none /= float64(len(t.batch.target))
	loss, err = t.learn(func() {
		if t.done+1 < t.steps {
			t.fill(t.done + 1) // again in the next step if it fails
		}
	})
	if err != nil {
		return loss, err
	}
	return loss, t.recent.add(loss, none)
}

// fill makes the batch of the step after done others, unless it is there.
func (t *trainer) fill(done int) error {
	if t.filled == done+1 {
		return nil
	}
	t.filled = 0
	if err := t.batches.fill(t.batch, done); err != nil {
		return err
	}
	t.filled = done + 1
	return nil
}

// learn makes one update for the batch that is there; it is meanwhile that another
// can be made.
func (t *trainer) learn(meanwhile func()) (loss float64, err error) {
	t.solver.SetLR(t.config.rate(t.done))
	if err = t.update.Start(); err == nil {
		meanwhile()
		err = t.update.Finish()
	}
	if err != nil && !errors.Is(err, nn.ErrNotFinite) {
		return 0, err
	}
	loss = float64(nn.Data(t.loss)[0])
	if math.IsNaN(loss) || math.IsInf(loss, 0) {
		return loss, fmt.Errorf("the loss is %v: training diverged; a smaller learning rate may help", loss)
	}
	if err != nil {
		return loss, fmt.Errorf("training diverged; a smaller learning rate may help: %w", err)
	}
	t.done++
	return loss, nil
}

// averaged is the model with the weights that it has by now.
func (t *trainer) averaged() (*Model, error) { return t.model, t.average.CopyTo(t.model.Params()) }
