package nn_test

import (
	"math/rand/v2"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// step returns a function that runs one full-batch training step of the net
// whose weights tr trains.
func step(t testing.TB, tr *training) func() {
	t.Helper()
	m, err := nn.NewMachine(append(tr.grads, tr.loss)...)
	if err != nil {
		t.Fatal(err)
	}
	tr.fill(rand.New(rand.NewPCG(7, 7)))
	adam, pairs := nn.NewAdam(nn.DefaultAdam()), G.NodesToValueGrads(tr.weights)
	return func() {
		if err := m.RunAll(); err != nil {
			t.Fatal(err)
		}
		if err := adam.Step(pairs); err != nil {
			t.Fatal(err)
		}
	}
}

// studyNet is SimpleNet, the study's network.
func studyNet(t testing.TB) *nn.Sequential {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 0))
	net := nn.NewSequential(
		nn.NewConv2D("conv1", nn.Conv2DConfig{In: 3, Out: 16, Kernel: 3, Stride: 2, Padding: 1}, rng),
		nn.NewMaxPool2D(nn.PoolConfig{Kernel: 2}),
		nn.NewReLU(),
		nn.NewConv2D("conv2", nn.Conv2DConfig{In: 16, Out: 32, Kernel: 3, Padding: 1}, rng),
		nn.NewMaxPool2D(nn.PoolConfig{Kernel: 2}),
		nn.NewReLU(),
		nn.NewConv2D("conv3", nn.Conv2DConfig{In: 32, Out: 64, Kernel: 3, Padding: 1}, rng),
		nn.NewMaxPool2D(nn.PoolConfig{Kernel: 2}),
		nn.NewReLU(),
		nn.NewFlatten(),
		nn.NewLinear("lin1", nn.LinearConfig{In: 256, Out: 256}, rng),
		nn.NewReLU(),
		nn.NewLinear("lin2", nn.LinearConfig{In: 256, Out: 1}, rng),
	)
	if n := nn.Count(net.Params()); n != 89633 {
		t.Fatalf("SimpleNet has %d parameters, want 89633", n)
	}
	return net
}

// BenchmarkSimpleNetStep is the study's training step: 500 images, forward,
// backward, Adam.
func BenchmarkSimpleNetStep(b *testing.B) {
	run := step(b, newTrainingOf(b, studyNet(b), 500, 32))
	run()
	b.ReportAllocs()
	for b.Loop() {
		run()
	}
}
