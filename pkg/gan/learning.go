package gan

import (
	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// learning is the graph of the discriminator's update: of real pictures, then as many
// generated ones, then some of both again with noise.
type learning struct {
	update     nn.TrainStep
	real, fake *G.Node // (Batch, 3, Size, Size)
	shares     *G.Node // (2·Batch + 2·Penalised, K)
	noise      *G.Node // nil without a penalty
	augment    *nn.Augmentation

	said, penalty, loss *G.Node // said is (2·Batch, 1); penalty nil without one
}

func (t *trainer) newLearning() (*learning, error) {
	c, g := t.config, G.NewGraph()
	l, b, p := &learning{}, t.config.Batch, t.config.Penalised
	if c.Penalty == 0 {
		p = 0
	}
	var err error
	if l.real, err = nn.Input(g, "real", b, 3, t.size, t.size); err != nil {
		return nil, err
	}
	if l.fake, err = nn.Input(g, "fake", b, 3, t.size, t.size); err != nil {
		return nil, err
	}
	x, err := nn.Concat(0, l.real, l.fake)
	if err != nil {
		return nil, err
	}
	if l.shares, err = nn.Input(g, "shares", 2*b+2*p, t.classes); err != nil {
		return nil, err
	}
	if l.augment, err = nn.NewAugmentation(g, "augment", 2*b, t.size, t.size, c.Augment); err != nil {
		return nil, err
	}
	if x, err = l.augment.Apply(x); err != nil {
		return nil, err
	}
	if p > 0 {
		if l.noise, err = nn.Input(g, "noise", 2*p, 3, t.size, t.size); err != nil {
			return nil, err
		}
		if x, err = withNoise(x, l.noise, b, p); err != nil {
			return nil, err
		}
	}
	all, err := t.discriminator.build(x, l.shares, nn.Train)
	if err != nil {
		return nil, err
	}
	if l.said, err = nn.Slice(all, 0, 0, 2*b, 1); err != nil {
		return nil, err
	}
	if l.loss, err = t.discriminatorLoss(l.said); err != nil {
		return nil, err
	}
	outputs, losses := []*G.Node{l.said}, G.Nodes{l.loss}
	total := l.loss
	if p > 0 {
		if l.penalty, err = steepness(all, b, p, c.Sigma); err != nil {
			return nil, err
		}
		weighed, err := nn.Scale(l.penalty, c.Penalty)
		if err != nil {
			return nil, err
		}
		if total, err = G.Add(l.loss, weighed); err != nil {
			return nil, err
		}
		outputs, losses = append(outputs, l.penalty), append(losses, l.penalty)
	}
	weights, grads, err := nn.Grad(total, t.discriminator.Params())
	if err != nil {
		return nil, err
	}
	l.update = nn.TrainStep{Losses: losses, Weights: G.NodesToValueGrads(weights), Solver: t.solverD}
	l.update.Machine, err = nn.NewMachine(append(append(outputs, l.loss), grads...)...)
	return l, err
}

// withNoise is x, b real and b generated pictures, and behind them the first p of
// either once more with noise.
func withNoise(x, noise *G.Node, b, p int) (*G.Node, error) {
	some, err := firstOfBoth(x, b, p)
	if err != nil {
		return nil, err
	}
	if some, err = G.Add(some, noise); err != nil {
		return nil, err
	}
	return nn.Concat(0, x, some)
}

// firstOfBoth are the first p rows of the first b and of the second.
func firstOfBoth(x *G.Node, b, p int) (*G.Node, error) {
	real, err := nn.Slice(x, 0, 0, p, 1)
	if err != nil {
		return nil, err
	}
	fake, err := nn.Slice(x, 0, b, b+p, 1)
	if err != nil {
		return nil, err
	}
	return nn.Concat(0, real, fake)
}
