package nn_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// Gorgonia differentiates a node once: asked for a second output, or after a
// loss, it returns the gradient it has, of something else.
func TestTrapGradientsOfSeveralOutputs(t *testing.T) {
	// outputs share a layer; what is asked for before the gradient of the second
	// must not matter.
	build := func(before func(x, first, second *G.Node)) []float32 {
		g := G.NewGraph()
		x := ramp(t, g, "x", 2, 3)
		shared := must(t)(nn.Tanh(x))
		first, second := must(t)(nn.LeakyReLU(shared, 0.5)), must(t)(nn.Sigmoid(shared))
		before(x, first, second)
		dx := must(t)(nn.GradInput(second, x))
		vm, read := ourMachine(t, G.Nodes{dx})
		if err := vm.RunAll(); err != nil {
			t.Fatal(err)
		}
		return slices.Clone(read()[0])
	}
	want := build(func(_, _, _ *G.Node) {})
	for name, before := range map[string]func(x, first, second *G.Node){
		"another output": func(x, first, _ *G.Node) { must(t)(nn.GradInput(first, x)) },
		"the same":       func(x, _, second *G.Node) { must(t)(nn.GradInput(second, x)) },
		"a loss": func(x, first, _ *G.Node) {
			loss := must(t)(nn.MSE(first, ramp(t, x.Graph(), "t", 2, 3)))
			if _, err := G.Grad(loss, x); err != nil {
				t.Fatal(err)
			}
		},
	} {
		if got := build(before); !slices.Equal(got, want) {
			t.Errorf("after the gradient of %s it is %v, want %v", name, got, want)
		}
	}
}

func TestTrapGradientsOfTwoLosses(t *testing.T) {
	net := smallNet(1)
	tr := newTraining(t, net, 4)
	if _, _, err := nn.Grad(tr.loss, net.Params()); err == nil || !strings.Contains(err.Error(), "already") {
		t.Errorf("the gradient of one loss twice: error is %v", err)
	}
	other := must(t)(nn.MSE(tr.logits, tr.t))
	if _, _, err := nn.Grad(other, net.Params()); err == nil || !strings.Contains(err.Error(), "already") {
		t.Errorf("the gradient of a second loss: error is %v", err)
	}
}

func TestNegativeSizes(t *testing.T) {
	g := G.NewGraph()
	if _, err := nn.Input(g, "x", 2, -3); err == nil || !strings.Contains(err.Error(), "[2 -3]") {
		t.Errorf("input: error is %v", err)
	}
	if _, err := nn.Reshape(ramp(t, g, "y", 2, 3), -2, -3); err == nil || !strings.Contains(err.Error(), "(-2, -3)") {
		t.Errorf("reshape: error is %v", err)
	}
}
