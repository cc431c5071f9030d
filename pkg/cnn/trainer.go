package cnn

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// A trainer updates a model's weights.
type trainer struct {
	model   *Model
	config  Config
	rng     *rand.Rand // of the changes to images
	scratch []float32
	solver  *nn.Adam
	steps   map[int]*step // by batch size, of which there are two at most
	done    int           // updates made
	total   int           // updates in all
}

func newTrainer(m *Model, config Config, images int, rng *rand.Rand) *trainer {
	adam := nn.DefaultAdam()
	adam.LR = config.LearningRate
	perEpoch := 1
	if config.BatchSize > 0 {
		perEpoch = (images + config.BatchSize - 1) / config.BatchSize
	}
	t := &trainer{model: m, config: config, solver: nn.NewAdam(adam), steps: make(map[int]*step), total: perEpoch * config.Epochs}
	if config.Augment != (Augment{}) {
		t.rng, t.scratch = rng, make([]float32, m.pixels())
	}
	return t
}

// A step is the training graph for one batch size.
type step struct {
	machine      *nn.Machine
	x, t         *G.Node
	logits, loss *G.Node
	weights      []G.ValueGrad
	holds        []int // the images in x
}

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
	target := []int{batch, 1} // the label of the second class
	loss := nn.BCEWithLogits
	if m.outputs > 1 {
		target, loss = []int{batch}, nn.SoftmaxCrossEntropy
	}
	if s.t, err = nn.Input(g, "t", target...); err != nil {
		return nil, err
	}
	if s.logits, err = m.net.Build(s.x, nn.Train); err != nil {
		return nil, err
	}
	if s.loss, err = loss(s.logits, s.t); err != nil {
		return nil, err
	}
	weights, grads, err := nn.Grad(s.loss, m.Params())
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
		t.gather(s, d, idx)
		if err := s.machine.RunAll(); err != nil {
			return Score{}, fmt.Errorf("batch %d: %w", i+1, err)
		}
		loss := float64(nn.Data(s.loss)[0])
		if math.IsNaN(loss) || math.IsInf(loss, 0) {
			if t.done == 0 {
				return Score{}, fmt.Errorf("batch %d: the loss is %v before any update: the network or its weights make it so", i+1, loss)
			}
			return Score{}, fmt.Errorf("batch %d: the loss is %v; a smaller learning rate may help", i+1, loss)
		}
		sum.Loss += loss * float64(len(idx))
		sum.Correct += t.model.score(nn.Data(s.logits), nn.Data(s.t)).Correct
		sum.Total += len(idx)
		if t.config.Decay {
			t.solver.SetLR(t.config.LearningRate * (1 + math.Cos(math.Pi*float64(t.done)/float64(t.total))) / 2)
		}
		if err := t.solver.Step(s.weights); err != nil {
			return Score{}, fmt.Errorf("batch %d: %w", i+1, err)
		}
		t.done++
	}
	sum.Loss /= float64(sum.Total)
	sum.Accuracy = float64(sum.Correct) / float64(sum.Total)
	return sum, nil
}

// gather puts the images idx and their labels into a batch, unless they lie
// there as they are: full batches are all one.
func (t *trainer) gather(s *step, d *dataset.Dataset, idx []int) {
	if t.rng == nil && slices.Equal(s.holds, idx) {
		return
	}
	x, n := nn.Data(s.x), t.model.pixels()
	d.Fill(x, idx)
	for k, i := range idx {
		nn.Data(s.t)[k] = float32(d.Labels[i])
		if t.rng != nil {
			t.config.Augment.apply(x[k*n:(k+1)*n], t.scratch, t.model.size, t.rng)
		}
	}
	s.holds = append(s.holds[:0], idx...)
}
