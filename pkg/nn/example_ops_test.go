package nn_test

import (
	"fmt"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// compute runs what outputs need once.
func compute(outputs ...*G.Node) {
	machine, err := nn.NewMachine(outputs...)
	check(err)
	check(machine.RunAll())
}

// A filter that finds edges: each pixel less its left neighbour.
func ExampleConv2D() {
	g := G.NewGraph()
	x, err := nn.Input(g, "x", 1, 1, 2, 4) // one image of one channel, 2 rows, 4 columns
	check(err)
	w, err := nn.Input(g, "w", 1, 1, 1, 2) // one filter for one channel, 1×2
	check(err)
	copy(nn.Data(x), []float32{
		0, 0, 1, 1,
		0, 1, 1, 0,
	})
	copy(nn.Data(w), []float32{-1, 1})
	y, err := nn.Conv2D(x, w, nil, nn.ConvConfig{})
	check(err)
	compute(y)
	fmt.Println(y.Shape(), nn.Data(y))
	// Output: (1, 1, 2, 3) [0 1 0 1 0 -1]
}

// A filter spread from each pixel makes an image larger.
func ExampleConvTranspose2D() {
	g := G.NewGraph()
	x, err := nn.Input(g, "x", 1, 1, 1, 2)
	check(err)
	w, err := nn.Input(g, "w", 1, 1, 2, 2)
	check(err)
	copy(nn.Data(x), []float32{1, 10})
	copy(nn.Data(w), []float32{1, 2, 3, 4})
	y, err := nn.ConvTranspose2D(x, w, nil, nn.ConvConfig{Stride: 2})
	check(err)
	compute(y)
	fmt.Println(y.Shape(), nn.Data(y))
	// Output: (1, 1, 2, 4) [1 2 10 20 3 4 30 40]
}

func ExampleMaxPool2D() {
	x, err := nn.Input(G.NewGraph(), "x", 1, 1, 2, 4)
	check(err)
	copy(nn.Data(x), []float32{
		1, 2, 5, 0,
		4, 3, 0, 6,
	})
	y, err := nn.MaxPool2D(x, nn.PoolConfig{Kernel: 2})
	check(err)
	compute(y)
	fmt.Println(y.Shape(), nn.Data(y))
	// Output: (1, 1, 1, 2) [4 6]
}

// One number for each channel, however large the image.
func ExampleGlobalAvgPool2D() {
	x, err := nn.Input(G.NewGraph(), "x", 1, 2, 1, 3)
	check(err)
	copy(nn.Data(x), []float32{1, 2, 3, 10, 20, 30})
	y, err := nn.GlobalAvgPool2D(x)
	check(err)
	compute(y)
	fmt.Println(y.Shape(), nn.Data(y))
	// Output: (1, 2) [2 20]
}

func ExampleUpsampleNearest2D() {
	x, err := nn.Input(G.NewGraph(), "x", 1, 1, 1, 2)
	check(err)
	copy(nn.Data(x), []float32{1, 2})
	y, err := nn.UpsampleNearest2D(x, 2)
	check(err)
	compute(y)
	fmt.Println(y.Shape(), nn.Data(y))
	// Output: (1, 1, 2, 4) [1 1 2 2 1 1 2 2]
}

// A class number becomes a vector that training can move.
func ExampleEmbedding() {
	g := G.NewGraph()
	w, err := nn.Input(g, "w", 3, 2) // 3 classes, vectors of 2
	check(err)
	class, err := nn.Input(g, "class", 4)
	check(err)
	copy(nn.Data(w), []float32{0, 0, 10, 11, 20, 21})
	copy(nn.Data(class), []float32{2, 0, 2, 1})
	y, err := nn.Embedding(w, class)
	check(err)
	compute(y)
	fmt.Println(y.Shape(), nn.Data(y))
	// Output: (4, 2) [20 21 0 0 20 21 10 11]
}

// A class can scale and shift the channels of a picture: conditional batch norm
// is batch norm with this behind it.
func ExampleChannelAffine() {
	g := G.NewGraph()
	x, err := nn.Input(g, "x", 1, 2, 1, 2)
	check(err)
	scale, err := nn.Input(g, "scale", 1, 2)
	check(err)
	shift, err := nn.Input(g, "shift", 1, 2)
	check(err)
	copy(nn.Data(x), []float32{1, 2, 3, 4})
	copy(nn.Data(scale), []float32{10, 1})
	copy(nn.Data(shift), []float32{0, 0.5})
	y, err := nn.ChannelAffine(x, scale, shift)
	check(err)
	compute(y)
	fmt.Println(nn.Data(y))
	// Output: [10 20 3.5 4.5]
}

// A large logit for the wrong class costs nearly its size, and is never infinite.
func ExampleBCEWithLogits() {
	g := G.NewGraph()
	logits, err := nn.Input(g, "logits", 2, 1)
	check(err)
	t, err := nn.Input(g, "t", 2, 1)
	check(err)
	loss, err := nn.BCEWithLogits(logits, t)
	check(err)
	copy(nn.Data(t), []float32{1, 0})
	for _, z := range [][]float32{{0, 0}, {5, -5}, {-1000, -1000}} {
		copy(nn.Data(logits), z)
		compute(loss)
		fmt.Printf("%v: %.4f\n", z, nn.Data(loss)[0])
	}
	// Output:
	// [0 0]: 0.6931
	// [5 -5]: 0.0067
	// [-1000 -1000]: 500.0000
}

func ExampleSoftmaxCrossEntropy() {
	g := G.NewGraph()
	logits, err := nn.Input(g, "logits", 2, 3)
	check(err)
	class, err := nn.Input(g, "class", 2)
	check(err)
	loss, err := nn.SoftmaxCrossEntropy(logits, class)
	check(err)
	copy(nn.Data(logits), []float32{2, 0, 0, 0, 0, 3})
	copy(nn.Data(class), []float32{0, 2})
	compute(loss)
	fmt.Printf("%.4f\n", nn.Data(loss)[0])
	// Output: 0.1672
}

// Logits beyond ±1 on the right side cost nothing, so they have no gradient.
func ExampleHingeDiscriminator() {
	g := G.NewGraph()
	logits, err := nn.Input(g, "logits", 3)
	check(err)
	sign, err := nn.Input(g, "sign", 3)
	check(err)
	loss, err := nn.HingeDiscriminator(logits, sign)
	check(err)
	dx, err := nn.GradInput(loss, logits)
	check(err)
	copy(nn.Data(logits), []float32{4, 0.5, 0.5})
	copy(nn.Data(sign), []float32{1, 1, -1}) // two real pictures, one generated
	compute(loss, dx)
	fmt.Printf("%.3f %.3f\n", nn.Data(loss)[0], nn.Data(dx))
	// Output: 0.667 [0.000 -0.333 0.333]
}

// The generator wants large logits for its pictures, however large they are.
func ExampleHingeGenerator() {
	logits, err := nn.Input(G.NewGraph(), "logits", 3)
	check(err)
	loss, err := nn.HingeGenerator(logits)
	check(err)
	copy(nn.Data(logits), []float32{-1, 2, 5})
	compute(loss)
	fmt.Println(nn.Data(loss))
	// Output: [-2]
}

// Which of its inputs a decision hangs on, and which way.
func ExampleGradInput() {
	g := G.NewGraph()
	x, err := nn.Input(g, "x", 2, 3)
	check(err)
	w, err := nn.Input(g, "w", 1, 3)
	check(err)
	copy(nn.Data(w), []float32{1, -2, 0})
	z, err := nn.Linear(x, w, nil)
	check(err)
	y, err := nn.Tanh(z)
	check(err)
	dx, err := nn.GradInput(y, x)
	check(err)
	copy(nn.Data(x), []float32{0, 0, 9, 1, 0, 9})
	compute(y, dx)
	fmt.Printf("%.2f\n%.2f\n", nn.Data(y), nn.Data(dx))
	// Output:
	// [0.00 0.76]
	// [1.00 -2.00 0.00 0.42 -0.84 0.00]
}
