package nn_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// The layer is those it is made of, one after another; dropout drops in training
// alone, and is told to it.
func TestGatedNormLayer(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	norm := nn.NewGroupNorm("n", nn.GroupNormConfig{Groups: 2, Channels: 4})
	film := nn.NewFiLM("f", nn.FiLMConfig{Condition: 3, Channels: 4}, rng)
	for _, p := range norm.Params() {
		for i := range p.Data() {
			p.Data()[i] = rng.Float32()
		}
	}
	drop := nn.NewDropout(0.5, rng)
	g := G.NewGraph()
	x, c := must(t)(nn.Input(g, "x", 2, 4, 3, 3)), must(t)(nn.Input(g, "c", 2, 3))
	for _, in := range []*G.Node{x, c} {
		for i := range nn.Data(in) {
			nn.Data(in)[i] = float32(rng.NormFloat64())
		}
	}
	gated := nn.NewGatedNorm(norm, film, c, drop)
	parts := nn.NewSequential(norm, film.On(c), nn.NewSiLU(), drop)
	got, want, trained := must(t)(gated.Build(x, nn.Eval)), must(t)(parts.Build(x, nn.Eval)), must(t)(gated.Build(x, nn.Train))
	vm, read := ourMachine(t, G.Nodes{got, want, trained})
	if err := vm.RunAll(); err != nil {
		t.Fatal(err)
	}
	out := read()
	wide := make([]float64, len(out[1]))
	for i, v := range out[1] {
		wide[i] = float64(v)
	}
	checkClose(t, "in one pass", out[0], wide, 1e-5)
	zeros := 0
	for i, v := range out[2] {
		if v == 0 {
			zeros++
			wide[i] = 0
		}
		wide[i] *= 2
	}
	checkClose(t, "in training", out[2], wide, 1e-5)
	if zeros < 15 || zeros > 57 {
		t.Errorf("%d of 72 are dropped", zeros)
	}
	first := slices.Clone(out[2])
	if err := vm.RunAll(); err != nil {
		t.Fatal(err)
	}
	if slices.Equal(first, read()[2]) {
		t.Error("two runs drop the same")
	}
	if s := fmt.Sprint(gated); s != "n: group norm 4 in 2 groups; f: film 3→4; silu; dropout 0.5" {
		t.Error(s)
	}
	if n := len(gated.Params()); n != 4 || len(nn.NewGatedNorm(norm, nil, nil, nil).Params()) != 2 {
		t.Errorf("%d parameters", n)
	}
	for want, l := range map[string]nn.Layer{
		"f: the condition is not":  nn.NewGatedNorm(norm, film, nil, nil),
		"n: nn: gated_norm: dropo": nn.NewGatedNorm(norm, nil, nil, nn.NewDropout(1, rng)),
		"rng is nil":               nn.NewGatedNorm(norm, nil, nil, nn.NewDropout(0.1, nil)),
		"n: x is (2, 4, 3, 3)":     nn.NewGatedNorm(nn.NewGroupNorm("n", nn.GroupNormConfig{Groups: 2, Channels: 6}), nil, nil, nil),
	} {
		if _, err := l.Build(x, nn.Train); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want an error about %q, got %v", want, err)
		}
	}
	ones := must(t)(nn.Input(g, "ones", 4))
	if _, err := nn.GatedNorm(x, ones, ones, nn.GatedNormConfig{Groups: 2, Film: c}); err == nil || !strings.Contains(err.Error(), "film is (2, 3): want (2, 8)") {
		t.Errorf("error is %v", err)
	}
}
