package nn_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn"
)

func TestEMA(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	net := nn.NewSequential(nn.NewLinear("a", nn.LinearConfig{In: 3, Out: 2}, rng))
	w := net.Params()[0].Data()
	e, err := nn.NewEMA(net.Params(), 0.75)
	if err != nil {
		t.Fatal(err)
	}
	want := make([]float64, len(w))
	for i, v := range w {
		want[i] = float64(v)
	}
	for range 5 {
		for i := range w {
			w[i] = rng.Float32()
			want[i] = 0.75*want[i] + 0.25*float64(w[i])
		}
		e.Update()
	}
	checkClose(t, "average", e.Params()[0].Data(), want, 1e-6)
	if e.Params()[0].Name != "a.weight" {
		t.Errorf("the average is called %q", e.Params()[0].Name)
	}
	last := slices.Clone(w)
	e.Swap()
	checkClose(t, "weights after a swap", w, want, 1e-6)
	e.Swap()
	if !slices.Equal(w, last) {
		t.Errorf("weights after two swaps are %v, want %v", w, last)
	}
	other := nn.NewSequential(nn.NewLinear("a", nn.LinearConfig{In: 3, Out: 2}, rng))
	if err := e.CopyTo(other.Params()); err != nil {
		t.Fatal(err)
	}
	checkClose(t, "copy", other.Params()[0].Data(), want, 1e-6)

	wide := nn.NewSequential(nn.NewLinear("wide", nn.LinearConfig{In: 4, Out: 2}, rng))
	if err := e.CopyTo(wide.Params()); err == nil || !strings.Contains(err.Error(), "wide.weight (2, 4)") {
		t.Errorf("copy to other shapes: error is %v", err)
	}
	if err := e.CopyTo(nil); err == nil {
		t.Error("copy to nothing is no error")
	}
	if _, err := nn.NewEMA(nil, 1); err == nil || !strings.Contains(err.Error(), "decay") {
		t.Errorf("decay 1: error is %v", err)
	}
}
