package cnn

import (
	"fmt"
	"math/rand/v2"

	"github.com/crococlock/crococlock/pkg/nn"
)

// Smallest is the side of the smallest pictures that the named architectures
// take, in pixels.
const Smallest = 16

// The architectures that New knows by name.
const (
	// SimpleNet is the study's network: three convolutions, two linear layers.
	SimpleNet = "simplenet"
	// ResNet is a compact residual network with batch norm, 1.6 million parameters,
	// and the slowest.
	ResNet = "resnet"
	// SmallResNet is ResNet of half the width: a quarter of the time, and by the same
	// recipe as often right about the study's images.
	SmallResNet = "resnet-small"
)

// Architectures returns the names that New and Config know.
func Architectures() []string { return []string{SimpleNet, ResNet, SmallResNet} }

// New returns a network of a named architecture with weights drawn from rng, for
// pictures of size×size pixels, 16 or more, and two or more classes, whose names
// are in the order of their labels. For two classes it has one output, the logit
// of the second; else one for each class.
func New(architecture string, classes []string, size int, rng *rand.Rand) (*Model, error) {
	if err := checkClasses(classes); err != nil {
		return nil, err
	}
	if size < Smallest {
		return nil, fmt.Errorf("cnn: pictures of %d×%d pixels; %s takes %d×%d or more", size, size, architecture, Smallest, Smallest)
	}
	outputs := len(classes)
	if outputs == 2 {
		outputs = 1
	}
	switch architecture {
	case SimpleNet:
		layers := simpleNet(size, outputs, rng)
		return newModel(architecture, classes, size, nn.NewSequential(layers...), probes{first: 0, latent: len(layers) - 3})
	case ResNet, SmallResNet:
		net := defaultResNet()
		if architecture == SmallResNet {
			net = smallResNet()
		}
		drawn := rand.NewPCG(0, 0)
		layers := net.layers(outputs, rng, drawn)
		first := 0
		if net.centre {
			first = 1
		}
		m, err := newModel(architecture, classes, size, nn.NewSequential(layers...), probes{first: first, latent: len(layers) - 3})
		if err == nil {
			m.drawn = drawn
		}
		return m, err
	}
	return nil, fmt.Errorf("cnn: architecture %q is unknown, want one of %q", architecture, Architectures())
}

// FromNetwork returns a model of a network that is handed in, for pictures of
// size×size pixels: net makes (N, K) of (N, 3, size, size) for K classes, or
// (N, 1) for two. Its weights and buffers stay net's own memory.
func FromNetwork(net nn.Layer, classes []string, size int) (*Model, error) {
	if err := checkClasses(classes); err != nil {
		return nil, err
	}
	if size < 1 {
		return nil, fmt.Errorf("cnn: pictures of %d×%d pixels", size, size)
	}
	return newModel(handedIn, classes, size, net, probes{first: -1, latent: -1})
}

// simpleNet is three convolutions, each followed by a 2×2 maximum and a ReLU, then
// two linear layers.
func simpleNet(size, outputs int, rng *rand.Rand) []nn.Layer {
	last := ((size + 1) / 2) / 8 // the first convolution's stride, three maxima
	return []nn.Layer{
		nn.NewConv2D("conv1", nn.Conv2DConfig{In: 3, Out: 16, Kernel: 3, Stride: 2, Padding: 1}, rng),
		nn.NewMaxPool2D(nn.PoolConfig{Kernel: 2}),
		nn.NewReLU(), // (N, 16, 8, 8) for 32×32
		nn.NewConv2D("conv2", nn.Conv2DConfig{In: 16, Out: 32, Kernel: 3, Padding: 1}, rng),
		nn.NewMaxPool2D(nn.PoolConfig{Kernel: 2}),
		nn.NewReLU(), // (N, 32, 4, 4)
		nn.NewConv2D("conv3", nn.Conv2DConfig{In: 32, Out: 64, Kernel: 3, Padding: 1}, rng),
		nn.NewMaxPool2D(nn.PoolConfig{Kernel: 2}),
		nn.NewReLU(),    // (N, 64, 2, 2)
		nn.NewFlatten(), // (N, 256)
		nn.NewLinear("lin1", nn.LinearConfig{In: 64 * last * last, Out: LatentSize}, rng),
		nn.NewReLU(),
		nn.NewLinear("lin2", nn.LinearConfig{In: LatentSize, Out: outputs}, rng),
	}
}
