//go:build gpu || emulator

package nn_test

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// on makes machines compute on a device until the test ends.
func on(t *testing.T, kind string) {
	t.Helper()
	d, err := nn.FindDevice(kind)
	if err != nil {
		t.Fatal(err)
	}
	before := nn.CurrentDevice()
	if err := nn.On(d); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := nn.On(before); err != nil {
			t.Fatal(err)
		}
	})
}

// study is a network with most of what the study's have: residual, batch and gated
// norm, film, dropout, strides, pools.
func study(rng *rand.Rand) nn.Layer {
	conv := func(name string, in, out, kernel, stride int) nn.Layer {
		return nn.NewConv2D(name, nn.Conv2DConfig{In: in, Out: out, Kernel: kernel, Stride: stride, Padding: kernel / 2}, rng)
	}
	return nn.NewSequential(
		conv("conv1", 3, 8, 3, 1), nn.NewBatchNorm2D("bn1", nn.BatchNorm2DConfig{Channels: 8}), nn.NewReLU(),
		nn.NewMaxPool2D(nn.PoolConfig{Kernel: 2}),
		nn.NewResidual(nn.NewSequential(
			nn.NewGatedNorm(nn.NewGroupNorm("gn", nn.GroupNormConfig{Groups: 4, Channels: 8}), nil, nil, nn.NewDropout(0.2, rng)),
			conv("conv2", 8, 8, 3, 1)), nil),
		conv("conv3", 8, 12, 3, 2), nn.NewSiLU(), nn.NewDropout(0.1, rng), nn.NewGlobalAvgPool2D(),
		nn.NewLinear("linear", nn.LinearConfig{In: 12, Out: 2}, rng))
}

// lossesOf are those of so many steps of a training on the current device, and what
// the weights and their averages are after it.
// The first plain steps call machine, clip, solver and average one after another,
// the others are a TrainStep's.
func lossesOf(t *testing.T, steps, plain int, solver func() G.Solver) (out []float32, after []nn.Param) {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 2))
	g := G.NewGraph()
	x, err := nn.Input(g, "x", 6, 3, 12, 12)
	noError(t, err)
	target, err := nn.Input(g, "target", 6)
	noError(t, err)
	net := study(rng)
	y, err := net.Build(x, nn.Train)
	noError(t, err)
	loss, err := nn.SoftmaxCrossEntropy(y, target)
	noError(t, err)
	weights, grads, err := nn.Grad(loss, net.Params())
	noError(t, err)
	model := G.NodesToValueGrads(weights)
	machine, err := nn.NewMachine(append(G.Nodes{loss}, grads...)...)
	noError(t, err)
	average, err := nn.NewEMAOf(net, 0.9)
	noError(t, err)
	s := solver()
	step := nn.TrainStep{Machine: machine, Losses: G.Nodes{loss}, Weights: model, Clip: 1, Solver: s, Averages: []*nn.EMA{average}}
	for i := range steps {
		pictures, classes := make([]float32, 6*3*12*12), make([]float32, 6)
		for i := range classes {
			classes[i] = float32(rng.IntN(2))
			for j := range 3 * 12 * 12 {
				pictures[i*3*12*12+j] = float32(rng.NormFloat64()) + classes[i]*float32(j%5)
			}
		}
		noError(t, nn.Feed(x, pictures))
		noError(t, nn.Feed(target, classes))
		if i >= plain {
			noError(t, step.Run())
			out = append(out, nn.Data(loss)[0])
			continue
		}
		noError(t, machine.RunAll())
		out = append(out, nn.Data(loss)[0])
		_, err := nn.ClipNorm(model, 1)
		noError(t, err)
		noError(t, s.Step(model))
		average.Update()
	}
	after = append(append(after, net.Params()...), net.Buffers()...)
	return out, append(after, average.Params()...)
}

// same checks that a TrainStep's bits are those of the calls that it makes, where it
// follows on plain of them.
func same(t *testing.T, what string, steps, plain int, solver func() G.Solver) {
	t.Helper()
	want, wantAfter := lossesOf(t, steps, steps, solver)
	got, after := lossesOf(t, steps, plain, solver)
	if !slices.Equal(got, want) {
		t.Fatalf("%s: losses %g, want %g", what, got, want)
	}
	for i, p := range after {
		if !slices.Equal(p.Data(), wantAfter[i].Data()) {
			t.Fatalf("%s: %s differs", what, p.Name)
		}
	}
}

func noError(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestCardTrainsAsTheProcessor(t *testing.T) {
	for _, c := range []struct {
		name   string
		solver func() G.Solver
	}{
		{"sgd", func() G.Solver {
			return nn.NewSGD(nn.SGDConfig{LR: 0.02, Momentum: 0.9, Nesterov: true, WeightDecay: 1e-3})
		}},
		{"adamw", func() G.Solver { c := nn.DefaultAdamW(); c.LR = 3e-3; return nn.NewAdamW(c) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			on(t, "cpu")
			want, wantAfter := lossesOf(t, 50, 50, c.solver)
			same(t, "the processor's step", 12, 3, c.solver)
			on(t, "gpu")
			got, after := lossesOf(t, 50, 50, c.solver)
			again, _ := lossesOf(t, 50, 0, c.solver)
			same(t, "the card's step", 12, 5, c.solver)
			for i := range want {
				// Rounding grows from step to step.
				if d := math.Abs(float64(got[i] - want[i])); d > 1e-5*math.Exp(float64(i)/6) {
					t.Fatalf("step %d: loss %g, on the processor %g", i, got[i], want[i])
				}
				if got[i] != again[i] {
					t.Fatalf("step %d: loss %g, and %g from the same seed", i, got[i], again[i])
				}
			}
			if want[49] > 0.6*want[0] {
				t.Errorf("losses %g … %g: the training learns nothing", want[0], want[49])
			}
			for i, p := range after {
				for j, v := range p.Data() {
					if w := wantAfter[i].Data()[j]; math.Abs(float64(v-w)) > 0.05*(1+math.Abs(float64(w))) {
						t.Fatalf("%s, element %d: %g, on the processor %g", p.Name, j, v, w)
					}
				}
			}
		})
	}
}

// Two machines take turns, one reads what the other's solver moved.
func TestCardTwoMachines(t *testing.T) {
	on(t, "gpu")
	rng := rand.New(rand.NewPCG(3, 3))
	layer := nn.NewLinear("l", nn.LinearConfig{In: 4, Out: 4}, rng)
	build := func() (x, y *G.Node, m *nn.Machine) {
		g := G.NewGraph()
		x, err := nn.Input(g, "x", 2, 4)
		noError(t, err)
		y, err = layer.Build(x, nn.Eval)
		noError(t, err)
		m, err = nn.NewMachine(y)
		noError(t, err)
		return x, y, m
	}
	x1, y1, m1 := build()
	x2, y2, m2 := build()
	for round := range 5 {
		for i := range nn.Data(x1) {
			nn.Data(x1)[i] = float32(i + round)
		}
		noError(t, nn.Feed(x2, nn.Data(x1)))
		noError(t, m1.RunAll())
		noError(t, m2.RunAll())
		a, b := nn.Data(y1), nn.Data(y2)
		for i := range a {
			want := layer.Params()[1].Data()[i%4]
			for k := range 4 {
				want += layer.Params()[0].Data()[i%4*4+k] * nn.Data(x1)[i/4*4+k]
			}
			if a[i] != b[i] || math.Abs(float64(a[i]-want)) > 1e-4 {
				t.Fatalf("round %d, element %d: %g and %g, want %g", round, i, a[i], b[i], want)
			}
		}
		layer.Params()[0].Data()[round] += 1 // both must see it
	}
}

func TestCardRefuses(t *testing.T) {
	on(t, "gpu")
	g := G.NewGraph()
	x := G.NewMatrix(g, G.Float32, G.WithShape(2, 2), G.WithName("x"), G.WithInit(G.Ones()))
	y := G.Must(G.HadamardDiv(x, x))
	_, err := nn.NewMachine(y)
	if err == nil || !strings.Contains(err.Error(), "CPU only") {
		t.Errorf("Gorgonia's quotient on a card: %v", err)
	}
	target, err := nn.Input(g, "t", 2)
	noError(t, err)
	z, err := nn.Input(g, "z", 2, 3)
	noError(t, err)
	loss, err := nn.SoftmaxCrossEntropy(z, target)
	noError(t, err)
	m, err := nn.NewMachine(loss)
	noError(t, err)
	noError(t, nn.Feed(target, []float32{0, 3}))
	if err := m.RunAll(); err == nil || !strings.Contains(err.Error(), "target 1 is 3") {
		t.Errorf("class 3 of 3: %v", err)
	}
}

// Gorgonia's products of matrices and their gradients run on a card as ours.
func TestCardMultipliesMatrices(t *testing.T) {
	results := func() (out [][]float32) {
		rng := rand.New(rand.NewPCG(5, 5))
		g := G.NewGraph()
		a, err := nn.Input(g, "a", 3, 5)
		noError(t, err)
		b, err := nn.Input(g, "b", 5, 4)
		noError(t, err)
		for _, n := range []*G.Node{a, b} {
			for i := range nn.Data(n) {
				nn.Data(n)[i] = float32(rng.NormFloat64())
			}
		}
		y := G.Must(G.Mul(a, b))
		loss, err := nn.MSE(y, G.Must(G.Neg(G.Must(G.HadamardProd(y, y)))))
		noError(t, err)
		da, err := nn.GradInput(loss, a)
		noError(t, err)
		db, err := nn.GradInput(loss, b)
		noError(t, err)
		all := G.Nodes{y, loss, da, db}
		m, err := nn.NewMachine(all...)
		noError(t, err)
		for range 3 {
			noError(t, m.RunAll())
		}
		for _, n := range all {
			out = append(out, nn.Data(n))
		}
		return out
	}
	on(t, "cpu")
	want := results()
	on(t, "gpu")
	for i, s := range results() {
		for j, v := range s {
			if w := want[i][j]; math.Abs(float64(v-w)) > 1e-4*(1+math.Abs(float64(w))) {
				t.Fatalf("result %d, element %d: %g, on the processor %g", i, j, v, w)
			}
		}
	}
}

// What is fed, written into lent memory or copied from another machine is what a run
// reads, in any order.
func TestCardReadsWhatInputsHold(t *testing.T) {
	on(t, "gpu")
	build := func(name string) (x, y *G.Node, m *nn.Machine) {
		g := G.NewGraph()
		x, err := nn.Input(g, name, 2, 3)
		noError(t, err)
		y, err = nn.Scale(x, 2)
		noError(t, err)
		m, err = nn.NewMachine(y)
		noError(t, err)
		return x, y, m
	}
	a, twice, first := build("a")
	b, fourTimes, second := build("b")
	var lent []float32
	now := make([]float32, 6)
	for round, change := range []func(){
		func() { noError(t, nn.Feed(a, now)) },
		func() { noError(t, nn.Feed(a, now)) },
		func() { lent = nn.Data(a); copy(lent, now) },
		func() { copy(lent, now) }, // as nobody is told
		func() { noError(t, nn.Feed(a, now)) },
		func() { copy(a.Value().Data().([]float32), now); nn.Data(a) },
		func() { copy(nn.Data(b), now); noError(t, nn.Copy(a, b)) },
		func() { noError(t, nn.Feed(a, now)) },
		func() {},
	} {
		if round < 8 {
			for i := range now {
				now[i] = float32(10*round + i)
			}
		}
		change()
		noError(t, first.RunAll())
		noError(t, nn.Copy(b, twice))
		noError(t, second.RunAll())
		if round%2 == 0 {
			continue // what is not looked at stays there
		}
		for i, v := range nn.Data(fourTimes) {
			if v != 4*now[i] || nn.Data(twice)[i] != 2*now[i] || nn.Data(b)[i] != 2*now[i] || nn.Data(a)[i] != now[i] {
				t.Fatalf("round %d, element %d: 2 and 4 times %g are %g and %g, copied as %g", round, i, nn.Data(a)[i], nn.Data(twice)[i], v, nn.Data(b)[i])
			}
		}
	}
}

// foreignWeight is a weight and its gradient.
type foreignWeight struct{ weight, grad *G.Node }

func (w foreignWeight) Value() G.Value         { return w.weight.Value() }
func (w foreignWeight) Grad() (G.Value, error) { return w.grad.Value(), nil }

// Weights that are no layer's, which this package knows nothing of, are moved as
// layers' are, and whoever looks at them where they lie sees it.
func TestCardTrainsForeignWeights(t *testing.T) {
	trained := func() (losses, weight []float32) {
		rng := rand.New(rand.NewPCG(5, 6))
		w := tensor.New(tensor.Of(tensor.Float32), tensor.WithShape(3, 4))
		for i := range w.Float32s() {
			w.Float32s()[i] = float32(rng.NormFloat64())
		}
		g := G.NewGraph()
		x, err := nn.Input(g, "x", 5, 4)
		noError(t, err)
		values := make([]float32, 5*4)
		for i := range values {
			values[i] = float32(rng.NormFloat64())
		}
		noError(t, nn.Feed(x, values))
		weights := G.NewMatrix(g, tensor.Float32, G.WithShape(3, 4), G.WithName("w"), G.WithValue(w))
		y, err := nn.Linear(x, weights, nil)
		noError(t, err)
		target, err := nn.Input(g, "target", 5)
		noError(t, err)
		loss, err := nn.SoftmaxCrossEntropy(y, target)
		noError(t, err)
		dw, err := nn.GradInput(loss, weights)
		noError(t, err)
		m, err := nn.NewMachine(loss, dw)
		noError(t, err)
		step := nn.TrainStep{Machine: m, Losses: G.Nodes{loss}, Weights: []G.ValueGrad{foreignWeight{weights, dw}}, Solver: nn.NewSGD(nn.SGDConfig{LR: 0.5})}
		for i := range 8 {
			if i == 5 {
				w.Float32s()[0] += 3 // as nobody is told
			}
			noError(t, step.Run())
			losses = append(losses, nn.Data(loss)[0])
		}
		return losses, w.Float32s()
	}
	on(t, "cpu")
	wantLosses, want := trained()
	on(t, "gpu")
	losses, got := trained()
	for i := range losses {
		if math.Abs(float64(losses[i]-wantLosses[i])) > 1e-5 {
			t.Fatalf("losses %g, on the processor %g", losses, wantLosses)
		}
	}
	for i := range got {
		if math.Abs(float64(got[i]-want[i])) > 1e-5 {
			t.Fatalf("weights %g, on the processor %g", got, want)
		}
	}
}

// A card computes more pictures at once.
func TestCardPreferredBatch(t *testing.T) {
	for kind, want := range map[string]int{"cpu": 32, "gpu": 128, "gpu-tf32": 128} {
		on(t, kind)
		if got := nn.PreferredBatch(); got != want {
			t.Errorf("%s: %d pictures, want %d", kind, got, want)
		}
	}
}

// Where it is asked for, products are of rounded numbers; nowhere else.
func TestCardTF32(t *testing.T) {
	product := func(kind string) []float32 {
		on(t, kind)
		if d := nn.CurrentDevice(); d.Kind != kind {
			t.Errorf("the device is %s, want %s", d, kind)
		}
		rng := rand.New(rand.NewPCG(9, 9))
		layer := nn.NewLinear("l", nn.LinearConfig{In: 96, Out: 80}, rng)
		g := G.NewGraph()
		x, err := nn.Input(g, "x", 70, 96)
		noError(t, err)
		values := make([]float32, 70*96)
		for i := range values {
			values[i] = float32(rng.NormFloat64())
		}
		noError(t, nn.Feed(x, values))
		y, err := layer.Build(x, nn.Eval)
		noError(t, err)
		m, err := nn.NewMachine(y)
		noError(t, err)
		for range 3 {
			noError(t, m.RunAll())
		}
		return slices.Clone(nn.Data(y))
	}
	want, exact, rounded := product("cpu"), product("gpu"), product("gpu-tf32")
	off := func(got []float32) (most float64) {
		for i, w := range want {
			most = max(most, math.Abs(float64(got[i]-w)))
		}
		return most
	}
	if e, r := off(exact), off(rounded); e > 1e-5 || r < 1e-5 || r > 1e-2 {
		t.Errorf("off by %g, and by %g with TF32", e, r)
	}
}

// Memory that is gone leaves nothing behind for what comes to lie in its place.
func TestCardForgetsWhatIsGone(t *testing.T) {
	on(t, "gpu")
	rng := rand.New(rand.NewPCG(7, 7))
	for round := range 60 {
		n := 1 + rng.IntN(3)
		layer := nn.NewLinear("l", nn.LinearConfig{In: 64 * n, Out: 64}, rng)
		g := G.NewGraph()
		x, err := nn.Input(g, "x", 64, 64*n)
		noError(t, err)
		y, err := layer.Build(x, nn.Eval)
		noError(t, err)
		m, err := nn.NewMachine(y)
		noError(t, err)
		for range 3 {
			for i := range nn.Data(x) {
				nn.Data(x)[i] = float32(rng.NormFloat64())
			}
			noError(t, m.RunAll())
			want := layer.Params()[1].Data()[0]
			for k, v := range nn.Data(x)[:64*n] {
				want += v * layer.Params()[0].Data()[k]
			}
			if got := nn.Data(y)[0]; math.Abs(float64(got-want)) > 1e-3 {
				t.Fatalf("round %d: %g, want %g", round, got, want)
			}
		}
		runtime.GC()
	}
}
