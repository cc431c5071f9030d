package gan

import (
	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// fooling is the graph of the generator's update.
type fooling struct {
	update               nn.TrainStep
	z, shares            *G.Node
	fake                 *G.Node
	real                 *G.Node // nil with the hinge loss
	augment, augmentReal *nn.Augmentation
	loss                 *G.Node
}

func (t *trainer) newFooling() (*fooling, error) {
	c, g, b := t.config, G.NewGraph(), t.config.Batch
	f := &fooling{}
	var err error
	if f.z, err = nn.Input(g, "z", b, c.Latent); err != nil {
		return nil, err
	}
	if f.shares, err = nn.Input(g, "shares", b, t.classes); err != nil {
		return nil, err
	}
	// First of all, so that the discriminator can learn from the pictures before
	// anything else here is computed.
	if f.fake, err = t.generator.build(f.z, f.shares, nn.Train); err != nil {
		return nil, err
	}
	see := func(x *G.Node, name string) (*nn.Augmentation, *G.Node, error) {
		a, err := nn.NewAugmentation(g, name, b, t.size, t.size, c.Augment)
		if err != nil {
			return nil, nil, err
		}
		if x, err = a.Apply(x); err != nil {
			return nil, nil, err
		}
		said, err := t.discriminator.build(x, f.shares, nn.Train)
		return a, said, err
	}
	var said, saidReal *G.Node
	if f.augment, said, err = see(f.fake, "augment"); err != nil {
		return nil, err
	}
	if c.loss() == Hinge {
		f.loss, err = nn.HingeGenerator(said)
	} else {
		if f.real, err = nn.Input(g, "real", b, 3, t.size, t.size); err != nil {
			return nil, err
		}
		if f.augmentReal, saidReal, err = see(f.real, "augment real"); err != nil {
			return nil, err
		}
		f.loss, err = pairing(said, saidReal, b)
	}
	if err != nil {
		return nil, err
	}
	weights, grads, err := nn.Grad(f.loss, t.generator.Params())
	if err != nil {
		return nil, err
	}
	f.update = nn.TrainStep{Losses: G.Nodes{f.loss}, Weights: G.NodesToValueGrads(weights), Solver: t.solverG, Averages: []*nn.EMA{t.average}}
	f.update.Machine, err = nn.NewMachine(append([]*G.Node{f.fake, f.loss}, grads...)...)
	return f, err
}
