package nn_test

import (
	"fmt"
	"math/rand/v2"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// Networks are layers too, so a network can be made of networks.
func ExampleSequential() {
	rng := rand.New(rand.NewPCG(1, 0))
	block := func(name string, in, out int) nn.Layer {
		return nn.NewSequential(
			nn.NewConv2D(name+".conv", nn.Conv2DConfig{In: in, Out: out, Kernel: 3, Padding: 1, NoBias: true}, rng),
			nn.NewBatchNorm2D(name+".bn", nn.BatchNorm2DConfig{Channels: out}),
			nn.NewLeakyReLU(0.2),
		)
	}
	net := nn.NewSequential(block("one", 3, 8), nn.NewMaxPool2D(nn.PoolConfig{Kernel: 2}), block("two", 8, 16))
	fmt.Println(net)
	fmt.Println(nn.Count(net.Params()), "parameters")
	for _, p := range net.Params()[:3] {
		fmt.Println(p.Name, p.Value.Shape())
	}
	// Output:
	// one.conv: conv 3→8, 3×3, pad 1
	// one.bn: batch norm 8
	// leaky relu 0.2
	// max pool 2×2, stride 2
	// two.conv: conv 8→16, 3×3, pad 1
	// two.bn: batch norm 16
	// leaky relu 0.2
	// 1416 parameters
	// one.conv.weight (8, 3, 3, 3)
	// one.bn.weight (8)
	// one.bn.bias (8)
}

// A mistake is an error where the layer meets its input, with both shapes.
func ExampleSequential_Build() {
	rng := rand.New(rand.NewPCG(1, 0))
	net := nn.NewSequential(nn.NewFlatten(), nn.NewLinear("lin1", nn.LinearConfig{In: 100, Out: 1}, rng))
	x, err := nn.Input(G.NewGraph(), "x", 5, 3, 4, 4)
	check(err)
	_, err = net.Build(x, nn.Eval)
	fmt.Println(err)
	// Output: nn: lin1: x is (5, 48), want (N, 100)
}

// In training, channels have mean 0 and deviation 1 over the batch; in
// evaluation, what training has recorded is used instead, a tenth of the way to
// the batch after one run.
func ExampleBatchNorm2DLayer() {
	bn := nn.NewBatchNorm2D("bn", nn.BatchNorm2DConfig{Channels: 1})
	for _, mode := range []nn.Mode{nn.Train, nn.Eval} {
		x, err := nn.Input(G.NewGraph(), "x", 4, 1, 1, 1)
		check(err)
		copy(nn.Data(x), []float32{9, 11, 9, 11})
		y, err := bn.Build(x, mode)
		check(err)
		compute(y)
		fmt.Printf("%v: %.2f, running mean %.2f\n", mode, nn.Data(y), bn.Buffers()[0].Data())
	}
	// Output:
	// train: [-1.00 1.00 -1.00 1.00], running mean [1.00]
	// eval: [7.87 9.84 7.87 9.84], running mean [1.00]
}

// Dropout is part of graphs for training alone.
func ExampleDropoutLayer() {
	drop := nn.NewDropout(0.5, rand.New(rand.NewPCG(2, 0)))
	for _, mode := range []nn.Mode{nn.Train, nn.Eval} {
		x, err := nn.Input(G.NewGraph(), "x", 6)
		check(err)
		copy(nn.Data(x), []float32{1, 1, 1, 1, 1, 1})
		y, err := drop.Build(x, mode)
		check(err)
		compute(y)
		fmt.Println(mode, nn.Data(y))
	}
	// Output:
	// train [2 2 0 0 0 0]
	// eval [1 1 1 1 1 1]
}

// However large its weights become, a spectrally normalised layer stretches
// nothing by more than 1.
func ExampleSpectralNormLayer() {
	double := func(dst []float32, _, _ int, _ *rand.Rand) { copy(dst, []float32{2, 0, 0, 1}) }
	rng := rand.New(rand.NewPCG(1, 0))
	lin := nn.NewSpectralNorm(nn.NewLinear("lin", nn.LinearConfig{In: 2, Out: 2, NoBias: true, Init: double}, rng), rng)
	x, err := nn.Input(G.NewGraph(), "x", 1, 2)
	check(err)
	y, err := lin.Build(x, nn.Eval)
	check(err)
	copy(nn.Data(x), []float32{3, 4})
	compute(y)
	fmt.Println(lin)
	fmt.Printf("%.3f, not [6 4]\n", nn.Data(y))
	for _, p := range append(lin.Params(), lin.Buffers()...) {
		fmt.Println(p.Name)
	}
	// Output:
	// lin: linear 2→2, spectral norm
	// [3.000 2.000], not [6 4]
	// lin.weight_orig
	// lin.weight_u
	// lin.weight_v
}

// An initialiser is any function that fills a weight.
func ExampleInit() {
	small := func(dst []float32, fanIn, fanOut int, rng *rand.Rand) {
		for i := range dst {
			dst[i] = 0.01 * float32(rng.NormFloat64())
		}
	}
	rng := rand.New(rand.NewPCG(1, 0))
	lin := nn.NewLinear("lin", nn.LinearConfig{In: 2, Out: 1, Init: small, BiasInit: nn.Zeros}, rng)
	for _, p := range lin.Params() {
		fmt.Printf("%s %.3f\n", p.Name, p.Data())
	}
	// Output:
	// lin.weight [-0.008 0.004]
	// lin.bias [0.000]
}

func ExampleConv2DConfig_Validate() {
	fmt.Println(nn.Conv2DConfig{In: 3, Out: 8, Kernel: 3, Stride: -1}.Validate())
	// Output: config.Stride is -1, want at least 0
}

// What one layer after another makes of a picture, and what it costs.
func ExampleDescribe() {
	rng := rand.New(rand.NewPCG(1, 0))
	net := nn.NewSequential(
		nn.NewConv2D("conv1", nn.Conv2DConfig{In: 3, Out: 16, Kernel: 3, Stride: 2, Padding: 1}, rng),
		nn.NewReLU(),
		nn.NewFlatten(),
		nn.NewLinear("lin1", nn.LinearConfig{In: 4096, Out: 1}, rng),
	)
	table, err := nn.Describe(net, 1, 3, 32, 32)
	check(err)
	for _, row := range table.Rows {
		fmt.Println(row.Output, row.Params)
	}
	fmt.Println(table.FLOPs, "floating-point operations an image")
	// Output:
	// [1 16 16 16] 448
	// [1 16 16 16] 0
	// [1 4096] 0
	// [1 1] 4097
	// 229376 floating-point operations an image
}
