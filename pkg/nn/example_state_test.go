package nn_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// A trunk with two outputs, classes and a number, trained on the sum of their
// losses, of which the second counts half.
func ExampleLayers() {
	rng := rand.New(rand.NewPCG(1, 0))
	trunk := nn.NewSequential(nn.NewLinear("trunk", nn.LinearConfig{In: 2, Out: 16}, rng), nn.NewTanh())
	classes := nn.NewLinear("classes", nn.LinearConfig{In: 16, Out: 3}, rng)
	length := nn.NewLinear("length", nn.LinearConfig{In: 16, Out: 1}, rng)
	net := nn.Layers{trunk, classes, length}

	g := G.NewGraph()
	x, err := nn.Input(g, "x", 3, 2)
	check(err)
	labels, err := nn.Input(g, "labels", 3)
	check(err)
	lengths, err := nn.Input(g, "lengths", 3, 1)
	check(err)
	features, err := trunk.Build(x, nn.Train)
	check(err)
	logits, err := classes.Build(features, nn.Train)
	check(err)
	measured, err := length.Build(features, nn.Train)
	check(err)
	cross, err := nn.SoftmaxCrossEntropy(logits, labels)
	check(err)
	square, err := nn.MSE(measured, lengths)
	check(err)
	half, err := nn.Scale(square, 0.5)
	check(err)
	loss, err := G.Add(cross, half)
	check(err)
	weights, grads, err := nn.Grad(loss, net.Params())
	check(err)
	machine, err := nn.NewMachine(append(grads, loss, cross, square)...)
	check(err)

	check(nn.Feed(x, []float32{1, 0, 0, 2, 3, 4}))
	check(nn.Feed(labels, []float32{0, 1, 2}))
	check(nn.Feed(lengths, []float32{1, 2, 5}))
	config := nn.DefaultAdam()
	config.LR = 0.05
	adam := nn.NewAdam(config)
	for range 300 {
		check(machine.RunAll())
		check(adam.Step(G.NodesToValueGrads(weights)))
	}
	a, b, sum := nn.Data(cross)[0], nn.Data(square)[0], nn.Data(loss)[0]
	fmt.Println(a < 0.02, b < 0.02, sum == a+b/2)
	// Output: true true true
}

// A run goes on with the learning rate of the file; another is set after reading.
func ExampleRunState_ReadFile() {
	dir, err := os.MkdirTemp("", "run")
	check(err)
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "run.safetensors")
	run := func(lr float64) (*nn.Adam, *nn.RunState) {
		rng := rand.New(rand.NewPCG(1, 0))
		config := nn.DefaultAdam()
		config.LR = lr
		adam := nn.NewAdam(config)
		return adam, nn.State(nn.NewLinear("lin", nn.LinearConfig{In: 2, Out: 3}, rng), adam, nil)
	}
	_, first := run(0.1)
	check(first.WriteFile(path))

	adam, second := run(0.001)
	check(second.ReadFile(path))
	fmt.Println(adam.LR())
	adam.SetLR(0.001)
	fmt.Println(adam.LR())
	// Output:
	// 0.1
	// 0.001
}

// The network of a run's state by itself.
func ExampleStateDict_Sub() {
	dir, err := os.MkdirTemp("", "run")
	check(err)
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "run.safetensors")
	network := func(seed uint64) nn.Layer {
		return nn.NewLinear("lin", nn.LinearConfig{In: 1, Out: 2}, rand.New(rand.NewPCG(seed, 0)))
	}
	trained := network(1)
	ema, err := nn.NewEMAOf(trained, 0.999)
	check(err)
	check(nn.State(trained, nn.NewAdam(nn.DefaultAdam()), nil).Also("ema", ema).WriteFile(path))

	sd, err := nn.ReadStateDict(path)
	check(err)
	fmt.Println(sd.Names())
	other := network(2)
	check(sd.Sub("net").CopyTo(other.Params()))
	fmt.Println(other.Params()[0].Data()[0] == trained.Params()[0].Data()[0])
	// Output:
	// [net.lin.weight net.lin.bias ema.lin.weight ema.lin.bias]
	// true
}
