package nn_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// Pictures of 3×3 whose changes can be read off.
func TestAffine(t *testing.T) {
	picture := []float32{
		1, 2, 3,
		4, 5, 6,
		7, 8, 9,
	}
	same := nn.Affine{Scale: 1, Stretch: 1}
	with := func(change func(a *nn.Affine)) nn.Affine {
		a := same
		change(&a)
		return a
	}
	for name, c := range map[string]struct {
		affine nn.Affine
		want   []float64
	}{
		"Nothing": {same, []float64{1, 2, 3, 4, 5, 6, 7, 8, 9}},
		"Quarter": {with(func(a *nn.Affine) { a.Angle = math.Pi / 2 }), []float64{3, 6, 9, 2, 5, 8, 1, 4, 7}},
		"Half":    {with(func(a *nn.Affine) { a.Angle = math.Pi }), []float64{9, 8, 7, 6, 5, 4, 3, 2, 1}},
		"Flip":    {with(func(a *nn.Affine) { a.Flip = true }), []float64{3, 2, 1, 6, 5, 4, 9, 8, 7}},
		"Down":    {with(func(a *nn.Affine) { a.Down = 1 }), []float64{1, 2, 3, 1, 2, 3, 4, 5, 6}},
		"Right":   {with(func(a *nn.Affine) { a.Right = 1 }), []float64{1, 1, 2, 4, 4, 5, 7, 7, 8}},
		"Larger":  {with(func(a *nn.Affine) { a.Scale = 2 }), []float64{3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7}},
		"Wider":   {with(func(a *nn.Affine) { a.Stretch = 4 }), []float64{2.5 - 1, 2, 2.5, 4.5, 5, 5.5, 7.5, 8, 8.5}},
		"All":     {nn.Affine{Angle: math.Pi / 2, Scale: 1, Stretch: 1, Flip: true, Down: 1}, []float64{1, 4, 7, 1, 4, 7, 2, 5, 8}},
	} {
		dst := make([]float32, 9)
		if err := nn.WarpImages(dst, picture, [][6]float32{c.affine.Map()}, 1, 3, 3); err != nil {
			t.Fatal(err)
		}
		checkClose(t, name, dst, c.want, 1e-5)
	}
	if err := nn.WarpImages(make([]float32, 9), picture, make([][6]float32, 2), 1, 3, 3); err == nil || !strings.Contains(err.Error(), "want 18 each") {
		t.Errorf("too few pictures: error is %v", err)
	}
}

func TestAugmentationWarps(t *testing.T) {
	g := G.NewGraph()
	x := ramp(t, g, "x", 2, 3, 6, 6)
	for i := range nn.Data(x) {
		nn.Data(x)[i] /= 100
	}
	config := nn.AugmentConfig{Rotation: 0.1, Scale: 0.2, Stretch: 0.2}
	a, err := nn.NewAugmentation(g, "a", 2, 6, 6, config)
	if err != nil {
		t.Fatal(err)
	}
	y := must(t)(a.Apply(x))
	dx := must(t)(nn.GradInput(y, x))
	vm, read := ourMachine(t, G.Nodes{y, dx})
	run := func() []float32 {
		if err := vm.RunAll(); err != nil {
			t.Fatal(err)
		}
		return slices.Clone(read()[0])
	}
	if got := run(); !slices.Equal(got, nn.Data(x)) {
		t.Errorf("before the first draw it changes x to %v", got)
	}
	a.Draw(rand.New(rand.NewPCG(1, 1)))
	first := run()
	if slices.Equal(first, nn.Data(x)) {
		t.Error("after a draw it changes nothing")
	}
	var sum float64 // of a gradient of ones: each pixel of y is a mean of some of x
	for _, v := range read()[1] {
		sum += float64(v)
	}
	if math.Abs(sum-216) > 1e-3 {
		t.Errorf("gradients sum up to %g, want 216", sum)
	}
	a.Draw(rand.New(rand.NewPCG(1, 1)))
	if !slices.Equal(run(), first) {
		t.Error("the same seed draws otherwise")
	}
	if _, err := nn.NewAugmentation(g, "b", 2, 6, 6, nn.AugmentConfig{Stretch: 2}); err == nil || !strings.Contains(err.Error(), "Stretch is 2") {
		t.Errorf("error is %v", err)
	}
}
