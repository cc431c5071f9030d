package nn_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// These tests hold what goes wrong with Gorgonia's own ops, in the stock
// TapeMachine where that is where it goes wrong.

func must(t *testing.T) func(n *G.Node, err error) *G.Node {
	return func(n *G.Node, err error) *G.Node {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
}

func ramp(t *testing.T, g *G.ExprGraph, name string, shape ...int) *G.Node {
	t.Helper()
	n := must(t)(nn.Input(g, name, shape...))
	for i := range nn.Data(n) {
		nn.Data(n)[i] = float32(i) - 2.5
	}
	return n
}

// Gorgonia's Reshape aliases its input, and the Add after it writes there.
func TestTrapReshapeAliasesItsInput(t *testing.T) {
	g := G.NewGraph()
	w := ramp(t, g, "w", 2, 3, 1)
	b := ramp(t, g, "b", 2, 3)
	y := G.Must(G.Add(must(t)(nn.Flatten(w)), b))
	var v G.Value
	G.Read(y, &v)
	before := slices.Clone(nn.Data(w))
	vm := G.NewTapeMachine(g)
	defer vm.Close()
	for range 3 {
		if err := vm.RunAll(); err != nil {
			t.Fatal(err)
		}
		vm.Reset()
	}
	if !slices.Equal(nn.Data(w), before) {
		t.Errorf("weights went from %v to %v", before, nn.Data(w))
	}
	if got := v.(*tensor.Dense).Float32s()[0]; got != -5 {
		t.Errorf("sum is %g, want -5", got)
	}
}

// A pooled function type would change under whoever still holds it.
func TestTrapFnTypeIsPooled(t *testing.T) {
	g := G.NewGraph()
	x := ramp(t, g, "x", 2, 3)
	y := must(t)(nn.ReLU(x))
	first := y.Op().Type().String()
	for range 50 {
		x = must(t)(nn.Tanh(x))
	}
	if again := y.Op().Type().String(); again != first || y.Op().Type() == nil {
		t.Errorf("type was %s, is %s", first, again)
	}
	if a, b := y.Op().Type(), y.Op().Type(); a == b {
		t.Error("two calls return one type")
	}
}

// The stock machine runs ops on a goroutine of its own, where a panic kills the process.
func TestTrapPanicKillsTheProcess(t *testing.T) {
	for name, newMachine := range map[string]machine{"exec": ourMachine, "tape": stockMachine} {
		t.Run(name, func(t *testing.T) {
			g := G.NewGraph()
			w, index := ramp(t, g, "w", 4, 5), must(t)(nn.Input(g, "index", 2))
			y := must(t)(nn.Tanh(must(t)(nn.Embedding(w, index))))
			nn.Data(index)[1] = 4
			vm, _ := newMachine(t, G.Nodes{y})
			err := vm.RunAll()
			for _, want := range []string{"embedding", "(4, 5)"} {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("error is %v, want one with %q", err, want)
				}
			}
		})
	}
	g := G.NewGraph()
	y := must(t)(nn.ReLU(ramp(t, g, "x", 2, 3)))
	var none *tensor.Dense
	if _, err := y.Op().Do(none); err == nil || !strings.Contains(err.Error(), "relu") || !strings.Contains(err.Error(), "panic") {
		t.Errorf("a nil tensor gives error %v, want one with the op and its panic", err)
	}
	if _, err := y.Op().Do(dense(array{[]int{3, 2}, make([]float64, 6)})); err == nil || !strings.Contains(err.Error(), "(2, 3)") {
		t.Errorf("a wrong shape gives error %v, want one with the shape wanted", err)
	}
}

func TestTrapFirstLayersInputGradient(t *testing.T) {
	g := G.NewGraph()
	x, w, b := ramp(t, g, "x", 1, 1, 4, 4), ramp(t, g, "w", 1, 1, 3, 3), ramp(t, g, "b", 1)
	diff := func(n *G.Node, inputs int) []bool { return n.Op().(G.SDOp).DiffWRT(inputs) }
	if got := diff(must(t)(nn.Conv2D(x, w, b, nn.ConvConfig{Data: true})), 3); !slices.Equal(got, []bool{false, true, true}) {
		t.Errorf("convolution of data: %v", got)
	}
	loss := must(t)(nn.MSE(ramp(t, g, "p", 2, 2), ramp(t, g, "t", 2, 2)))
	if got := diff(loss, 2); !slices.Equal(got, []bool{true, false}) {
		t.Errorf("loss: %v", got)
	}

	tr := newTraining(t, smallNet(1), 2)
	for _, n := range tr.x.Graph().AllNodes() {
		if n.Op() != nil && strings.HasPrefix(n.Op().String(), "conv2dGradInput") && n.Shape()[1] == 3 {
			t.Errorf("the graph computes the gradient of the images: %v", n.Op())
		}
	}
}

// Ops that look alike are merged by their hash; draws must not be. Nor must
// nodes whose own hashes happen to agree: with the inputs in the hash of the op,
// two hashes would have to.
func TestTrapMergedByHash(t *testing.T) {
	g := G.NewGraph()
	tanh := func(name string) G.Op { return must(t)(nn.Tanh(ramp(t, g, name, 2, 3))).Op() }
	if a, b := tanh("a"), tanh("b"); a.Hashcode() == b.Hashcode() {
		t.Error("ops on two inputs have one hash")
	}
	x := must(t)(nn.Input(g, "x", 10, 10))
	for i := range nn.Data(x) {
		nn.Data(x)[i] = 1
	}
	rng := rand.New(rand.NewPCG(1, 1))
	a, b := must(t)(nn.Dropout(x, 0.5, rng)), must(t)(nn.Dropout(x, 0.5, rng))
	vm, read := stockMachine(t, G.Nodes{a, b})
	if err := vm.RunAll(); err != nil {
		t.Fatal(err)
	}
	if got := read(); slices.Equal(got[0], got[1]) {
		t.Error("two dropouts of one input draw one mask")
	}
}

// Gorgonia's divides its gradient by p, and draws from the clock.
func TestTrapDropout(t *testing.T) {
	const p = 0.2
	run := func() (y, dx []float32, second []float32) {
		g := G.NewGraph()
		x := must(t)(nn.Input(g, "x", 50, 50))
		for i := range nn.Data(x) {
			nn.Data(x)[i] = 1
		}
		out := must(t)(nn.Dropout(x, p, rand.New(rand.NewPCG(3, 4))))
		up := must(t)(nn.Input(g, "up", 50, 50))
		copy(nn.Data(up), nn.Data(x))
		grads, err := G.Backpropagate(G.Nodes{out}, G.Nodes{up}, G.Nodes{x})
		if err != nil {
			t.Fatal(err)
		}
		vm, read := ourMachine(t, G.Nodes{out, grads[0]})
		if err := vm.RunAll(); err != nil {
			t.Fatal(err)
		}
		y, dx = slices.Clone(read()[0]), slices.Clone(read()[1])
		if err := vm.RunAll(); err != nil {
			t.Fatal(err)
		}
		return y, dx, slices.Clone(read()[0])
	}
	y, dx, second := run()
	kept := 0
	for _, v := range y {
		if v != 0 {
			kept++
			if math.Abs(float64(v)-1/(1-p)) > 1e-6 {
				t.Fatalf("kept element is %g, want 1/(1−p)", v)
			}
		}
	}
	if share := float64(kept) / float64(len(y)); math.Abs(share-(1-p)) > 0.04 {
		t.Errorf("kept %g of the elements, want about %g", share, 1-p)
	}
	if !slices.Equal(y, dx) {
		t.Error("the gradient of ones is not the output of ones")
	}
	if slices.Equal(y, second) {
		t.Error("the second run draws the same mask")
	}
	if again, _, _ := run(); !slices.Equal(y, again) {
		t.Error("the same seed draws another mask")
	}
}

// Gorgonia's indexes −1 where a window is all NaN.
func TestTrapMaxPoolAllNaN(t *testing.T) {
	g := G.NewGraph()
	x := must(t)(nn.Input(g, "x", 1, 1, 2, 4))
	copy(nn.Data(x), []float32{nan, nan, 1, 2, nan, nan, 4, 3})
	y := must(t)(nn.MaxPool2D(x, nn.PoolConfig{Kernel: 2}))
	up := ramp(t, g, "up", 1, 1, 1, 2)
	grads, err := G.Backpropagate(G.Nodes{y}, G.Nodes{up}, G.Nodes{x})
	if err != nil {
		t.Fatal(err)
	}
	vm, read := stockMachine(t, G.Nodes{y, grads[0]})
	if err := vm.RunAll(); err != nil {
		t.Fatal(err)
	}
	if got := read()[0]; !math.IsNaN(float64(got[0])) || got[1] != 4 {
		t.Errorf("maxima are %v, want NaN and 4", got)
	}
	if got := read()[1]; got[6] != -1.5 {
		t.Errorf("gradient is %v, want -1.5 where 4 was", got)
	}
}

// Gorgonia's misplaces explicit padding; and padding is never the maximum.
func TestTrapMaxPoolPadding(t *testing.T) {
	g := G.NewGraph()
	x := must(t)(nn.Input(g, "x", 1, 1, 3, 3))
	copy(nn.Data(x), []float32{-9, -8, -7, -6, -5, -4, -3, -2, -1})
	y := must(t)(nn.MaxPool2D(x, nn.PoolConfig{Kernel: 2, Padding: 1}))
	up := must(t)(nn.Input(g, "up", 1, 1, 2, 2))
	copy(nn.Data(up), []float32{1, 2, 3, 4})
	grads, err := G.Backpropagate(G.Nodes{y}, G.Nodes{up}, G.Nodes{x})
	if err != nil {
		t.Fatal(err)
	}
	vm, read := stockMachine(t, G.Nodes{y, grads[0]})
	if err := vm.RunAll(); err != nil {
		t.Fatal(err)
	}
	if got := read()[0]; !slices.Equal(got, []float32{-9, -7, -3, -1}) {
		t.Errorf("maxima are %v", got)
	}
	if got := read()[1]; !slices.Equal(got, []float32{1, 0, 2, 0, 0, 0, 3, 0, 4}) {
		t.Errorf("gradient is %v", got)
	}
}

// Gorgonia's batch norm forgets its running statistics when a machine is made.
func TestTrapBatchNormRunningStatistics(t *testing.T) {
	bn := nn.NewBatchNorm2D("bn", nn.BatchNorm2DConfig{Channels: 3})
	g := G.NewGraph()
	y := must(t)(bn.Build(ramp(t, g, "x", 2, 3, 2, 2), nn.Train))
	for round, newMachine := range []machine{ourMachine, stockMachine, ourMachine} {
		before := slices.Clone(bn.Buffers()[0].Data())
		vm, _ := newMachine(t, G.Nodes{y})
		if !slices.Equal(bn.Buffers()[0].Data(), before) {
			t.Fatalf("machine %d changed the running mean before it ran", round)
		}
		if err := vm.RunAll(); err != nil {
			t.Fatal(err)
		}
		for c, m := range bn.Buffers()[0].Data() {
			if !(m > before[c]) {
				t.Errorf("machine %d: running mean of channel %d went from %g to %g, want up", round, c, before[c], m)
			}
		}
	}
	before := slices.Clone(bn.Buffers()[0].Data())
	must(t)(bn.Build(ramp(t, G.NewGraph(), "x", 5, 3, 2, 2), nn.Train))
	if !slices.Equal(bn.Buffers()[0].Data(), before) {
		t.Error("another graph changed the running mean")
	}
}

func TestOnlyFloat32(t *testing.T) {
	x := G.NewMatrix(G.NewGraph(), tensor.Float64, G.WithName("x"), G.WithShape(2, 2))
	if _, err := nn.ReLU(x); err == nil || !strings.Contains(err.Error(), "float64") {
		t.Errorf("error is %v, want one with float64", err)
	}
}

var nan = float32(math.NaN())

func TestTrapOneNameIsOneNode(t *testing.T) {
	g := G.NewGraph()
	rng := rand.New(rand.NewPCG(1, 1))
	a := nn.NewLinear("lin", nn.LinearConfig{In: 3, Out: 3}, rng)
	b := nn.NewLinear("lin", nn.LinearConfig{In: 3, Out: 3}, rng)
	x := must(t)(a.Build(ramp(t, g, "x", 2, 3), nn.Train))
	if _, err := a.Build(x, nn.Train); err != nil {
		t.Errorf("a layer used twice: %v", err)
	}
	if _, err := b.Build(x, nn.Train); err == nil || !strings.Contains(err.Error(), "lin.weight") {
		t.Errorf("two layers of one name: error is %v, want one with lin.weight", err)
	}
}
