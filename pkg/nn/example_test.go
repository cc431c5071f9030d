package nn_test

import (
	"fmt"
	"log"
	"math/rand/v2"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// A network that learns the exclusive or.
func Example() {
	rng := rand.New(rand.NewPCG(1, 0))
	net := nn.NewSequential(
		nn.NewLinear("hidden", nn.LinearConfig{In: 2, Out: 8}, rng),
		nn.NewTanh(),
		nn.NewLinear("out", nn.LinearConfig{In: 8, Out: 1}, rng),
	)
	x, err := nn.Input(G.NewGraph(), "x", 4, 2)
	check(err)
	t, err := nn.Input(x.Graph(), "t", 4, 1)
	check(err)
	logits, err := net.Build(x, nn.Train)
	check(err)
	loss, err := nn.BCEWithLogits(logits, t)
	check(err)
	weights, grads, err := nn.Grad(loss, net.Params())
	check(err)
	machine, err := nn.NewMachine(append(grads, loss, logits)...)
	check(err)

	config := nn.DefaultAdam()
	config.LR = 0.05
	adam, pairs := nn.NewAdam(config), G.NodesToValueGrads(weights)
	copy(nn.Data(x), []float32{0, 0, 0, 1, 1, 0, 1, 1})
	copy(nn.Data(t), []float32{0, 1, 1, 0})
	for range 300 {
		check(machine.RunAll())
		check(adam.Step(pairs))
	}
	fmt.Println("loss below 0.05:", nn.Data(loss)[0] < 0.05)
	for i, z := range nn.Data(logits) {
		fmt.Println(nn.Data(x)[2*i:2*i+2], z > 0)
	}
	// Output:
	// loss below 0.05: true
	// [0 0] false
	// [0 1] true
	// [1 0] true
	// [1 1] false
}

func ExampleSummary() {
	rng := rand.New(rand.NewPCG(1, 0))
	net := nn.NewSequential(
		nn.NewConv2D("conv1", nn.Conv2DConfig{In: 3, Out: 16, Kernel: 3, Stride: 2, Padding: 1}, rng),
		nn.NewMaxPool2D(nn.PoolConfig{Kernel: 2}),
		nn.NewReLU(),
		nn.NewFlatten(),
		nn.NewLinear("lin1", nn.LinearConfig{In: 1024, Out: 1}, rng),
	)
	table, err := nn.Summary(net, 1, 3, 32, 32)
	check(err)
	fmt.Print(table)
	// Output:
	// layer                                   output             parameters        FLOPs
	// conv1: conv 3→16, 3×3, stride 2, pad 1  (1, 16, 16, 16)           448       221184
	// max pool 2×2, stride 2                  (1, 16, 8, 8)               0            0
	// relu                                    (1, 16, 8, 8)               0            0
	// flatten                                 (1, 1024)                   0            0
	// lin1: linear 1024→1                     (1, 1)                   1025         2048
	// total                                                            1473       223232
}

// Ops work in anyone's graph and machine.
func ExampleReLU() {
	g := G.NewGraph()
	x, err := nn.Input(g, "x", 3)
	check(err)
	copy(nn.Data(x), []float32{-1, 0, 2})
	y, err := nn.ReLU(x)
	check(err)
	twice := G.Must(G.Add(y, y))
	vm := G.NewTapeMachine(g)
	defer vm.Close()
	check(vm.RunAll())
	fmt.Println(twice.Value())
	// Output: [0  0  4]
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
