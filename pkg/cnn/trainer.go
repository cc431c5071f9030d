package cnn

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// A solver is what an optimiser of nn does.
type solver interface {
	G.Solver
	SetLR(lr float64)
	SetGroups(groups ...nn.Group) error
}

// newSolver is the optimiser that config names, with decay on filters alone.
func newSolver(config Config, params []nn.Param) (solver, error) {
	var s solver
	switch {
	case config.Optimizer == SGD:
		s = nn.NewSGD(nn.SGDConfig{LR: config.LearningRate, Momentum: 0.9, Nesterov: true, WeightDecay: config.WeightDecay})
	default:
		c := nn.DefaultAdam()
		c.LR, c.WeightDecay = config.LearningRate, config.WeightDecay
		if config.WeightDecay > 0 {
			s = nn.NewAdamW(c)
		} else {
			s = nn.NewAdam(c)
		}
	}
	_, others := nn.Filters(params)
	return s, s.SetGroups(nn.Group{Params: others})
}

// A trainer updates a model's weights.
type trainer struct {
	model   *Model
	config  Config
	solver  solver
	average averages
	best    *nn.Best      // nil unless the best is to be kept
	steps   map[int]*step // by batch size, of which there are two at most
	done    int           // updates made
	total   int           // updates in all
}

func newTrainer(m *Model, config Config, updates int) (*trainer, error) {
	t := &trainer{model: m, config: config, steps: make(map[int]*step), total: updates}
	var err error
	if t.solver, err = newSolver(config, m.Params()); err != nil {
		return nil, err
	}
	if config.KeepBest {
		t.best = nn.NewBest(m.net)
	}
	t.average, err = newAverages(m, config)
	return t, err
}

// A step is the training graph for one batch size.
type step struct {
	update       nn.TrainStep
	x, t         *G.Node
	logits, loss *G.Node
	holds        *dataset.Batch // what is in x and t
}

// soft reports whether targets are shares of classes rather than labels.
func (c Config) soft() bool { return c.Mixup > 0 || c.LabelSmoothing > 0 }

func (t *trainer) step(batch int) (*step, error) {
	if s, ok := t.steps[batch]; ok {
		return s, nil
	}
	m, g := t.model, G.NewGraph()
	s := &step{}
	var err error
	if s.x, err = nn.Input(g, "x", batch, 3, m.size, m.size); err != nil {
		return nil, err
	}
	if s.logits, err = m.net.Build(s.x, nn.Train); err != nil {
		return nil, err
	}
	if err := t.addLoss(s, batch); err != nil {
		return nil, err
	}
	weights, grads, err := nn.Grad(s.loss, m.Params())
	if err != nil {
		return nil, err
	}
	s.update = nn.TrainStep{Losses: G.Nodes{s.loss}, Weights: G.NodesToValueGrads(weights), Solver: t.solver, Averages: t.average}
	if s.update.Machine, err = nn.NewMachine(append(grads, s.loss, s.logits)...); err != nil {
		return nil, err
	}
	t.steps[batch] = s
	return s, nil
}

// addLoss adds targets and loss to a step's graph: of one output the share of the
// second class, else labels or the shares of all.
func (t *trainer) addLoss(s *step, batch int) (err error) {
	g, outputs := s.x.Graph(), t.model.outputs
	switch {
	case outputs == 1:
		if s.t, err = nn.Input(g, "t", batch, 1); err == nil {
			s.loss, err = nn.BCEWithLogitsWith(s.logits, s.t, nn.BCEConfig{LabelSmoothing: t.config.LabelSmoothing})
		}
	case t.config.soft():
		if s.t, err = nn.Input(g, "t", batch, outputs); err == nil {
			s.loss, err = nn.SoftmaxCrossEntropyWith(s.logits, s.t, nn.CrossEntropyConfig{LabelSmoothing: t.config.LabelSmoothing})
		}
	default:
		if s.t, err = nn.Input(g, "t", batch); err == nil {
			s.loss, err = nn.SoftmaxCrossEntropy(s.logits, s.t)
		}
	}
	return err
}

// epoch makes one update for each batch of an epoch. The score is that of the
// weights each batch met.
func (t *trainer) epoch(ctx context.Context, loader *dataset.Loader) (Score, error) {
	var sum Score
	for i := range loader.PerEpoch() {
		if ctx.Err() != nil {
			return Score{}, fmt.Errorf("stopped: %w", ctx.Err())
		}
		b, err := loader.Next()
		if err != nil {
			return Score{}, err
		}
		if err := t.update(b, &sum); err != nil {
			return Score{}, fmt.Errorf("batch %d: %w", i+1, err)
		}
	}
	sum.Loss /= float64(sum.Total)
	sum.Accuracy = float64(sum.Correct) / float64(sum.Total)
	return sum, nil
}

// update learns from one batch and adds its loss and what was right to sum.
func (t *trainer) update(b *dataset.Batch, sum *Score) error {
	n := len(b.Index)
	s, err := t.step(n)
	if err != nil {
		return err
	}
	if err := t.feed(s, b); err != nil {
		return err
	}
	t.solver.SetLR(t.config.rate(t.done, t.total))
	if err := s.update.Run(); err != nil && !errors.Is(err, nn.ErrNotFinite) {
		return err
	}
	loss := float64(nn.Data(s.loss)[0])
	if math.IsNaN(loss) || math.IsInf(loss, 0) {
		if t.done == 0 {
			return fmt.Errorf("the loss is %v before any update: the network or its weights make it so", loss)
		}
		return fmt.Errorf("the loss is %v; a smaller learning rate may help", loss)
	}
	sum.Loss += loss * float64(n)
	sum.Correct += t.model.correct(nn.Data(s.logits), b)
	sum.Total += n
	t.done++
	return nil
}

// feed puts a batch into a step's inputs, unless it lies there.
func (t *trainer) feed(s *step, b *dataset.Batch) error {
	if s.holds == b && t.still() {
		return nil
	}
	if err := nn.Feed(s.x, b.X); err != nil {
		return err
	}
	targets, classes := b.Targets, len(t.model.classes)
	if n := s.t.Shape().TotalSize(); n != len(targets) {
		targets = make([]float32, n)
		for i := range targets {
			of := b.Targets[i*classes : (i+1)*classes]
			if t.model.outputs == 1 {
				targets[i] = of[1]
			} else {
				targets[i] = float32(largest(of))
			}
		}
	}
	s.holds = b
	return nn.Feed(s.t, targets)
}

// still reports whether every batch is all images as they are.
func (t *trainer) still() bool {
	return t.total == t.config.Epochs && len(t.config.Augment) == 0 && t.config.Mixup == 0
}

// correct counts the images of a batch whose prediction is the class with the
// largest share in them.
func (m *Model) correct(logits []float32, b *dataset.Batch) int {
	n, classes := 0, len(m.classes)
	for i := range b.Index {
		if predicted(logits[i*m.outputs:(i+1)*m.outputs]) == largest(b.Targets[i*classes:(i+1)*classes]) {
			n++
		}
	}
	return n
}

// largest is the position of the first of the largest.
func largest(x []float32) int {
	best := 0
	for i, v := range x {
		if v > x[best] {
			best = i
		}
	}
	return best
}
