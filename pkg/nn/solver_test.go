package nn_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

func TestSolverErrors(t *testing.T) {
	good := func() *weightAndGrad {
		return &weightAndGrad{dense(array{[]int{2}, []float64{1, 2}}), dense(array{[]int{2}, []float64{1, 1}})}
	}
	long := good()
	long.grad = dense(array{[]int{3}, []float64{1, 1, 1}})
	none := good()
	none.grad = nil
	adam := func(change func(*nn.AdamConfig)) G.Solver {
		c := nn.DefaultAdam()
		change(&c)
		return nn.NewAdam(c)
	}
	for name, c := range map[string]struct {
		solver G.Solver
		second *weightAndGrad
		want   string
	}{
		"AdamShape":      {nn.NewAdam(nn.DefaultAdam()), long, "weight 1: gradient"},
		"AdamNoGradient": {nn.NewAdamW(nn.DefaultAdamW()), none, "weight 1: gradient"},
		"SGDShape":       {nn.NewSGD(nn.DefaultSGD()), long, "weight 1: gradient"},
		"AdamLR":         {adam(func(c *nn.AdamConfig) { c.LR = 0 }), good(), "LR is 0"},
		"AdamBeta1":      {adam(func(c *nn.AdamConfig) { c.Beta1 = 1 }), good(), "Beta1 is 1"},
		"AdamBeta2":      {adam(func(c *nn.AdamConfig) { c.Beta2 = -1 }), good(), "Beta2 is -1"},
		"AdamEps":        {adam(func(c *nn.AdamConfig) { c.Eps = -1 }), good(), "Eps is -1"},
		"AdamDecay":      {adam(func(c *nn.AdamConfig) { c.WeightDecay = -1 }), good(), "WeightDecay is -1"},
		"SGDLR":          {nn.NewSGD(nn.SGDConfig{}), good(), "LR is 0"},
		"SGDMomentum":    {nn.NewSGD(nn.SGDConfig{LR: 1, Momentum: 1}), good(), "Momentum is 1"},
		"SGDNesterov":    {nn.NewSGD(nn.SGDConfig{LR: 1, Nesterov: true}), good(), "Nesterov"},
		"SGDDecay":       {nn.NewSGD(nn.SGDConfig{LR: 1, WeightDecay: -1}), good(), "WeightDecay is -1"},
	} {
		t.Run(name, func(t *testing.T) {
			first := good()
			err := c.solver.Step([]G.ValueGrad{first, c.second})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error is %v, want one with %q", err, c.want)
			}
			if !slices.Equal(first.value.Float32s(), []float32{1, 2}) {
				t.Errorf("a failed step moved the first weight to %v", first.value.Float32s())
			}
		})
	}
}

func TestSetLR(t *testing.T) {
	w := &weightAndGrad{dense(array{[]int{1}, []float64{1}}), dense(array{[]int{1}, []float64{1}})}
	s := nn.NewSGD(nn.SGDConfig{LR: 0.5})
	s.SetLR(0.25)
	if err := s.Step([]G.ValueGrad{w}); err != nil {
		t.Fatal(err)
	}
	if got := w.value.Float32s()[0]; got != 0.75 || s.LR() != 0.25 {
		t.Errorf("weight is %g at rate %g, want 0.75 at 0.25", got, s.LR())
	}
}
