package flow

import (
	"math/rand/v2"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// block is x + two convolutions, each behind a group norm and SiLU; between the
// second norm and its SiLU the embedding scales and shifts each channel.
type block struct {
	n1, n2 *nn.GroupNormLayer
	c1, c2 *nn.Conv2DLayer
	e      *nn.FiLM
	k      *nn.Conv2DLayer // what x goes through where channels change; else nil
	drop   *nn.DropoutLayer
}

// newBlock draws weights from rng; the second convolution begins with zeros, so
// that a new block changes nothing.
func newBlock(name string, in, out, embedding int, rng, drawn *rand.Rand) *block {
	b := &block{
		n1:   nn.NewGroupNorm(name+".n1", nn.GroupNormConfig{Groups: groups, Channels: in}),
		c1:   convolution(name+".c1", in, out, 1, rng),
		n2:   nn.NewGroupNorm(name+".n2", nn.GroupNormConfig{Groups: groups, Channels: out}),
		c2:   nn.NewConv2D(name+".c2", nn.Conv2DConfig{In: out, Out: out, Kernel: 3, Padding: 1, Init: nn.Zeros}, rng),
		e:    nn.NewFiLM(name+".e", nn.FiLMConfig{Condition: embedding, Channels: out}, rng),
		drop: nn.NewDropout(dropped, drawn),
	}
	if in != out {
		b.k = nn.NewConv2D(name+".k", nn.Conv2DConfig{In: in, Out: out, Kernel: 1}, rng)
	}
	return b
}

func convolution(name string, in, out, stride int, rng *rand.Rand) *nn.Conv2DLayer {
	return nn.NewConv2D(name, nn.Conv2DConfig{In: in, Out: out, Kernel: 3, Stride: stride, Padding: 1}, rng)
}

// on is the block with its embedding, a node of the graph that it is built in.
func (b *block) on(e *G.Node) nn.Layer {
	body := nn.NewSequential(nn.NewGatedNorm(b.n1, nil, nil, nil), b.c1, nn.NewGatedNorm(b.n2, b.e, e, b.drop), b.c2)
	if b.k == nil {
		return nn.NewResidual(body, nil)
	}
	return nn.NewResidual(body, b.k)
}

// params are in the order in which PyTorch lists them.
func (b *block) params() []nn.Param {
	all := nn.Params(b.n1, b.c1, b.n2, b.c2)
	all = append(all, b.e.Params()...)
	if b.k != nil {
		all = append(all, b.k.Params()...)
	}
	return all
}
