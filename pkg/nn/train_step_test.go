package nn_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// lesson is a small network that learns from inputs x.
type lesson struct {
	x, loss *G.Node
	net     nn.Layer
	step    nn.TrainStep
}

func newLesson(t *testing.T, solver G.Solver) *lesson {
	t.Helper()
	fail := func(err error) {
		if err != nil {
			t.Helper()
			t.Fatal(err)
		}
	}
	g, rng := G.NewGraph(), rand.New(rand.NewPCG(4, 4))
	l := &lesson{}
	var err error
	l.x, err = nn.Input(g, "x", 5, 6)
	fail(err)
	l.net = nn.NewSequential(nn.NewLinear("a", nn.LinearConfig{In: 6, Out: 7}, rng), nn.NewTanh(), nn.NewLinear("b", nn.LinearConfig{In: 7, Out: 6}, rng))
	y, err := l.net.Build(l.x, nn.Train)
	fail(err)
	l.loss, err = nn.MSE(y, l.x)
	fail(err)
	weights, grads, err := nn.Grad(l.loss, l.net.Params())
	fail(err)
	machine, err := nn.NewMachine(append(grads, l.loss)...)
	fail(err)
	average, err := nn.NewEMAOf(l.net, 0.5)
	fail(err)
	l.step = nn.TrainStep{Machine: machine, Losses: G.Nodes{l.loss}, Weights: G.NodesToValueGrads(weights), Clip: 0.1, Solver: solver, Averages: []*nn.EMA{average}}
	return l
}

// feed is the batch of step i.
func (l *lesson) feed(i int) {
	rng := rand.New(rand.NewPCG(5, uint64(i)))
	for k := range nn.Data(l.x) {
		nn.Data(l.x)[k] = float32(rng.NormFloat64())
	}
}

// values are copies of all weights and averages.
func (l *lesson) values() (out [][]float32) {
	for _, p := range append(slices.Clone(l.net.Params()), l.step.Averages[0].Params()...) {
		out = append(out, slices.Clone(p.Data()))
	}
	return out
}

func equalValues(a, b [][]float32) bool { return slices.EqualFunc(a, b, slices.Equal) }

func solvers() map[string]func() G.Solver {
	return map[string]func() G.Solver{
		"adam":    func() G.Solver { return nn.NewAdam(nn.DefaultAdam()) },
		"adamw":   func() G.Solver { return nn.NewAdamW(nn.DefaultAdamW()) },
		"sgd":     func() G.Solver { return nn.NewSGD(nn.DefaultSGD()) },
		"plain":   func() G.Solver { return nn.NewSGD(nn.SGDConfig{LR: 0.1}) },
		"another": func() G.Solver { return G.NewVanillaSolver(G.WithLearnRate(0.1)) },
	}
}

func TestTrainStep(t *testing.T) {
	for name, solver := range solvers() {
		t.Run(name, func(t *testing.T) {
			a, b := newLesson(t, solver()), newLesson(t, solver())
			if name == "another" { // it knows no parameters of one memory on two devices
				a.step.Averages, b.step.Averages = b.step.Averages[:0:0], a.step.Averages[:0:0]
				if nn.CurrentDevice().Kind != "cpu" {
					t.Skip("Gorgonia's solvers are for the processor")
				}
			}
			a.feed(0)
			for i := range 6 {
				b.feed(i)
				if i == 3 { // what changes from step to step
					for _, s := range []G.Solver{a.step.Solver, b.step.Solver} {
						if s, ok := s.(interface{ SetLR(float64) }); ok {
							s.SetLR(0.02)
						}
					}
					a.step.Clip, b.step.Clip = 0.01, 0.01
				}
				if err := a.step.Start(); err != nil {
					t.Fatal(err)
				}
				a.feed(i + 1) // while the card works
				if err := a.step.Finish(); err != nil {
					t.Fatal(err)
				}
				if err := b.step.Machine.RunAll(); err != nil {
					t.Fatal(err)
				}
				if _, err := nn.ClipNorm(b.step.Weights, b.step.Clip); err != nil {
					t.Fatal(err)
				}
				if err := b.step.Solver.Step(b.step.Weights); err != nil {
					t.Fatal(err)
				}
				for _, e := range b.step.Averages {
					e.Update()
				}
				if nn.Data(a.loss)[0] != nn.Data(b.loss)[0] {
					t.Fatalf("step %d: loss %g, want %g", i, nn.Data(a.loss)[0], nn.Data(b.loss)[0])
				}
			}
			for i, p := range a.net.Params() {
				if !slices.Equal(p.Data(), b.net.Params()[i].Data()) {
					t.Errorf("%s differs", p.Name)
				}
			}
			for k := range a.step.Averages {
				for i, p := range a.step.Averages[k].Params() {
					if !slices.Equal(p.Data(), b.step.Averages[k].Params()[i].Data()) {
						t.Errorf("the average of %s differs", p.Name)
					}
				}
			}
		})
	}
}

// A step whose loss or norm is not finite moves nothing, and the steps after it are
// as if it had not been.
func TestTrainStepMovesNothing(t *testing.T) {
	for name, bad := range map[string]float32{"a loss that is no number": float32(math.NaN()), "an infinite loss": 1e30} {
		t.Run(name, func(t *testing.T) {
			for _, byNorm := range []bool{false, true} {
				a, b := newLesson(t, nn.NewAdam(nn.DefaultAdam())), newLesson(t, nn.NewAdam(nn.DefaultAdam()))
				if byNorm {
					if bad == bad { // the norm of double precision may still be finite
						continue
					}
					a.step.Losses = nil
				}
				for i := range 6 {
					if i >= 2 && i < 5 {
						before := a.values()
						a.feed(i)
						nn.Data(a.x)[3] = bad
						err := a.step.Run()
						if !errors.Is(err, nn.ErrNotFinite) {
							t.Fatalf("step %d: %v, want ErrNotFinite", i, err)
						}
						if !equalValues(a.values(), before) {
							t.Fatalf("step %d has moved something", i)
						}
					}
					a.feed(i)
					b.feed(i)
					if err := errors.Join(a.step.Run(), b.step.Run()); err != nil {
						t.Fatal(err)
					}
				}
				if !equalValues(a.values(), b.values()) {
					t.Error("later steps differ")
				}
			}
		})
	}
}

func TestTrainStepRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(l *lesson)
		want  string
	}{
		"no machine":         {func(l *lesson) { l.step.Machine = nil }, "without a machine"},
		"no solver":          {func(l *lesson) { l.step.Solver = nil }, "without a machine or a solver"},
		"clip":               {func(l *lesson) { l.step.Clip = -1 }, "Clip is -1"},
		"a rate":             {func(l *lesson) { l.step.Solver = nn.NewAdam(nn.AdamConfig{}) }, "LR is 0"},
		"a loss that is not": {func(l *lesson) { l.step.Losses = G.Nodes{l.x} }, "want a scalar"},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLesson(t, nn.NewAdam(nn.DefaultAdam()))
			l.feed(0)
			before := l.values()
			c.spoil(l)
			if err := l.step.Run(); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
			if !equalValues(l.values(), before) {
				t.Error("something was moved")
			}
		})
	}
}
