package nn_test

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// A residual block with group norm and SiLU, twice, and what it is made of.
func ExampleNewResidual() {
	rng := rand.New(rand.NewPCG(1, 0))
	block := func(name string, in, out, stride int) nn.Layer {
		body := nn.NewSequential(
			nn.NewGroupNorm(name+".gn", nn.GroupNormConfig{Groups: 4, Channels: in}), nn.NewSiLU(),
			nn.NewConv2D(name+".conv", nn.Conv2DConfig{In: in, Out: out, Kernel: 3, Stride: stride, Padding: 1}, rng),
		)
		if stride == 1 && in == out {
			return nn.NewResidual(body, nil)
		}
		return nn.NewResidual(body, nn.NewConv2D(name+".shortcut", nn.Conv2DConfig{In: in, Out: out, Kernel: 1, Stride: stride}, rng))
	}
	net := nn.NewSequential(block("a", 8, 8, 1), block("b", 8, 16, 2), nn.NewGlobalAvgPool2D())
	x, err := nn.Input(G.NewGraph(), "x", 10, 8, 32, 32)
	check(err)
	y, err := net.Build(x, nn.Train)
	check(err)
	fmt.Println(y.Shape(), nn.Count(net.Params()), "parameters")
	for _, p := range net.Params()[4:] {
		fmt.Println(p.Name, p.Value.Shape())
	}
	// Output:
	// (10, 16) 1928 parameters
	// b.gn.weight (8)
	// b.gn.bias (8)
	// b.conv.weight (16, 8, 3, 3)
	// b.conv.bias (16)
	// b.shortcut.weight (16, 8, 1, 1)
	// b.shortcut.bias (16)
}

// A layer of one's own: squeeze and excitation, which lets each channel be as
// strong as the whole picture says.
func ExampleNewFunc() {
	rng := rand.New(rand.NewPCG(1, 0))
	squeeze := nn.NewLinear("squeeze", nn.LinearConfig{In: 8, Out: 2}, rng)
	excite := nn.NewLinear("excite", nn.LinearConfig{In: 2, Out: 8}, rng)
	gate := nn.NewSequential(nn.NewGlobalAvgPool2D(), squeeze, nn.NewReLU(), excite, nn.NewSigmoid())
	layer := nn.NewFunc("squeeze and excitation", func(x *G.Node, mode nn.Mode) (*G.Node, error) {
		strength, err := gate.Build(x, mode)
		if err != nil {
			return nil, err
		}
		zero, err := nn.Input(x.Graph(), "no shift", strength.Shape()...)
		if err != nil {
			return nil, err
		}
		return nn.ChannelAffine(x, strength, zero)
	}, gate)
	x, err := nn.Input(G.NewGraph(), "x", 4, 8, 5, 5)
	check(err)
	y, err := layer.Build(x, nn.Train)
	check(err)
	fmt.Println(layer, y.Shape(), len(layer.Params()), "parameters")
	// Output: squeeze and excitation (4, 8, 5, 5) 4 parameters
}

// Pictures whose channels another input steers.
func ExampleFiLM() {
	rng := rand.New(rand.NewPCG(1, 0))
	film := nn.NewFiLM("film", nn.FiLMConfig{Condition: 2, Channels: 1, Init: nn.Zeros}, rng)
	copy(film.Params()[0].Data(), []float32{1, 0, 0, 10}) // scale from the first number, shift from the second
	g := G.NewGraph()
	x, err := nn.Input(g, "x", 2, 1, 1, 3)
	check(err)
	condition, err := nn.Input(g, "condition", 2, 2)
	check(err)
	y, err := nn.NewSequential(film.On(condition)).Build(x, nn.Eval)
	check(err)
	machine, err := nn.NewMachine(y)
	check(err)
	check(nn.Feed(x, []float32{1, 2, 3, 1, 2, 3}))
	check(nn.Feed(condition, []float32{1, 0, 0, 1}))
	check(machine.RunAll())
	fmt.Println(nn.Data(y))
	// Output: [2 4 6 11 12 13]
}

// A batch that is too short does not train on what was left of the last one.
func ExampleFeed() {
	x, err := nn.Input(G.NewGraph(), "x", 2, 3)
	check(err)
	fmt.Println(nn.Feed(x, []float32{1, 2, 3, 4, 5, 6}), nn.Data(x))
	fmt.Println(nn.Feed(x, []float32{7, 8, 9}))
	// Output:
	// <nil> [1 2 3 4 5 6]
	// nn: feed: x is (2, 3), which takes 6 values, got 3
}

// Schedules are functions of the step and can be put into each other.
func ExampleCosine() {
	for _, step := range []int{0, 1, 2, 10, 20} {
		fmt.Printf("%2d  %.3f  %.3f\n", step, nn.WarmUp(step, 3, nn.Cosine(step, 20, 1, 0)), nn.OneCycle(step, 21, 1))
	}
	// Output:
	//  0  0.333  0.040
	//  1  0.663  0.122
	//  2  0.976  0.340
	// 10  0.500  0.768
	// 20  0.000  0.000
}

// Training with smoothed labels, decay on filters alone and gradients of a limited
// norm, from the best of its epochs, that goes on where it stopped.
func ExampleState() {
	path := filepath.Join(os.TempDir(), fmt.Sprintf("crococlock-example-%d", os.Getpid()))
	defer os.Remove(path)
	train := func(epochs int) {
		source := rand.NewPCG(1, 0)
		rng := rand.New(source)
		net := nn.NewLinear("lin", nn.LinearConfig{In: 2, Out: 3}, rng)
		g := G.NewGraph()
		x, err := nn.Input(g, "x", 3, 2)
		check(err)
		t, err := nn.Input(g, "t", 3)
		check(err)
		logits, err := net.Build(x, nn.Train)
		check(err)
		loss, err := nn.SoftmaxCrossEntropyWith(logits, t, nn.CrossEntropyConfig{LabelSmoothing: 0.1})
		check(err)
		weights, grads, err := nn.Grad(loss, net.Params())
		check(err)
		machine, err := nn.NewMachine(append(grads, loss)...)
		check(err)
		adam := nn.NewAdamW(nn.DefaultAdamW())
		_, others := nn.Filters(net.Params())
		check(adam.SetGroups(nn.Group{Params: others})) // no decay
		best, epoch := nn.NewBest(net), 0

		state := nn.State(net, adam, source).Also("epoch", &epoch).Also("best", best)
		if err := state.ReadFile(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			check(err)
		}
		fmt.Println("from epoch", epoch)
		for epoch < epochs && best.Waited() < 5 {
			check(nn.Feed(x, []float32{1, 0, 0, 1, rng.Float32(), rng.Float32()}))
			check(nn.Feed(t, []float32{0, 1, 2}))
			check(machine.RunAll())
			model := G.NodesToValueGrads(weights)
			_, err := nn.ClipNorm(model, 1)
			check(err)
			adam.SetLR(nn.Cosine(epoch, epochs, 0.1, 0))
			check(adam.Step(model))
			best.Keep(-float64(nn.Data(loss)[0]))
			epoch++
			check(state.WriteFile(path))
		}
		best.Restore()
	}
	train(3)
	train(6)
	// Output:
	// from epoch 0
	// from epoch 3
}

// A picture turned by a quarter, counter-clockwise.
func ExampleWarpImages() {
	turned := make([]float32, 4)
	quarter := nn.Affine{Angle: math.Pi / 2, Scale: 1, Stretch: 1}
	check(nn.WarpImages(turned, []float32{1, 2, 3, 4}, [][6]float32{quarter.Map()}, 1, 2, 2))
	fmt.Printf("%.0f\n", turned)
	// Output: [2 4 1 3]
}

// Two pictures mixed with each other, and their targets alike.
func ExampleMixup() {
	pictures := []float32{0, 0, 1, 1}
	targets, err := nn.OneHot([]int{0, 1}, 2)
	check(err)
	lambda, err := nn.Mixup(pictures, targets, 2, 1, rand.New(rand.NewPCG(3, 0)))
	check(err)
	fmt.Printf("λ %.2f: %.2f with targets %.2f\n", lambda, pictures, targets)
	// Output: λ 0.45: [0.55 0.55 0.45 0.45] with targets [0.45 0.55 0.55 0.45]
}
