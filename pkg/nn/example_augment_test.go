package nn_test

import (
	"fmt"
	"math/rand/v2"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// One down and two to the right; zeros come in.
func ExampleTranslate() {
	g := G.NewGraph()
	x, err := nn.Input(g, "x", 1, 1, 2, 3)
	check(err)
	shift, err := nn.Input(g, "shift", 1, 2)
	check(err)
	copy(nn.Data(x), []float32{1, 2, 3, 4, 5, 6})
	copy(nn.Data(shift), []float32{1, 2})
	y, err := nn.Translate(x, shift)
	check(err)
	compute(y)
	fmt.Println(nn.Data(y)[:3])
	fmt.Println(nn.Data(y)[3:])
	// Output:
	// [0 0 0]
	// [0 0 1]
}

// The rectangle may hang over the edge.
func ExampleCutout() {
	g := G.NewGraph()
	x, err := nn.Input(g, "x", 1, 1, 2, 3)
	check(err)
	box, err := nn.Input(g, "box", 1, 4)
	check(err)
	copy(nn.Data(x), []float32{1, 2, 3, 4, 5, 6})
	copy(nn.Data(box), []float32{-1, 1, 2, 5}) // from row −1 and column 1 on, 2 rows, 5 columns
	y, err := nn.Cutout(x, box)
	check(err)
	compute(y)
	fmt.Println(nn.Data(y)[:3])
	fmt.Println(nn.Data(y)[3:])
	// Output:
	// [1 0 0]
	// [4 5 6]
}

// Brightness is added; saturation 0 leaves grey; contrast 1 changes nothing.
func ExampleColour() {
	g := G.NewGraph()
	x, err := nn.Input(g, "x", 1, 3, 1, 2) // red, green and blue of two pixels
	check(err)
	factors, err := nn.Input(g, "factors", 1, 3)
	check(err)
	copy(nn.Data(x), []float32{
		0.75, 0.25,
		0.25, 0.25,
		0.50, 0.25,
	})
	copy(nn.Data(factors), []float32{0.25, 0, 1})
	y, err := nn.Colour(x, factors)
	check(err)
	compute(y)
	fmt.Printf("%.2f\n", nn.Data(y))
	// Output: [0.75 0.50 0.75 0.50 0.75 0.50]
}

// Real and generated pictures go through one augmentation on their way to the
// discriminator, and gradients come back through it.
func ExampleAugmentation() {
	g := G.NewGraph()
	x, err := nn.Input(g, "x", 2, 3, 8, 8)
	check(err)
	augment, err := nn.NewAugmentation(g, "augment", 2, 8, 8, nn.AugmentConfig{Translation: 0.125, Cutout: 0.5})
	check(err)
	y, err := augment.Apply(x)
	check(err)
	machine, err := nn.NewMachine(y)
	check(err)
	for i := range nn.Data(x) {
		nn.Data(x)[i] = 1
	}
	count := func() {
		check(machine.RunAll())
		ones := [2]int{}
		for i, v := range nn.Data(y) {
			ones[i/(3*8*8)] += int(v)
		}
		fmt.Println(ones, "of 192 values are left")
	}
	count() // nothing is drawn yet
	rng := rand.New(rand.NewPCG(1, 0))
	augment.Draw(rng) // before every run of a training
	count()
	// Output:
	// [192 192] of 192 values are left
	// [111 150] of 192 values are left
}
