package cnn

import (
	"math/rand/v2"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// resNet is a residual network (He et al., 2016) with few layers, and a global
// maximum at its end, so that it takes pictures of any size.
type resNet struct {
	width   int     // channels behind the first convolution
	dropout float64 // before the last layer
	centre  bool    // ½ is taken off the pixels, so that what pads them is grey
}

func defaultResNet() resNet { return resNet{width: 32, dropout: 0.2, centre: true} }

func smallResNet() resNet { return resNet{width: 16, dropout: 0.2} }

// layers draws the weights from rng, and from drawn, which it seeds, what is
// dropped in training.
func (r resNet) layers(outputs int, rng *rand.Rand, drawn *rand.PCG) []nn.Layer {
	w := r.width
	var layers []nn.Layer
	add := func(more ...nn.Layer) { layers = append(layers, more...) }
	conv := func(i string, in, out int) {
		add(convolution("conv"+i, in, out, rng), nn.NewBatchNorm2D("bn"+i, nn.BatchNorm2DConfig{Channels: out}), nn.NewReLU())
	}
	halve := func() { add(nn.NewMaxPool2D(nn.PoolConfig{Kernel: 2})) }
	if r.centre {
		add(nn.NewFunc("pixels − ½", centre))
	}
	conv("1", 3, w)
	conv("2", w, 2*w)
	halve()
	add(residual("res1", 2*w, rng), nn.NewReLU()) // (N, 2w, 16, 16) for 32×32
	conv("3", 2*w, 4*w)
	halve()
	conv("4", 4*w, 8*w) // (N, 8w, 8, 8)
	halve()
	add(residual("res2", 8*w, rng), nn.NewReLU()) // (N, 8w, 4, 4)
	add(nn.NewGlobalMaxPool2D())                  // (N, 8w)
	drawn.Seed(rng.Uint64(), rng.Uint64())
	add(nn.NewDropout(r.dropout, rand.New(drawn)))
	add(nn.NewLinear("lin", nn.LinearConfig{In: 8 * w, Out: outputs}, rng))
	return layers
}

func convolution(name string, in, out int, rng *rand.Rand) nn.Layer {
	return nn.NewConv2D(name, nn.Conv2DConfig{In: in, Out: out, Kernel: 3, Padding: 1, NoBias: true}, rng)
}

// residual is x + body(x), two convolutions with batch norm on as many channels as
// x has; a ReLU is to follow.
func residual(name string, channels int, rng *rand.Rand) nn.Layer {
	norm := func(i string) nn.Layer {
		return nn.NewBatchNorm2D(name+".bn"+i, nn.BatchNorm2DConfig{Channels: channels})
	}
	return nn.NewResidual(nn.NewSequential(
		convolution(name+".conv1", channels, channels, rng), norm("1"), nn.NewReLU(),
		convolution(name+".conv2", channels, channels, rng), norm("2"),
	), nil)
}

// centre is x − ½.
func centre(x *G.Node, _ nn.Mode) (*G.Node, error) {
	s := x.Shape()
	scale, err := nn.Input(x.Graph(), "centre.scale", s[0], s[1])
	if err != nil {
		return nil, err
	}
	shift, err := nn.Input(x.Graph(), "centre.shift", s[0], s[1])
	if err != nil {
		return nil, err
	}
	for i := range nn.Data(scale) {
		nn.Data(scale)[i], nn.Data(shift)[i] = 1, -0.5
	}
	return nn.ChannelAffine(x, scale, shift)
}
