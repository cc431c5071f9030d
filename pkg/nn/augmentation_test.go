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

func TestTranslateAndCutout(t *testing.T) {
	g := G.NewGraph()
	x, shift, box := must(t)(nn.Input(g, "x", 2, 1, 3, 3)), must(t)(nn.Input(g, "shift", 2, 2)), must(t)(nn.Input(g, "box", 2, 4))
	for i := range nn.Data(x) {
		nn.Data(x)[i] = float32(i%9 + 1)
	}
	copy(nn.Data(shift), []float32{1, -1, 0, 5})
	copy(nn.Data(box), []float32{-1, 1, 3, 1, 2, 2, 9, 9})
	vm, read := ourMachine(t, G.Nodes{must(t)(nn.Translate(x, shift)), must(t)(nn.Cutout(x, box))})
	if err := vm.RunAll(); err != nil {
		t.Fatal(err)
	}
	if got, want := read()[0], []float32{0, 0, 0, 2, 3, 0, 5, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}; !slices.Equal(got, want) {
		t.Errorf("one down and one left, and out of sight: %v, want %v", got, want)
	}
	if got, want := read()[1], []float32{1, 0, 3, 4, 0, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 7, 8, 0}; !slices.Equal(got, want) {
		t.Errorf("cut out: %v, want %v", got, want)
	}
}

// Colour does what brightness, saturation and contrast do one after another.
func TestColour(t *testing.T) {
	const n, c, hw = 3, 3, 20
	g := G.NewGraph()
	x, factors := must(t)(nn.Input(g, "x", n, c, 4, 5)), must(t)(nn.Input(g, "factors", n, 3))
	rng := rand.New(rand.NewPCG(1, 1))
	for i := range nn.Data(x) {
		nn.Data(x)[i] = rng.Float32()
	}
	copy(nn.Data(factors), []float32{0, 1, 1, 0.3, 1.7, 0.6, -0.5, 0, 1.5})
	want := make([]float64, n*c*hw)
	for i := range n {
		b, s, k := float64(nn.Data(factors)[3*i]), float64(nn.Data(factors)[3*i+1]), float64(nn.Data(factors)[3*i+2])
		im := want[i*c*hw:][:c*hw]
		for j := range im {
			im[j] = float64(nn.Data(x)[i*c*hw+j]) + b
		}
		for p := range hw {
			mean := (im[p] + im[hw+p] + im[2*hw+p]) / c
			for ch := range c {
				im[ch*hw+p] = (im[ch*hw+p]-mean)*s + mean
			}
		}
		mean := 0.0
		for _, v := range im {
			mean += v / (c * hw)
		}
		for j := range im {
			im[j] = (im[j]-mean)*k + mean
		}
	}
	vm, read := ourMachine(t, G.Nodes{must(t)(nn.Colour(x, factors))})
	if err := vm.RunAll(); err != nil {
		t.Fatal(err)
	}
	checkClose(t, "colours", read()[0], want, 1e-5)
}

// Every step is an affine function A of x: for its gradient Aᵀ, ⟨A x − A 0, up⟩
// is ⟨x, Aᵀ up⟩, in both machines.
func TestAugmentationGradients(t *testing.T) {
	for name, newMachine := range map[string]machine{"exec": ourMachine, "tape": stockMachine} {
		t.Run(name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(4, 4))
			g := G.NewGraph()
			x, up := must(t)(nn.Input(g, "x", 6, 3, 8, 12)), must(t)(nn.Input(g, "up", 6, 3, 8, 12))
			for i := range nn.Data(x) {
				nn.Data(up)[i] = rng.Float32() - 0.5
			}
			a, err := nn.NewAugmentation(g, "augment", 6, 8, 12, nn.DefaultAugment())
			if err != nil {
				t.Fatal(err)
			}
			y := must(t)(a.Apply(x))
			grads, err := G.Backpropagate(G.Nodes{y}, G.Nodes{up}, G.Nodes{x})
			if err != nil {
				t.Fatal(err)
			}
			vm, read := newMachine(t, G.Nodes{y, grads[0]})
			run := func() ([]float32, []float32) {
				if err := vm.RunAll(); err != nil {
					t.Fatal(err)
				}
				out := read()
				vm.Reset()
				return slices.Clone(out[0]), slices.Clone(out[1])
			}
			for range 5 {
				a.Draw(rng)
				clear(nn.Data(x))
				zero, _ := run()
				for i := range nn.Data(x) {
					nn.Data(x)[i] = rng.Float32()
				}
				out, dx := run()
				left, right := 0.0, 0.0
				for i, v := range nn.Data(up) {
					left += float64(v) * float64(out[i]-zero[i])
					right += float64(nn.Data(x)[i]) * float64(dx[i])
				}
				if !(math.Abs(left-right) <= 1e-3*max(1, math.Abs(left))) {
					t.Errorf("⟨Ax, up⟩ is %g, ⟨x, Aᵀup⟩ is %g", left, right)
				}
			}
		})
	}
}

// What is drawn fills the ranges that the configuration says.
func TestAugmentationRanges(t *testing.T) {
	const n = 2000
	g := G.NewGraph()
	a, err := nn.NewAugmentation(g, "a", n, 16, 8, nn.DefaultAugment())
	if err != nil {
		t.Fatal(err)
	}
	a.Draw(rand.New(rand.NewPCG(1, 1)))
	for _, c := range []struct {
		input     string
		column    int
		low, high float64
	}{
		{"a.colour", 0, -0.5, 0.5}, {"a.colour", 1, 0, 2}, {"a.colour", 2, 0.5, 1.5},
		{"a.shift", 0, -2, 2}, {"a.shift", 1, -1, 1},
		{"a.box", 0, -4, 12}, {"a.box", 1, -2, 6}, {"a.box", 2, 8, 8}, {"a.box", 3, 4, 4},
	} {
		in := g.ByName(c.input)[0]
		low, high, width := math.Inf(1), math.Inf(-1), in.Shape()[1]
		for i := range n {
			v := float64(nn.Data(in)[i*width+c.column])
			low, high = min(low, v), max(high, v)
		}
		if slack := (c.high - c.low) / 100; low < c.low || high > c.high || low > c.low+slack || high < c.high-slack {
			t.Errorf("%s, column %d is drawn from %g to %g, want %g to %g", c.input, c.column, low, high, c.low, c.high)
		}
	}
}

func TestAugmentation(t *testing.T) {
	g := G.NewGraph()
	x := must(t)(nn.Input(g, "x", 40, 3, 8, 8))
	for i := range nn.Data(x) {
		nn.Data(x)[i] = 1
	}
	a, err := nn.NewAugmentation(g, "a", 40, 8, 8, nn.DefaultAugment())
	if err != nil {
		t.Fatal(err)
	}
	vm, read := ourMachine(t, G.Nodes{must(t)(a.Apply(x))})
	run := func() []float32 {
		if err := vm.RunAll(); err != nil {
			t.Fatal(err)
		}
		return slices.Clone(read()[0])
	}
	if !slices.Equal(run(), nn.Data(x)) {
		t.Error("an augmentation that drew nothing changes pictures")
	}
	a.Draw(rand.New(rand.NewPCG(1, 1)))
	first := run()
	if !slices.Equal(run(), first) {
		t.Error("a second run draws by itself")
	}
	same := 0
	for i := 1; i < 40; i++ {
		if slices.Equal(first[:192], first[i*192:][:192]) {
			same++
		}
	}
	if same > 0 {
		t.Errorf("%d pictures are changed as the first is", same)
	}
	a.Draw(rand.New(rand.NewPCG(1, 1)))
	if !slices.Equal(run(), first) {
		t.Error("one seed draws two things")
	}

	if _, err := nn.NewAugmentation(g, "b", 40, 8, 8, nn.AugmentConfig{Cutout: 2}); err == nil || !strings.Contains(err.Error(), "Cutout is 2") {
		t.Errorf("error is %v", err)
	}
	if _, err := a.Apply(must(t)(nn.Input(g, "small", 40, 3, 4, 4))); err == nil || !strings.Contains(err.Error(), "(40, C, 8, 8)") {
		t.Errorf("error is %v", err)
	}
	if _, err := nn.Cutout(x, must(t)(nn.Input(g, "odd", 40, 3))); err == nil || !strings.Contains(err.Error(), "(N, 4)") {
		t.Errorf("error is %v", err)
	}
}
