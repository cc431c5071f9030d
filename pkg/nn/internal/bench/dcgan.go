package main

import (
	"cmp"
	"math/rand/v2"
	"slices"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

const (
	ganBatch  = 64
	ganLatent = 100
)

// dcganStep is one update of the discriminator and one of the generator of
// Radford et al. (2016) at 32×32 pixels, batch 64, Adam 2e-4 with β₁ 0.5.
func dcganStep() (contender, error) {
	rng := rand.New(rand.NewPCG(1, 0))
	generator, discriminator := dcganGenerator(rng), dcganDiscriminator(rng)

	learn := &graph{g: G.NewGraph()}
	real, shown := learn.input("real", ganBatch, 3, 32, 32), learn.input("fake", ganBatch, 3, 32, 32)
	ones, zeros := learn.input("ones", ganBatch, 1), learn.input("zeros", ganBatch, 1)
	loss := learn.add(learn.loss(learn.layer(discriminator, real), ones), learn.loss(learn.layer(discriminator, shown), zeros))
	learn.plan(loss, discriminator.Params())

	fool := &graph{g: G.NewGraph()}
	z, wish := fool.input("z", ganBatch, ganLatent, 1, 1), fool.input("wish", ganBatch, 1)
	fake := fool.layer(generator, z)
	foolLoss := fool.loss(fool.layer(discriminator, fake), wish)
	fool.plan(foolLoss, generator.Params(), fake)

	for _, g := range []*graph{learn, fool} {
		if g.err != nil {
			return nil, g.err
		}
	}
	pictures := make([]float32, ganBatch*3*32*32)
	for i := range pictures {
		pictures[i] = 2*rng.Float32() - 1
	}
	all := slices.Repeat([]float32{1}, ganBatch)
	if err := cmp.Or(nn.Feed(real, pictures), nn.Feed(ones, all), nn.Feed(zeros, make([]float32, ganBatch)), nn.Feed(wish, all)); err != nil {
		return nil, err
	}
	config := nn.DefaultAdam()
	config.LR, config.Beta1 = 2e-4, 0.5
	stepD := nn.TrainStep{Machine: learn.machine, Weights: learn.weights, Solver: nn.NewAdam(config)}
	stepG := nn.TrainStep{Machine: fool.machine, Weights: fool.weights, Solver: nn.NewAdam(config)}
	return func() error {
		noise := nn.Data(z)
		for i := range noise {
			noise[i] = float32(rng.NormFloat64())
		}
		// The discriminator learns from the very pictures that the generator then
		// learns from, as in PyTorch's example: they are made once.
		if err := fool.machine.RunUntil(fake); err != nil {
			return err
		}
		if err := nn.Copy(shown, fake); err != nil {
			return err
		}
		if err := stepD.Run(); err != nil {
			return err
		}
		return stepG.Resume()
	}, nil
}

func dcganGenerator(rng *rand.Rand) *nn.Sequential {
	up := func(name string, in, out, stride, padding int) nn.Layer {
		return nn.NewConvTranspose2D(name, nn.Conv2DConfig{In: in, Out: out, Kernel: 4, Stride: stride, Padding: padding}, rng)
	}
	norm := func(name string, channels int) nn.Layer {
		return nn.NewBatchNorm2D(name, nn.BatchNorm2DConfig{Channels: channels})
	}
	return nn.NewSequential(
		up("up1", ganLatent, 256, 1, 0), norm("gbn1", 256), nn.NewReLU(), // 4×4
		up("up2", 256, 128, 2, 1), norm("gbn2", 128), nn.NewReLU(), // 8×8
		up("up3", 128, 64, 2, 1), norm("gbn3", 64), nn.NewReLU(), // 16×16
		up("up4", 64, 3, 2, 1), nn.NewTanh(), // 32×32
	)
}

func dcganDiscriminator(rng *rand.Rand) *nn.Sequential {
	down := func(name string, in, out, stride, padding int) nn.Layer {
		return nn.NewConv2D(name, nn.Conv2DConfig{In: in, Out: out, Kernel: 4, Stride: stride, Padding: padding}, rng)
	}
	norm := func(name string, channels int) nn.Layer {
		return nn.NewBatchNorm2D(name, nn.BatchNorm2DConfig{Channels: channels})
	}
	return nn.NewSequential(
		down("down1", 3, 64, 2, 1), nn.NewLeakyReLU(0.2), // 16×16
		down("down2", 64, 128, 2, 1), norm("dbn2", 128), nn.NewLeakyReLU(0.2), // 8×8
		down("down3", 128, 256, 2, 1), norm("dbn3", 256), nn.NewLeakyReLU(0.2), // 4×4
		down("down4", 256, 1, 1, 0), nn.NewFlatten(),
	)
}

// A graph collects the first error of its making.
type graph struct {
	g       *G.ExprGraph
	err     error
	machine *nn.Machine
	weights []G.ValueGrad
}

func (g *graph) keep(n *G.Node, err error) *G.Node {
	if g.err == nil {
		g.err = err
	}
	return n
}

func (g *graph) input(name string, shape ...int) *G.Node {
	return g.keep(nn.Input(g.g, name, shape...))
}

func (g *graph) layer(l nn.Layer, x *G.Node) *G.Node {
	if g.err != nil {
		return nil
	}
	return g.keep(l.Build(x, nn.Train))
}

func (g *graph) loss(logits, target *G.Node) *G.Node {
	if g.err != nil {
		return nil
	}
	return g.keep(nn.BCEWithLogits(logits, target))
}

func (g *graph) add(a, b *G.Node) *G.Node {
	if g.err != nil {
		return nil
	}
	return g.keep(G.Add(a, b))
}

// plan plans the gradients of loss, if there is one, and the other outputs.
func (g *graph) plan(loss *G.Node, params []nn.Param, outputs ...*G.Node) {
	if g.err != nil {
		return
	}
	if loss != nil {
		weights, grads, err := nn.Grad(loss, params)
		g.keep(nil, err)
		g.weights = G.NodesToValueGrads(weights)
		outputs = append(append(outputs, grads...), loss)
	}
	if g.err == nil {
		g.machine, g.err = nn.NewMachine(outputs...)
	}
}
