package nn_test

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// smallNet is SimpleNet in small: for images of 16×16 and with fewer filters.
func smallNet(seed uint64) *nn.Sequential {
	rng := rand.New(rand.NewPCG(seed, 0))
	return nn.NewSequential(
		nn.NewConv2D("conv1", nn.Conv2DConfig{In: 3, Out: 8, Kernel: 3, Stride: 2, Padding: 1}, rng),
		nn.NewMaxPool2D(nn.PoolConfig{Kernel: 2}),
		nn.NewReLU(),
		nn.NewConv2D("conv2", nn.Conv2DConfig{In: 8, Out: 16, Kernel: 3, Padding: 1}, rng),
		nn.NewMaxPool2D(nn.PoolConfig{Kernel: 2}),
		nn.NewReLU(),
		nn.NewFlatten(),
		nn.NewLinear("lin1", nn.LinearConfig{In: 64, Out: 32}, rng),
		nn.NewReLU(),
		nn.NewLinear("lin2", nn.LinearConfig{In: 32, Out: 1}, rng),
	)
}

// training is a graph that trains a network on one batch.
type training struct {
	x, t, logits, loss *G.Node
	weights, grads     G.Nodes
}

func newTraining(t testing.TB, net nn.Layer, n int) *training { return newTrainingOf(t, net, n, 16) }

// newTrainingOf is for images of size×size.
func newTrainingOf(t testing.TB, net nn.Layer, n, size int) *training {
	t.Helper()
	g := G.NewGraph()
	tr := &training{}
	var err error
	check := func(e error) {
		t.Helper()
		if e != nil {
			t.Fatal(e)
		}
	}
	tr.x, err = nn.Input(g, "x", n, 3, size, size)
	check(err)
	tr.t, err = nn.Input(g, "t", n, 1)
	check(err)
	tr.logits, err = net.Build(tr.x, nn.Train)
	check(err)
	tr.loss, err = nn.BCEWithLogits(tr.logits, tr.t)
	check(err)
	tr.weights, tr.grads, err = nn.Grad(tr.loss, net.Params())
	check(err)
	return tr
}

// fill draws a batch in which the label can be learnt: class 1 is brighter.
func (tr *training) fill(rng *rand.Rand) {
	x, t := nn.Data(tr.x), nn.Data(tr.t)
	size := len(x) / len(t)
	for i := range t {
		t[i] = float32(i % 2)
		for j := range size {
			x[i*size+j] = rng.Float32()*0.8 + 0.2*t[i]
		}
	}
}

// losses trains a new network with our machine and returns the loss of each step.
func losses(t testing.TB, n, steps int, solver G.Solver) []float32 {
	t.Helper()
	tr := newTraining(t, smallNet(1), n)
	m, err := nn.NewMachine(append(tr.grads, tr.loss)...)
	if err != nil {
		t.Fatal(err)
	}
	tr.fill(rand.New(rand.NewPCG(7, 7)))
	pairs := G.NodesToValueGrads(tr.weights)
	var out []float32
	for range steps {
		if err := m.RunAll(); err != nil {
			t.Fatal(err)
		}
		out = append(out, nn.Data(tr.loss)[0])
		if err := solver.Step(pairs); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func TestTrainingLearns(t *testing.T) {
	l := losses(t, 32, 60, nn.NewAdam(nn.DefaultAdam()))
	if first, last := l[0], l[len(l)-1]; !(last < first/2) {
		t.Errorf("loss went from %g to %g in %d steps, want less than half", first, last, len(l))
	}
}

func TestMachineAgreesWithTapeMachine(t *testing.T) {
	ours, stock := newTraining(t, smallNet(3), 10), newTraining(t, smallNet(3), 10)
	vm, read := ourMachine(t, append(G.Nodes{ours.loss}, ours.grads...))
	tape, readStock := stockMachine(t, append(G.Nodes{stock.loss}, stock.grads...))
	defer tape.Close()
	adam, adamStock := nn.NewAdam(nn.DefaultAdam()), nn.NewAdam(nn.DefaultAdam())
	rng, rngStock := rand.New(rand.NewPCG(5, 5)), rand.New(rand.NewPCG(5, 5))
	for step := range 5 {
		ours.fill(rng)
		stock.fill(rngStock)
		if err := vm.RunAll(); err != nil {
			t.Fatal(err)
		}
		if err := tape.RunAll(); err != nil {
			t.Fatal(err)
		}
		got, want := read(), readStock()
		for i := range want {
			if !slices.Equal(got[i], want[i]) {
				t.Fatalf("step %d: output %d differs from the TapeMachine's", step, i)
			}
		}
		if err := adam.Step(G.NodesToValueGrads(ours.weights)); err != nil {
			t.Fatal(err)
		}
		if err := adamStock.Step(G.NodesToValueGrads(stock.weights)); err != nil {
			t.Fatal(err)
		}
		tape.Reset()
	}
}

func TestSameLossesForAnyGOMAXPROCS(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	var want []float32
	for _, procs := range []int{1, 2, 3, 8} {
		runtime.GOMAXPROCS(procs)
		got := losses(t, 16, 50, nn.NewAdam(nn.DefaultAdam()))
		if want == nil {
			want = got
		}
		if !slices.Equal(got, want) {
			t.Errorf("losses with %d processors are %v, with one %v", procs, got, want)
		}
	}
}

// Machines over different graphs run at once: trainings beside evaluations that
// share weights.
func TestMachinesAtOnce(t *testing.T) {
	want := losses(t, 8, 5, nn.NewAdam(nn.DefaultAdam()))
	net := smallNet(2)
	evaluate := func(t *testing.T) []float32 {
		x := must(t)(nn.Input(G.NewGraph(), "x", 5, 3, 16, 16))
		for i := range nn.Data(x) {
			nn.Data(x)[i] = float32(i%7) / 7
		}
		vm, read := ourMachine(t, G.Nodes{must(t)(net.Build(x, nn.Eval))})
		for range 5 {
			if err := vm.RunAll(); err != nil {
				t.Fatal(err)
			}
		}
		return slices.Clone(read()[0])
	}
	wantLogits := evaluate(t)
	t.Run("group", func(t *testing.T) {
		for range 4 {
			t.Run("train", func(t *testing.T) {
				t.Parallel()
				if got := losses(t, 8, 5, nn.NewAdam(nn.DefaultAdam())); !slices.Equal(got, want) {
					t.Errorf("losses are %v, alone %v", got, want)
				}
			})
			t.Run("evaluate", func(t *testing.T) {
				t.Parallel()
				if got := evaluate(t); !slices.Equal(got, wantLogits) {
					t.Errorf("logits are %v, alone %v", got, wantLogits)
				}
			})
		}
	})
}

// One set of weights serves graphs for training and evaluation and of any
// batch size.
func TestTrapBatchSizeIsFixed(t *testing.T) {
	net := smallNet(4)
	tr := newTraining(t, net, 16)
	train, err := nn.NewMachine(append(tr.grads, tr.loss, tr.logits)...)
	if err != nil {
		t.Fatal(err)
	}
	tr.fill(rand.New(rand.NewPCG(1, 1)))
	x, err := nn.Input(G.NewGraph(), "x", 4, 3, 16, 16)
	if err != nil {
		t.Fatal(err)
	}
	y, err := net.Build(x, nn.Eval)
	if err != nil {
		t.Fatal(err)
	}
	eval, err := nn.NewMachine(y)
	if err != nil {
		t.Fatal(err)
	}
	copy(nn.Data(x), nn.Data(tr.x))
	solver := nn.NewSGD(nn.SGDConfig{LR: 0.1})
	var before float32
	for step := range 3 {
		if err := train.RunAll(); err != nil {
			t.Fatal(err)
		}
		if err := eval.RunAll(); err != nil {
			t.Fatal(err)
		}
		if got, want := nn.Data(y), nn.Data(tr.logits)[:4]; !slices.Equal(got, want) {
			t.Fatalf("step %d: evaluation gives %v, training %v", step, got, want)
		}
		if nn.Data(y)[0] == before {
			t.Fatalf("step %d: the weights did not move", step)
		}
		before = nn.Data(y)[0]
		if err := solver.Step(G.NodesToValueGrads(tr.weights)); err != nil {
			t.Fatal(err)
		}
	}
}
