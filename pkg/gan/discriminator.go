package gan

import (
	"fmt"
	"math/rand/v2"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// discriminator tells real from generated pictures of a class: convolutions of
// stride 2 down to maps of 4×4, whose sums are weighed once for any class and once
// by a row of a table for the picture's own (Miyato and Koyama, 2018, projection).
// It has no norms: what it says of a picture does not depend on those beside it.
// Parameters are called as in the module f (ModuleList), l, y.
type discriminator struct {
	downs []nn.Layer
	any   nn.Layer
	own   nn.Layer
	input int
}

// newDiscriminator draws its weights from rng as PyTorch does.
func newDiscriminator(prefix string, classes, size int, c Config, rng *rand.Rand) (*discriminator, error) {
	depth, err := levels(size)
	if err != nil {
		return nil, err
	}
	bound := func(l nn.Layer) nn.Layer {
		if c.loss() == Hinge {
			return nn.NewSpectralNorm(l, rng)
		}
		return l
	}
	d := &discriminator{input: classes}
	in, out := 3, c.Channels
	for i := range depth {
		d.downs = append(d.downs, bound(nn.NewConv2D(fmt.Sprintf("%sf.%d", prefix, i), nn.Conv2DConfig{In: in, Out: out, Kernel: 4, Stride: 2, Padding: 1}, rng)))
		in, out = out, 2*out
	}
	d.any = bound(nn.NewLinear(prefix+"l", nn.LinearConfig{In: in, Out: 1}, rng))
	// The rows of PyTorch's embedding are the weights of a layer with an output a class.
	d.own = bound(nn.NewLinear(prefix+"y", nn.LinearConfig{In: in, Out: classes, NoBias: true, Init: standardNormal}, rng))
	return d, nil
}

func standardNormal(dst []float32, _, _ int, rng *rand.Rand) { normal(dst, 1, rng) }

func (d *discriminator) layers() []nn.Layer {
	return append(append([]nn.Layer{}, d.downs...), d.any, d.own)
}

// Params are what training changes.
func (d *discriminator) Params() []nn.Param { return nn.Params(d.layers()...) }

// Buffers are the estimates of spectral normalisation, where there is one.
func (d *discriminator) Buffers() []nn.Param { return nn.Buffers(d.layers()...) }

// build adds the discriminator to a graph: x is pictures (N, 3, Size, Size) in
// [−1,1], shares (N, K) each class's part; the result (N, 1) is the larger the more
// real a picture looks.
func (d *discriminator) build(x, shares *G.Node, mode nn.Mode) (*G.Node, error) {
	var err error
	for _, down := range d.downs {
		if x, err = nn.NewSequential(down, nn.NewLeakyReLU(0.2)).Build(x, mode); err != nil {
			return nil, err
		}
	}
	if x, err = nn.GlobalSumPool2D(x); err != nil {
		return nil, err
	}
	if x, err = nn.Scale(x, 1./smallestMap); err != nil {
		return nil, err
	}
	own, err := d.own.Build(x, mode)
	if err != nil {
		return nil, err
	}
	if own, err = G.HadamardProd(own, shares); err != nil {
		return nil, err
	}
	ones, err := filled(x.Graph(), "ones", 1, 1, d.input)
	if err != nil {
		return nil, err
	}
	if own, err = nn.Linear(own, ones, nil); err != nil { // its sum
		return nil, err
	}
	all, err := d.any.Build(x, mode)
	if err != nil {
		return nil, err
	}
	return G.Add(all, own)
}

// filled is an input of a graph that holds one value everywhere, the same node for
// each name.
func filled(g *G.ExprGraph, name string, value float32, shape ...int) (*G.Node, error) {
	if found := g.ByName(name); len(found) > 0 {
		return found[0], nil
	}
	n, err := nn.Input(g, name, shape...)
	if err != nil {
		return nil, err
	}
	for i := range nn.Data(n) {
		nn.Data(n)[i] = value
	}
	return n, nil
}
