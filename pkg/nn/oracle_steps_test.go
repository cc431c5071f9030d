package nn_test

import (
	"fmt"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Here are the cases of the oracle that take several steps.

func checkOptimizer(t *testing.T, c oracleCase, a oracleAttrs) {
	adam := nn.AdamConfig{LR: a.LR, Eps: a.Eps, WeightDecay: a.WeightDecay}
	if len(a.Betas) == 2 {
		adam.Beta1, adam.Beta2 = a.Betas[0], a.Betas[1]
	}
	var solver G.Solver
	switch a.Name {
	case "adam":
		solver = nn.NewAdam(adam)
	case "adamw":
		solver = nn.NewAdamW(adam)
	case "sgd":
		solver = nn.NewSGD(nn.SGDConfig{LR: a.LR, Momentum: a.Momentum, Nesterov: a.Nesterov, WeightDecay: a.WeightDecay})
	default:
		t.Fatalf("no solver for the oracle's %q", a.Name)
	}
	w := &weightAndGrad{value: dense(array{[]int{len(c.W0)}, c.W0})}
	for i, g := range c.GradsAt {
		w.grad = dense(array{[]int{len(g)}, g})
		if err := solver.Step([]G.ValueGrad{w}); err != nil {
			t.Fatal(err)
		}
		checkClose(t, fmt.Sprintf("step %d", i+1), w.value.Float32s(), c.WAt[i], forwardTolerance)
	}
	if len(c.GradsAt) == 0 {
		t.Fatal("no steps")
	}
}

func checkRunning(t *testing.T, c oracleCase, a oracleAttrs) {
	layer := nn.NewBatchNorm2D("bn", nn.BatchNorm2DConfig{Channels: c.Batches[0].Shape[1], Eps: a.Eps, Momentum: a.Momentum})
	g := G.NewGraph()
	x := input(t, g, "x", c.Batches[0])
	y, err := layer.Build(x, nn.Train)
	if err != nil {
		t.Fatal(err)
	}
	m, err := nn.NewMachine(y)
	if err != nil {
		t.Fatal(err)
	}
	for i, batch := range c.Batches {
		copy(nn.Data(x), dense(batch).Float32s())
		if err := m.RunAll(); err != nil {
			t.Fatal(err)
		}
		buffers := layer.Buffers()
		checkClose(t, fmt.Sprintf("batch %d: %s", i, buffers[0].Name), buffers[0].Data(), c.After[i].Mean, forwardTolerance)
		checkClose(t, fmt.Sprintf("batch %d: %s", i, buffers[1].Name), buffers[1].Data(), c.After[i].Var, forwardTolerance)
	}
}

// weightAndGrad is a gorgonia.ValueGrad without a graph.
type weightAndGrad struct{ value, grad *tensor.Dense }

func (w *weightAndGrad) Value() G.Value { return w.value }

func (w *weightAndGrad) Grad() (G.Value, error) {
	if w.grad == nil {
		return nil, nil // as a node before its first run
	}
	return w.grad, nil
}
