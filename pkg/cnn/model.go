package cnn

import (
	"fmt"
	"html"
	"math/rand/v2"
	"slices"

	"github.com/crococlock/crococlock/pkg/nn"
)

// The size of the pictures that SimpleNet takes, in pixels.
const (
	Height = 32
	Width  = 32
)

const pixels = 3 * Height * Width // values of one picture

// LatentSize is the length of the vector that SimpleNet makes of a picture
// before it decides.
const LatentSize = 256

// Model is a classifier for two classes. Its methods are not safe for concurrent
// use.
type Model struct {
	classes []string
	net     *nn.Sequential
	// Positions in net's layers whose output is asked for by name.
	conv1, latent int
	programs      map[int]*program // by batch size
}

// NewSimpleNet returns the study's network with weights drawn from rng, uniform
// within ±1/√fan_in as in PyTorch: three convolutions, each followed by a 2×2
// maximum and a ReLU, then two linear layers; 89,633 parameters. classes are the
// two class names in the order of their labels.
func NewSimpleNet(classes []string, rng *rand.Rand) (*Model, error) {
	if len(classes) != 2 {
		return nil, fmt.Errorf("cnn: SimpleNet tells 2 classes apart, got %d: %q", len(classes), classes)
	}
	if classes[0] == "" || classes[1] == "" || classes[0] == classes[1] {
		return nil, fmt.Errorf("cnn: class names %q, want two different ones", classes)
	}
	layers := []nn.Layer{
		nn.NewConv2D("conv1", nn.Conv2DConfig{In: 3, Out: 16, Kernel: 3, Stride: 2, Padding: 1}, rng),
		nn.NewMaxPool2D(nn.PoolConfig{Kernel: 2}),
		nn.NewReLU(), // (N, 16, 8, 8)
		nn.NewConv2D("conv2", nn.Conv2DConfig{In: 16, Out: 32, Kernel: 3, Padding: 1}, rng),
		nn.NewMaxPool2D(nn.PoolConfig{Kernel: 2}),
		nn.NewReLU(), // (N, 32, 4, 4)
		nn.NewConv2D("conv3", nn.Conv2DConfig{In: 32, Out: 64, Kernel: 3, Padding: 1}, rng),
		nn.NewMaxPool2D(nn.PoolConfig{Kernel: 2}),
		nn.NewReLU(),    // (N, 64, 2, 2)
		nn.NewFlatten(), // (N, 256)
		nn.NewLinear("lin1", nn.LinearConfig{In: 256, Out: LatentSize}, rng),
		nn.NewReLU(),
		nn.NewLinear("lin2", nn.LinearConfig{In: LatentSize, Out: 1}, rng),
	}
	return &Model{
		classes:  slices.Clone(classes),
		net:      nn.NewSequential(layers...),
		conv1:    0,
		latent:   10,
		programs: make(map[int]*program),
	}, nil
}

// Classes returns the two class names in the order of their labels.
func (m *Model) Classes() []string { return slices.Clone(m.classes) }

// Params returns the weights and biases, which are the model's own memory.
func (m *Model) Params() []nn.Param { return m.net.Params() }

// Table describes the network's layers for one picture: output shapes,
// parameters, floating-point operations. Notebooks show it as HTML.
func (m *Model) Table() (*nn.Table, error) { return nn.Describe(m.net, 1, 3, Height, Width) }

// String is Table as text.
func (m *Model) String() string {
	table, err := m.Table()
	if err != nil {
		return err.Error()
	}
	return table.String()
}

// HTML is Table for a notebook.
func (m *Model) HTML() string {
	table, err := m.Table()
	if err != nil {
		return html.EscapeString(err.Error())
	}
	return table.HTML()
}
