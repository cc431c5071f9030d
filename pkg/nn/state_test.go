package nn_test

import (
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// dropoutRun is a run whose every part remembers something: moments, a running
// gradient, statistics, singular vectors, dropout's draws.
type dropoutRun struct {
	net     *nn.Sequential
	source  *rand.PCG
	solver  G.Solver
	machine *nn.Machine
	weights G.Nodes
	x       *G.Node
	score   float64
}

func newDropoutRun(t *testing.T, seed uint64, solver G.Solver) *dropoutRun {
	t.Helper()
	r := &dropoutRun{source: rand.NewPCG(seed, 1), solver: solver}
	rng := rand.New(r.source)
	r.net = nn.NewSequential(
		nn.NewSpectralNorm(nn.NewConv2D("c", nn.Conv2DConfig{In: 2, Out: 4, Kernel: 3, Padding: 1}, rng), rng),
		nn.NewBatchNorm2D("bn", nn.BatchNorm2DConfig{Channels: 4}), nn.NewSiLU(),
		nn.NewDropout(0.3, rng), nn.NewGlobalAvgPool2D(),
		nn.NewLinear("l", nn.LinearConfig{In: 4, Out: 1}, rng),
	)
	r.x = must(t)(nn.Input(G.NewGraph(), "x", 3, 2, 4, 4))
	loss := must(t)(nn.HingeGenerator(must(t)(nn.Tanh(must(t)(r.net.Build(r.x, nn.Train))))))
	weights, grads, err := nn.Grad(loss, r.net.Params())
	if err != nil {
		t.Fatal(err)
	}
	r.weights = weights
	if r.machine, err = nn.NewMachine(append(grads, loss)...); err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *dropoutRun) steps(t *testing.T, n int) {
	t.Helper()
	for range n {
		rng := rand.New(r.source)
		for i := range nn.Data(r.x) {
			nn.Data(r.x)[i] = float32(rng.NormFloat64())
		}
		if err := r.machine.RunAll(); err != nil {
			t.Fatal(err)
		}
		if err := r.solver.Step(G.NodesToValueGrads(r.weights)); err != nil {
			t.Fatal(err)
		}
		r.score += rng.Float64()
	}
}

func (r *dropoutRun) state() *nn.RunState {
	return nn.State(r.net, r.solver, r.source).Also("score", &r.score)
}

// bits are those of all that it has.
func (r *dropoutRun) bits() (all []uint32) {
	for _, p := range slices.Concat(r.net.Params(), r.net.Buffers()) {
		all = append(all, bitsOf(p.Data())...)
	}
	return all
}

func TestStateGoesOn(t *testing.T) {
	for name, newSolver := range map[string]func(lr float64) G.Solver{
		"Adam": func(lr float64) G.Solver {
			return nn.NewAdam(nn.AdamConfig{LR: lr, Beta1: 0.9, Beta2: 0.999, Eps: 1e-8})
		},
		"AdamW":    func(lr float64) G.Solver { c := nn.DefaultAdamW(); c.LR = lr; return nn.NewAdamW(c) },
		"SGD":      func(lr float64) G.Solver { return nn.NewSGD(nn.SGDConfig{LR: lr}) },
		"Nesterov": func(lr float64) G.Solver { return nn.NewSGD(nn.SGDConfig{LR: lr, Momentum: 0.9, Nesterov: true}) },
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "run")
			whole := newDropoutRun(t, 1, newSolver(0.1))
			whole.steps(t, 3)
			if err := whole.state().WriteFile(path); err != nil {
				t.Fatal(err)
			}
			whole.steps(t, 3)
			// Another run, that had even begun, with another rate.
			other := newDropoutRun(t, 2, newSolver(0.7))
			other.steps(t, 1)
			// It is the same source whether its generator is given or what that draws from.
			state := nn.State(other.net, other.solver, rand.New(other.source)).Also("score", &other.score)
			if err := state.ReadFile(path); err != nil {
				t.Fatal(err)
			}
			other.steps(t, 3)
			if !slices.Equal(other.bits(), whole.bits()) || other.score != whole.score {
				t.Errorf("it goes on otherwise: score %g, want %g", other.score, whole.score)
			}
		})
	}
}

func TestStateRefuses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run")
	adam := func() G.Solver { return nn.NewAdam(nn.DefaultAdam()) }
	run := newDropoutRun(t, 1, adam())
	run.steps(t, 2)
	if err := run.state().WriteFile(path); err != nil {
		t.Fatal(err)
	}
	weights := filepath.Join(t.TempDir(), "weights")
	if err := nn.NewStateDict(run.net.Params()).WriteFile(weights); err != nil {
		t.Fatal(err)
	}
	count := 0
	for name, c := range map[string]struct {
		path  string
		state func(r *dropoutRun) *nn.RunState
		want  string
	}{
		"Solver": {path, func(r *dropoutRun) *nn.RunState {
			return nn.State(r.net, nn.NewSGD(nn.DefaultSGD()), r.source).Also("score", &r.score)
		}, "it is of adam, this run's solver is sgd"},
		"Decay": {path, func(r *dropoutRun) *nn.RunState {
			return nn.State(r.net, nn.NewAdamW(nn.DefaultAdam()), r.source).Also("score", &r.score)
		}, "solver is adamw"},
		"Network": {path, func(r *dropoutRun) *nn.RunState {
			return nn.State(smallNet(1), r.solver, r.source).Also("score", &r.score)
		}, "missing"},
		"Missing": {path, func(r *dropoutRun) *nn.RunState { return r.state().Also("epoch", &count) }, `it has no "epoch"`},
		"Extra":   {path, func(r *dropoutRun) *nn.RunState { return nn.State(r.net, r.solver, r.source) }, `it has "score"`},
		"Kind": {path, func(r *dropoutRun) *nn.RunState {
			return nn.State(r.net, r.solver, r.source).Also("score", &count)
		}, "score"},
		"Source": {path, func(r *dropoutRun) *nn.RunState {
			return nn.State(r.net, r.solver, rand.NewChaCha8([32]byte{})).Also("score", &r.score)
		}, "ChaCha8"},
		"NoSource": {path, func(r *dropoutRun) *nn.RunState {
			return nn.State(r.net, r.solver, nil).Also("score", &r.score)
		}, `it has "rng"`},
		"Weights": {weights, (*dropoutRun).state, "not the state of a run"},
		"Twice":   {path, func(r *dropoutRun) *nn.RunState { return r.state().Also("score", &count) }, `parts called "score"`},
		"Point":   {path, func(r *dropoutRun) *nn.RunState { return r.state().Also("a.b", &count) }, `"a.b"`},
		"Nil":     {path, func(r *dropoutRun) *nn.RunState { return r.state().Also("ema", (*nn.EMA)(nil)) }, "ema is nil"},
		"Unknown": {path, func(r *dropoutRun) *nn.RunState { return r.state().Also("text", "x") }, "text is string, want"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newDropoutRun(t, 3, adam())
			r.steps(t, 1)
			before, score := r.bits(), r.score
			err := c.state(r).ReadFile(c.path)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error is %v, want one with %q", err, c.want)
			}
			if !slices.Equal(r.bits(), before) || r.score != score {
				t.Error("it has changed the run")
			}
		})
	}
	if err := run.state().ReadFile(path + "?"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: error is %v", err)
	}
	// A solver that trains what no network of the state has.
	if err := nn.State(smallNet(1), run.solver, run.source).WriteFile(path); err == nil || !strings.Contains(err.Error(), "no network of this state has") {
		t.Errorf("foreign moments: error is %v", err)
	}
	if raw, err := os.ReadFile(path); err != nil || len(raw) == 0 {
		t.Errorf("what was there is gone: %v", err)
	}
	raw, _ := os.ReadFile(path)
	if err := os.WriteFile(path, raw[:len(raw)-5], 0o644); err != nil {
		t.Fatal(err)
	}
	if err := run.state().ReadFile(path); err == nil {
		t.Error("half a file is read")
	}
}
