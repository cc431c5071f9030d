package nn_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// Registers are reused in place after the last use, so that a node's value may
// be another's: here every output keeps its own, and so does every input.
func TestTrapRegistersAreReused(t *testing.T) {
	g := G.NewGraph()
	x := ramp(t, g, "x", 2, 3)
	before := slices.Clone(nn.Data(x))
	a := must(t)(nn.LeakyReLU(x, 0.5))
	b := must(t)(nn.Tanh(a))
	c := must(t)(nn.Flatten(b))
	d := must(t)(nn.Sigmoid(c))
	vm, read := ourMachine(t, G.Nodes{d, b, a})
	for range 2 {
		if err := vm.RunAll(); err != nil {
			t.Fatal(err)
		}
		for i, v := range before {
			leaky := float64(v)
			if v <= 0 {
				leaky /= 2
			}
			tanh := math.Tanh(leaky)
			for k, want := range []float64{1 / (1 + math.Exp(-tanh)), tanh, leaky} {
				if got := float64(read()[k][i]); math.Abs(got-want) > 1e-6 {
					t.Errorf("output %d, element %d is %g, want %g", k, i, got, want)
				}
			}
		}
		if !slices.Equal(nn.Data(x), before) {
			t.Fatalf("x went from %v to %v", before, nn.Data(x))
		}
	}
}

// Gorgonia's Dropout gives an alias, in which a later Add writes.
func TestTrapDropoutThenAdd(t *testing.T) {
	g := G.NewGraph()
	x, one := ramp(t, g, "x", 2, 3), ramp(t, g, "one", 2, 3)
	before := slices.Clone(nn.Data(x))
	y := G.Must(G.Add(must(t)(nn.Dropout(x, 0, rand.New(rand.NewPCG(1, 1)))), one))
	for name, newMachine := range map[string]machine{"exec": ourMachine, "tape": stockMachine} {
		vm, read := newMachine(t, G.Nodes{y})
		for range 3 {
			if err := vm.RunAll(); err != nil {
				t.Fatal(err)
			}
			if got := read()[0][1]; got != 2*before[1] || !slices.Equal(nn.Data(x), before) {
				t.Errorf("%s: sum is %g, want %g; x is %v, was %v", name, got, 2*before[1], nn.Data(x), before)
			}
			vm.Reset()
		}
	}
}

// The gradient needs the batch's statistics, which nobody may have asked for.
func TestTrapBatchNormGradientAlone(t *testing.T) {
	for name, newMachine := range map[string]machine{"exec": ourMachine, "tape": stockMachine} {
		gradients := func(withOutput bool) []float32 {
			g := G.NewGraph()
			x, gamma, beta := ramp(t, g, "x", 3, 2, 1, 1), ramp(t, g, "gamma", 2), ramp(t, g, "beta", 2)
			y := must(t)(nn.BatchNorm2DTrain(x, gamma, beta, nil, nil, nn.BatchNormConfig{}))
			up := ramp(t, g, "up", 3, 2, 1, 1)
			nn.Data(up)[0] = 3
			outputs, err := G.Backpropagate(G.Nodes{y}, G.Nodes{up}, G.Nodes{x, gamma})
			if err != nil {
				t.Fatal(err)
			}
			if withOutput {
				outputs = append(outputs, y)
			}
			vm, read := newMachine(t, outputs)
			if err := vm.RunAll(); err != nil {
				t.Fatal(err)
			}
			return slices.Concat(read()[:2]...)
		}
		if got, want := gradients(false), gradients(true); !slices.Equal(got, want) {
			t.Errorf("%s: gradients are %v, with the output %v", name, got, want)
		}
	}
}

// Gorgonia's eval gradient uses the batch's statistics, and its γ and β are
// shaped like x.
func TestTrapBatchNormEvaluation(t *testing.T) {
	bn := nn.NewBatchNorm2D("bn", nn.BatchNorm2DConfig{Channels: 2})
	bn.Buffers()[1].Data()[1] = 3 // variance of channel 1
	if s := bn.Params()[0].Value.Shape(); len(s) != 1 || s[0] != 2 {
		t.Errorf("γ is %v, want (2)", s)
	}
	g := G.NewGraph()
	x := ramp(t, g, "x", 3, 2, 1, 1)
	dx, err := nn.GradInput(must(t)(bn.Build(x, nn.Eval)), x)
	if err != nil {
		t.Fatal(err)
	}
	for name, newMachine := range map[string]machine{"exec": ourMachine, "tape": stockMachine} {
		vm, read := newMachine(t, G.Nodes{dx})
		if err := vm.RunAll(); err != nil {
			t.Fatal(err)
		}
		for i, got := range read()[0] {
			if want := 1 / math.Sqrt([]float64{1, 3}[i%2]+1e-5); math.Abs(float64(got)-want) > 1e-6 {
				t.Errorf("%s: gradient %d is %g, want %g", name, i, got, want)
			}
		}
	}
}

// Gorgonia's BinaryXent is log(p) unclamped, and Log after SoftMax mutates.
func TestTrapLosses(t *testing.T) {
	for name, newMachine := range map[string]machine{"exec": ourMachine, "tape": stockMachine} {
		g := G.NewGraph()
		x, target, class := must(t)(nn.Input(g, "x", 2, 2)), must(t)(nn.Input(g, "t", 2, 2)), must(t)(nn.Input(g, "class", 2))
		logits := []float32{-1000, 1000, 1000, -1000}
		copy(nn.Data(x), logits)
		copy(nn.Data(target), []float32{1, 0, 1, 0})
		bce, cross := must(t)(nn.BCEWithLogits(x, target)), must(t)(nn.SoftmaxCrossEntropy(x, class))
		var outputs G.Nodes
		for _, loss := range []*G.Node{bce, cross} {
			grads, err := G.Grad(loss, x)
			if err != nil {
				t.Fatal(err)
			}
			outputs = append(outputs, loss, grads[0])
		}
		vm, read := newMachine(t, outputs)
		for range 2 {
			if err := vm.RunAll(); err != nil {
				t.Fatal(err)
			}
			got := read()
			if got[0][0] != 500 || got[2][0] != 1000 {
				t.Errorf("%s: losses are %g and %g, want 500 and 1000", name, got[0][0], got[2][0])
			}
			if !slices.Equal(got[1], []float32{-0.25, 0.25, 0, 0}) {
				t.Errorf("%s: gradient of the binary loss is %v", name, got[1])
			}
			if !slices.Equal(nn.Data(x), logits) {
				t.Fatalf("%s: the logits have become %v", name, nn.Data(x))
			}
			vm.Reset()
		}
	}
}

// With BindDualValues gradients of several runs add up; without it a solver reads
// the derivative of the last run.
func TestTrapDualValues(t *testing.T) {
	tr := newTraining(t, smallNet(1), 4)
	tr.fill(rand.New(rand.NewPCG(1, 1)))
	m, err := nn.NewMachine(append(tr.grads, tr.loss)...)
	if err != nil {
		t.Fatal(err)
	}
	var first []float32
	for range 3 {
		if err := m.RunAll(); err != nil {
			t.Fatal(err)
		}
		v, err := tr.weights[0].Grad()
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = slices.Clone(elementsOf(v))
		}
		if !slices.Equal(elementsOf(v), first) || !slices.Equal(elementsOf(v), nn.Data(tr.grads[0])) {
			t.Fatal("the gradient of a later run is not that of the first")
		}
	}
}
