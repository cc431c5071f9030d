package nn_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// Gradients by hand, one step of a solver, and the weight has moved.
func ExampleGrad() {
	rng := rand.New(rand.NewPCG(1, 0))
	lin := nn.NewLinear("lin", nn.LinearConfig{In: 1, Out: 1, NoBias: true, Init: nn.Zeros}, rng)
	g := G.NewGraph()
	x, err := nn.Input(g, "x", 2, 1)
	check(err)
	t, err := nn.Input(g, "t", 2, 1)
	check(err)
	y, err := lin.Build(x, nn.Train)
	check(err)
	loss, err := nn.MSE(y, t)
	check(err)
	weights, grads, err := nn.Grad(loss, lin.Params())
	check(err)
	machine, err := nn.NewMachine(append(grads, loss)...)
	check(err)
	copy(nn.Data(x), []float32{1, 2})
	copy(nn.Data(t), []float32{3, 6}) // y = 3x
	sgd := nn.NewSGD(nn.SGDConfig{LR: 0.1})
	for range 3 {
		check(machine.RunAll())
		fmt.Printf("weight %.3f, loss %6.3f, gradient %7.3f\n", lin.Params()[0].Data()[0], nn.Data(loss)[0], nn.Data(grads[0])[0])
		check(sgd.Step(G.NodesToValueGrads(weights)))
	}
	// Output:
	// weight 0.000, loss 22.500, gradient -15.000
	// weight 1.500, loss  5.625, gradient  -7.500
	// weight 2.250, loss  1.406, gradient  -3.750
}

// A learning rate that falls as training goes on.
func ExampleAdam_SetLR() {
	adam := nn.NewAdam(nn.DefaultAdam())
	for epoch := range 3 {
		adam.SetLR(1e-3 / float64(1+epoch))
		fmt.Printf("%.2e\n", adam.LR())
	}
	// Output:
	// 1.00e-03
	// 5.00e-04
	// 3.33e-04
}

// Weights that jump between 0 and 8, and their average, which settles.
func ExampleEMA() {
	lin := nn.NewLinear("lin", nn.LinearConfig{In: 1, Out: 1, NoBias: true, Init: nn.Zeros}, rand.New(rand.NewPCG(1, 0)))
	w := lin.Params()[0].Data()
	ema, err := nn.NewEMA(lin.Params(), 0.75)
	check(err)
	for step := range 40 {
		w[0] = float32(8 * (step % 2)) // what a solver does
		ema.Update()
	}
	fmt.Printf("%.1f, on average %.1f\n", w, ema.Params()[0].Data())
	ema.Swap() // every graph over lin now computes with the average
	fmt.Printf("%.1f\n", w)
	ema.Swap() // and trains on with the weights
	fmt.Printf("%.1f\n", w)
	// Output:
	// [8.0], on average [4.6]
	// [4.6]
	// [8.0]
}

// Save a network's weights and statistics, and read them into another network.
func ExampleStateDict() {
	network := func(seed uint64) *nn.Sequential {
		rng := rand.New(rand.NewPCG(seed, 0))
		return nn.NewSequential(
			nn.NewConv2D("conv1", nn.Conv2DConfig{In: 1, Out: 2, Kernel: 3, NoBias: true}, rng),
			nn.NewBatchNorm2D("bn1", nn.BatchNorm2DConfig{Channels: 2}),
		)
	}
	everything := func(net nn.Layer) []nn.Param { return append(net.Params(), net.Buffers()...) }

	dir, err := os.MkdirTemp("", "weights")
	check(err)
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "model.safetensors")
	trained, other := network(1), network(2)
	check(nn.NewStateDict(everything(trained)).WriteFile(path))

	loaded, err := nn.ReadStateDict(path)
	check(err)
	check(loaded.CopyTo(everything(other)))
	fmt.Println(loaded.Names(), loaded.Parameters())
	fmt.Println(other.Params()[0].Data()[0] == trained.Params()[0].Data()[0])
	// Output:
	// [conv1.weight bn1.weight bn1.bias bn1.running_mean bn1.running_var bn1.num_batches_tracked] 27
	// true
}

// Weights can be built into a program with go:embed.
func ExampleParseStateDict() {
	_, err := nn.ParseStateDict("shipped.safetensors", []byte("no weights in here"))
	fmt.Println(err != nil)
	// Output: true
}

// The pictures of a GAN are needed before its gradients: RunUntil stops when
// they are there, Resume goes on from there.
func ExampleMachine_RunUntil() {
	rng := rand.New(rand.NewPCG(1, 0))
	generator := nn.NewLinear("g", nn.LinearConfig{In: 1, Out: 1, NoBias: true, Init: nn.Zeros}, rng)
	g := G.NewGraph()
	z, err := nn.Input(g, "z", 2, 1)
	check(err)
	wish, err := nn.Input(g, "wish", 2, 1)
	check(err)
	fake, err := generator.Build(z, nn.Train)
	check(err)
	loss, err := nn.MSE(fake, wish)
	check(err)
	_, grads, err := nn.Grad(loss, generator.Params())
	check(err)
	machine, err := nn.NewMachine(append(grads, fake, loss)...)
	check(err)

	copy(nn.Data(z), []float32{1, 1})
	check(machine.RunUntil(fake))
	pictures := append([]float32(nil), nn.Data(fake)...)
	// Here a discriminator would learn from them, and change its mind.
	copy(nn.Data(wish), []float32{1, 3})
	check(machine.Resume())
	fmt.Println(pictures, nn.Data(loss)[0], nn.Data(grads[0]))
	// Output: [0 0] 5 [-4]
}

// How far one memory for all intermediate tensors goes.
func ExampleMachine_Plan() {
	rng := rand.New(rand.NewPCG(1, 0))
	net := nn.NewSequential(
		nn.NewConv2D("conv1", nn.Conv2DConfig{In: 3, Out: 16, Kernel: 3, Padding: 1}, rng), nn.NewReLU(),
		nn.NewConv2D("conv2", nn.Conv2DConfig{In: 16, Out: 16, Kernel: 3, Padding: 1}, rng), nn.NewReLU(),
		nn.NewConv2D("conv3", nn.Conv2DConfig{In: 16, Out: 1, Kernel: 3, Padding: 1}, rng), nn.NewSigmoid(),
	)
	x, err := nn.Input(G.NewGraph(), "x", 1, 3, 32, 32)
	check(err)
	y, err := net.Build(x, nn.Eval)
	check(err)
	machine, err := nn.NewMachine(y)
	check(err)
	p := machine.Plan()
	fmt.Printf("%d steps, %d more in the pass of another, %d KiB instead of %d\n", p.Steps, p.Fused, p.ArenaBytes>>10, p.SumBytes>>10)
	// Output: 4 steps, 2 more in the pass of another, 128 KiB instead of 136
}
