package main

import (
	"cmp"
	"fmt"
	"math/rand/v2"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

const resNetBatch = 50

// resNetStep is one update of a residual network (He et al., 2016) of eight
// convolutions, cnn.ResNet with its 32 to 256 channels and not the half as wide one
// that the program ships, on pictures of 32×32: batch 50, SGD with
// Nesterov's momentum, weight decay on filters.
func resNetStep() (contender, error) {
	rng := rand.New(rand.NewPCG(1, 0))
	net := resNet(32, rng)
	g := &graph{g: G.NewGraph()}
	x, t := g.input("x", resNetBatch, 3, 32, 32), g.input("t", resNetBatch, 1)
	g.plan(g.loss(g.layer(net, x), t), net.Params())
	if g.err != nil {
		return nil, g.err
	}
	pictures, labels := make([]float32, resNetBatch*3*32*32), make([]float32, resNetBatch)
	for i := range pictures {
		pictures[i] = rng.Float32() - 0.5
	}
	for i := range labels {
		labels[i] = float32(i % 2)
	}
	if err := cmp.Or(nn.Feed(x, pictures), nn.Feed(t, labels)); err != nil {
		return nil, err
	}
	config := nn.DefaultSGD()
	config.LR, config.Nesterov = 0.05, true
	sgd := nn.NewSGD(config)
	filters, _ := nn.Filters(net.Params())
	if err := sgd.SetGroups(nn.Group{Params: filters, WeightDecay: 5e-4}); err != nil {
		return nil, err
	}
	step := nn.TrainStep{Machine: g.machine, Weights: g.weights, Solver: sgd}
	return step.Run, nil
}

func resNet(width int, rng *rand.Rand) *nn.Sequential {
	convs := 0
	conv := func(in, out int) *nn.Sequential {
		convs++
		return nn.NewSequential(
			nn.NewConv2D(fmt.Sprintf("conv%d", convs), nn.Conv2DConfig{In: in, Out: out, Kernel: 3, Padding: 1, NoBias: true}, rng),
			nn.NewBatchNorm2D(fmt.Sprintf("bn%d", convs), nn.BatchNorm2DConfig{Channels: out}))
	}
	half := func() nn.Layer { return nn.NewMaxPool2D(nn.PoolConfig{Kernel: 2}) }
	residual := func(channels int) nn.Layer {
		return nn.NewSequential(nn.NewResidual(nn.NewSequential(conv(channels, channels), nn.NewReLU(), conv(channels, channels)), nil), nn.NewReLU())
	}
	return nn.NewSequential(
		conv(3, width), nn.NewReLU(), conv(width, 2*width), nn.NewReLU(), half(), // 16×16
		residual(2*width), conv(2*width, 4*width), nn.NewReLU(), half(), // 8×8
		conv(4*width, 8*width), nn.NewReLU(), half(), // 4×4
		residual(8*width), nn.NewGlobalMaxPool2D(), nn.NewDropout(0.2, rng), nn.NewLinear("lin", nn.LinearConfig{In: 8 * width, Out: 1}, rng),
	)
}
