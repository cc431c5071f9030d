package cnn

import (
	"math/rand/v2"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// A residual is x + body(x), then ReLU (He et al., 2016): two convolutions with
// batch norm on as many channels as x has.
type residual struct{ body *nn.Sequential }

func newResidual(name string, channels int, rng *rand.Rand) residual {
	conv := func(i string) nn.Layer {
		return nn.NewConv2D(name+".conv"+i, nn.Conv2DConfig{In: channels, Out: channels, Kernel: 3, Padding: 1, NoBias: true}, rng)
	}
	norm := func(i string) nn.Layer {
		return nn.NewBatchNorm2D(name+".bn"+i, nn.BatchNorm2DConfig{Channels: channels})
	}
	return residual{nn.NewSequential(conv("1"), norm("1"), nn.NewReLU(), conv("2"), norm("2"))}
}

func (r residual) Build(x *G.Node, mode nn.Mode) (*G.Node, error) {
	y, err := r.body.Build(x, mode)
	if err != nil {
		return nil, err
	}
	if y, err = G.Add(x, y); err != nil {
		return nil, err
	}
	return nn.ReLU(y)
}

func (r residual) Params() []nn.Param  { return r.body.Params() }
func (r residual) Buffers() []nn.Param { return r.body.Buffers() }
func (r residual) String() string      { return "residual:\n" + r.body.String() }

// globalMax is nn.GlobalMaxPool2D as a layer.
type globalMax struct{}

func (globalMax) Build(x *G.Node, _ nn.Mode) (*G.Node, error) { return nn.GlobalMaxPool2D(x) }
func (globalMax) Params() []nn.Param                          { return nil }
func (globalMax) Buffers() []nn.Param                         { return nil }
func (globalMax) String() string                              { return "global max pool" }
