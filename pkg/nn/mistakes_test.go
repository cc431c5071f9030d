package nn_test

import (
	"errors"
	"io/fs"
	"math"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// Nothing where a layer or a source of random numbers belongs is an error of
// Build that says where, and the rest of the network can still be asked.
func TestNothingIsAnErrorOfBuild(t *testing.T) {
	var none *nn.LinearLayer
	relu := nn.NewReLU()
	linear := func(init nn.Init) nn.Layer {
		return nn.NewLinear("lin", nn.LinearConfig{In: 3, Out: 3, Init: init}, nil)
	}
	conv := nn.Conv2DConfig{In: 3, Out: 3, Kernel: 1}
	for name, c := range map[string]struct {
		layer nn.Layer
		want  string
	}{
		"First":          {nn.NewSequential(nil, relu), "nn: sequential: layer 1 of 2 is nil"},
		"Later":          {nn.NewSequential(nn.NewFlatten(), relu, nil), "nn: sequential: layer 3 of 3, after relu, is nil"},
		"Pointer":        {nn.NewSequential(relu, none), "layer 2 of 2, after relu, is nil"},
		"Inner":          {nn.NewSequential(nn.NewSequential(nil)), "layer 1 of 1 is nil"},
		"Concat":         {nn.NewConcat(1, relu, nil), "nn: concat: layer 2 of 2, after relu, is nil"},
		"Body":           {nn.NewResidual(nil, relu), "nn: residual: body is nil"},
		"Function":       {nn.NewFunc("f", nil, nil), "nn: f: the function is nil"},
		"SpectralNorm":   {nn.NewSpectralNorm(none, newRNG()), "nn: spectral norm: the layer is nil"},
		"SpectralRNG":    {nn.NewSpectralNorm(linear(nn.Zeros), nil), "nn: lin: spectral norm: rng is nil"},
		"Linear":         {linear(nil), "nn: lin: rng is nil"},
		"Normal":         {linear(nn.Normal002), "nn: lin: rng is nil"},
		"Conv":           {nn.NewConv2D("conv", conv, nil), "nn: conv: rng is nil"},
		"ConvTransposed": {nn.NewConvTranspose2D("up", conv, nil), "nn: up: rng is nil"},
		"Dropout":        {nn.NewDropout(0.5, nil), "rng is nil"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := c.layer.Build(ramp(t, G.NewGraph(), "x", 2, 3), nn.Train)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error is %v, want %q", err, c.want)
			}
			if n := nn.Count(nn.Layers{c.layer, nil}.Params()); n > 12 || len(c.layer.Buffers()) > 2 {
				t.Errorf("%d parameters", n)
			}
			_ = c.layer.String()
		})
	}
	// Where nothing is drawn, nothing to draw from is needed; and no shortcut is the input.
	l := nn.NewResidual(linear(nn.Zeros), none)
	y, err := l.Build(ramp(t, G.NewGraph(), "x", 2, 3), nn.Train)
	if err != nil || len(l.Params()) != 2 {
		t.Errorf("%v with %d parameters: %v", y, len(l.Params()), err)
	}
	if _, err := nn.Describe(none, 2, 3); err == nil || !strings.Contains(err.Error(), "nil") {
		t.Errorf("a table of nothing: %v", err)
	}
	if _, err := nn.Summary(nn.NewSequential(relu, nil), 2, 3); err == nil || !strings.Contains(err.Error(), "layer 2 of 2") {
		t.Errorf("a table of a network with nothing in it: %v", err)
	}
	if _, err := nn.Mixup([]float32{1}, []float32{1}, 1, 1, nil); err == nil || !strings.Contains(err.Error(), "rng is nil") {
		t.Errorf("mixup: %v", err)
	}
}

// What is wrong with a run's state is said with what to do about it.
func TestStateSaysWhatToDo(t *testing.T) {
	net := func() nn.Layer { return nn.NewLinear("lin", nn.LinearConfig{In: 2, Out: 3}, newRNG()) }
	adam := func() G.Solver { return nn.NewAdam(nn.DefaultAdam()) }
	epoch, score := 3, 0.75
	scores := []float64{1}
	path := filepath.Join(t.TempDir(), "run")
	state := func() *nn.RunState {
		return nn.State(net(), adam(), rand.NewPCG(1, 0)).Also("epoch", &epoch).Also("score", &score)
	}
	if err := state().WriteFile(path); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		state *nn.RunState
		want  string
	}{
		"Value":     {state().Also("steps", epoch), "steps is a value of type int, want a pointer to the variable that holds it, such as &steps"},
		"Values":    {state().Also("all", scores), "such as &all"},
		"Type":      {state().Also("on", new(bool)), "on is *bool, want a network, *Adam"},
		"NoName":    {state().Also("", &epoch), "a part needs a name"},
		"Point":     {state().Also("a.b", &epoch), `the name "a.b" has a point in it`},
		"Twice":     {state().Also("epoch", &epoch), `there are two parts called "epoch"`},
		"Format":    {state().Also("format", &epoch), `the name "format"`},
		"NoNet":     {nn.State(nil, adam(), nil), "net is nil"},
		"NoSolver":  {nn.State(net(), nil, nil), "solver is nil"},
		"Forgotten": {nn.State(net(), adam(), rand.NewPCG(1, 0)).Also("score", &score), `it has "epoch", which this run has not: add it with Also("epoch", …)`},
		"NoSource":  {nn.State(net(), adam(), nil).Also("epoch", &epoch).Also("score", &score), "give State the source of random numbers"},
		"New":       {state().Also("all", &scores), `it has no "all": it is of a run without that part`},
		"Source":    {nn.State(net(), adam(), rand.NewChaCha8([32]byte{})).Also("epoch", &epoch).Also("score", &score), "rng: it is the state of another source (pcg), this run draws from *rand.ChaCha8"},
		"Number":    {nn.State(net(), adam(), rand.NewPCG(1, 0)).Also("epoch", &epoch).Also("score", new(int)), `score: it is "0.75", want a whole number for a *int`},
	} {
		t.Run(name, func(t *testing.T) {
			err := c.state.ReadFile(path)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error is %v, want one with %q", err, c.want)
			}
		})
	}
	missing := filepath.Join(t.TempDir(), "no", "run")
	err := state().WriteFile(missing)
	if !errors.Is(err, fs.ErrNotExist) || strings.Contains(err.Error(), ".tmp") || !strings.Contains(err.Error(), "folder "+filepath.Dir(missing)) {
		t.Errorf("a folder that is not there: %v", err)
	}
}

// An average goes on with the decay of the file, as the solver with its settings.
func TestStateKeepsTheDecay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run")
	run := func(decay float64) (net *nn.LinearLayer, ema *nn.EMA, s *nn.RunState) {
		net = nn.NewLinear("lin", nn.LinearConfig{In: 2, Out: 3}, newRNG())
		ema, err := nn.NewEMAOf(net, decay)
		if err != nil {
			t.Fatal(err)
		}
		return net, ema, nn.State(net, nn.NewAdam(nn.DefaultAdam()), nil).Also("ema", ema)
	}
	goOn := func(net *nn.LinearLayer, ema *nn.EMA) []uint32 {
		for i := range net.Params()[0].Data() {
			net.Params()[0].Data()[i] += float32(i)
		}
		ema.Update()
		return bitsOf(ema.Params()[0].Data())
	}
	net, ema, s := run(0.9)
	goOn(net, ema)
	if err := s.WriteFile(path); err != nil {
		t.Fatal(err)
	}
	other, otherEMA, otherState := run(0.5)
	if err := otherState.ReadFile(path); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(goOn(other, otherEMA), goOn(net, ema)) {
		t.Error("the average goes on otherwise")
	}
	// Files were once written without it; it is then what it was made with.
	sd, err := nn.ReadStateDict(path)
	if err != nil {
		t.Fatal(err)
	}
	for text, works := range map[string]bool{"": true, "0x1p-01": true, "1": false, "NaN": false, "x": false} {
		sd.Metadata["ema"] = text
		if err := sd.WriteFile(path); err != nil {
			t.Fatal(err)
		}
		_, _, s := run(0.5)
		if err := s.ReadFile(path); (err == nil) != works {
			t.Errorf("decay %q: error is %v", text, err)
		}
	}
}

// A state's file says which call has the network, before any average of it.
func TestHintOfAState(t *testing.T) {
	net := smallNet(1)
	ema, err := nn.NewEMAOf(net, 0.9)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "run")
	s := nn.State(net, nn.NewAdam(nn.DefaultAdam()), nil).Also("average", ema).Also("best", nn.NewBest(net))
	if err := s.WriteFile(path); err != nil {
		t.Fatal(err)
	}
	sd, err := nn.ReadStateDict(path)
	if err != nil {
		t.Fatal(err)
	}
	want := `it is the state of a run, which State(…).ReadFile reads whole: Sub("net") has them, and so have Sub("average") and Sub("best")`
	if err := sd.CopyTo(net.Params()); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("error is %v, want one with %q", err, want)
	}
	if err := sd.Sub("net").CopyTo(net.Params()); err != nil {
		t.Error(err)
	}
}

// Errors call nodes by what they compute, not by the numbers of its inputs.
func TestErrorsHaveNoNodeNumbers(t *testing.T) {
	g := G.NewGraph()
	lin := nn.NewLinear("lin", nn.LinearConfig{In: 3, Out: 1}, newRNG())
	x := ramp(t, g, "x", 2, 3)
	y := must(t)(lin.Build(x, nn.Train))
	loss := must(t)(nn.MSE(y, ramp(t, g, "t", 2, 1)))
	away := must(t)(nn.MSE(must(t)(nn.StopGradient(y)), must(t)(nn.Input(g, "t2", 2, 1))))
	numbers := regexp.MustCompile(`%[0-9a-f]`)
	for name, f := range map[string]func() error{
		"not a scalar": func() error { _, _, err := nn.Grad(y, lin.Params()); return err },
		"none":         func() error { _, _, err := nn.Grad(away, lin.Params()); return err },
		"nothing":      func() error { _, _, err := nn.Grad(loss, nil); return err },
		"input":        func() error { _, err := nn.GradInput(away, x); return err },
		"feed":         func() error { return nn.Feed(y, nil) },
		"foreign":      func() error { _, err := nn.NewMachine(must(t)(G.SoftMax(x))); return err },
	} {
		if err := f(); err == nil || numbers.MatchString(err.Error()) {
			t.Errorf("%s: error is %v", name, err)
		}
	}
	if _, err := nn.GradInput(away, x); err == nil || !strings.Contains(err.Error(), "nn: gradient of mse (2, 1)·(2, 1)→() with respect to x: ") {
		t.Errorf("error is %v", err)
	}
	for _, by := range []float64{math.NaN(), math.Inf(1), 1e300} {
		if _, err := nn.Scale(x, by); err == nil {
			t.Errorf("a factor of %g is accepted", by)
		}
	}
}
