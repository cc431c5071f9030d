package nn_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// A gradientCase builds what a function of the package computes, and says whose
// gradients to check: inputs of the graph.
type gradientCase struct {
	of    string // the function
	build func(b *gradientBuilder) (y *G.Node, wrt G.Nodes)
}

// A gradientBuilder makes the graph of a case.
type gradientBuilder struct {
	t   *testing.T
	g   *G.ExprGraph
	rng *rand.Rand
	// before makes every run draw the same.
	before func()
}

// input has values a quarter apart, an eighth or more from every whole number:
// steps of a sixteenth do not reach the kinks.
func (b *gradientBuilder) input(name string, shape ...int) *G.Node {
	n := b.given(name, nil, shape...)
	for i, k := range b.rng.Perm(len(nn.Data(n))) {
		nn.Data(n)[i] = (float32(k-len(nn.Data(n))/2) + 0.5) / 4
	}
	return n
}

// given has no gradient, or one that nobody asks for.
func (b *gradientBuilder) given(name string, data []float32, shape ...int) *G.Node {
	n := must(b.t)(nn.Input(b.g, name, shape...))
	copy(nn.Data(n), data)
	return n
}

// of is a case of a function of one input, all of whose results follow from it.
func of(name string, f func(b *gradientBuilder, x *G.Node) (*G.Node, error), shape ...int) gradientCase {
	return gradientCase{name, func(b *gradientBuilder) (*G.Node, G.Nodes) {
		x := b.input("x", shape...)
		return must(b.t)(f(b, x)), G.Nodes{x}
	}}
}

// spectral is a case of a layer whose weight is normalised by a fixed estimate.
func spectral(layer func(rng *rand.Rand) nn.Layer, shape ...int) gradientCase {
	return gradientCase{"spectralNorm", func(b *gradientBuilder) (*G.Node, G.Nodes) {
		l, x := nn.NewSpectralNorm(layer(b.rng), b.rng), b.input("x", shape...)
		y := must(b.t)(l.Build(x, nn.Eval))
		return y, G.Nodes{x, must(b.t)(l.Params()[0].Node(b.g)), must(b.t)(l.Params()[1].Node(b.g))}
	}}
}

// gradientCases has at least all that the oracle does not have.
var gradientCases = []gradientCase{
	of("Flatten", func(_ *gradientBuilder, x *G.Node) (*G.Node, error) { return nn.Flatten(x) }, 2, 3, 1, 2),
	of("Reshape", func(_ *gradientBuilder, x *G.Node) (*G.Node, error) { return nn.Reshape(x, 3, 4) }, 2, 3, 1, 2),
	of("Scale", func(_ *gradientBuilder, x *G.Node) (*G.Node, error) { return nn.Scale(x, -0.75) }, 2, 3),
	of("Dropout", func(b *gradientBuilder, x *G.Node) (*G.Node, error) {
		source := rand.NewPCG(1, 1)
		b.before = func() { source.Seed(1, 1) }
		return nn.Dropout(x, 0.4, rand.New(source))
	}, 3, 5),
	of("Translate", func(b *gradientBuilder, x *G.Node) (*G.Node, error) {
		return nn.Translate(x, b.given("shift", []float32{1, -2, 0, 3}, 2, 2))
	}, 2, 2, 4, 5),
	of("Cutout", func(b *gradientBuilder, x *G.Node) (*G.Node, error) {
		return nn.Cutout(x, b.given("box", []float32{-1, 2, 3, 2, 1, 1, 2, 9}, 2, 4))
	}, 2, 2, 4, 5),
	of("Colour", func(b *gradientBuilder, x *G.Node) (*G.Node, error) {
		return nn.Colour(x, b.given("factors", []float32{0.3, 1.5, 0.5, -0.2, 0, 1.25}, 2, 3))
	}, 2, 3, 2, 3),
	spectral(func(rng *rand.Rand) nn.Layer {
		return nn.NewConv2D("l", nn.Conv2DConfig{In: 2, Out: 3, Kernel: 3, Stride: 2, Padding: 1}, rng)
	}, 2, 2, 4, 3),
	spectral(func(rng *rand.Rand) nn.Layer {
		return nn.NewConvTranspose2D("l", nn.Conv2DConfig{In: 2, Out: 3, Kernel: 4, Stride: 2, Padding: 1}, rng)
	}, 1, 2, 3, 2),
	spectral(func(rng *rand.Rand) nn.Layer {
		return nn.NewLinear("l", nn.LinearConfig{In: 4, Out: 3}, rng)
	}, 5, 4),
	{"GradInput", func(b *gradientBuilder) (*G.Node, G.Nodes) {
		x, shift := b.input("x", 2, 3, 2, 2), b.input("shift", 2, 3)
		y := must(b.t)(nn.ChannelAffine(x, must(b.t)(nn.GlobalAvgPool2D(x)), shift))
		return must(b.t)(nn.Tanh(y)), G.Nodes{x, shift}
	}},

	// What the oracle has in one size, in another.
	of("ReLU", func(_ *gradientBuilder, x *G.Node) (*G.Node, error) { return nn.ReLU(x) }, 37),
	of("LeakyReLU", func(_ *gradientBuilder, x *G.Node) (*G.Node, error) { return nn.LeakyReLU(x, 0.2) }, 37),
	of("Tanh", func(_ *gradientBuilder, x *G.Node) (*G.Node, error) { return nn.Tanh(x) }, 37),
	of("Sigmoid", func(_ *gradientBuilder, x *G.Node) (*G.Node, error) { return nn.Sigmoid(x) }, 37),
	of("MaxPool2D", func(_ *gradientBuilder, x *G.Node) (*G.Node, error) {
		return nn.MaxPool2D(x, nn.PoolConfig{Kernel: 3, Stride: 2, Padding: 1})
	}, 2, 2, 5, 4),
	of("AvgPool2D", func(_ *gradientBuilder, x *G.Node) (*G.Node, error) {
		return nn.AvgPool2D(x, nn.PoolConfig{Kernel: 3, Stride: 2, Padding: 1})
	}, 2, 2, 5, 4),
	of("GlobalAvgPool2D", func(_ *gradientBuilder, x *G.Node) (*G.Node, error) { return nn.GlobalAvgPool2D(x) }, 2, 3, 1, 5),
	of("GlobalMaxPool2D", func(_ *gradientBuilder, x *G.Node) (*G.Node, error) { return nn.GlobalMaxPool2D(x) }, 2, 3, 1, 5),
	of("GlobalSumPool2D", func(_ *gradientBuilder, x *G.Node) (*G.Node, error) { return nn.GlobalSumPool2D(x) }, 2, 3, 1, 5),
	of("UpsampleNearest2D", func(_ *gradientBuilder, x *G.Node) (*G.Node, error) { return nn.UpsampleNearest2D(x, 3) }, 2, 2, 1, 3),
	{"ChannelAffine", func(b *gradientBuilder) (*G.Node, G.Nodes) {
		wrt := G.Nodes{b.input("x", 2, 3, 2, 3), b.input("scale", 2, 3), b.input("shift", 2, 3)}
		return must(b.t)(nn.ChannelAffine(wrt[0], wrt[1], wrt[2])), wrt
	}},
	{"GatedNorm", func(b *gradientBuilder) (*G.Node, G.Nodes) {
		source := rand.NewPCG(1, 1)
		b.before = func() { source.Seed(1, 1) }
		wrt := G.Nodes{b.input("x", 2, 4, 2, 3), b.input("gamma", 4), b.input("beta", 4), b.input("film", 2, 8)}
		for _, n := range wrt[1:] { // gentle, or differences are not derivatives
			for i := range nn.Data(n) {
				nn.Data(n)[i] /= 4
			}
		}
		return must(b.t)(nn.GatedNorm(wrt[0], wrt[1], wrt[2], nn.GatedNormConfig{Groups: 2, Film: wrt[3], Drop: 0.3, Rand: rand.New(source)})), wrt
	}},
	{"GatedNorm", func(b *gradientBuilder) (*G.Node, G.Nodes) {
		wrt := G.Nodes{b.input("x", 3, 6), b.input("gamma", 6), b.input("beta", 6)}
		return must(b.t)(nn.GatedNorm(wrt[0], wrt[1], wrt[2], nn.GatedNormConfig{Groups: 2})), wrt
	}},
	of("Embedding", func(b *gradientBuilder, x *G.Node) (*G.Node, error) {
		return nn.Embedding(x, b.given("index", []float32{3, 0, 3, 1}, 4))
	}, 5, 3),
	of("SoftmaxCrossEntropy", func(b *gradientBuilder, x *G.Node) (*G.Node, error) {
		return nn.SoftmaxCrossEntropy(x, b.given("target", []float32{1, 0, 3}, 3))
	}, 3, 4),
	of("HingeGenerator", func(_ *gradientBuilder, x *G.Node) (*G.Node, error) { return nn.HingeGenerator(x) }, 7, 3),
	of("HingeDiscriminator", func(b *gradientBuilder, x *G.Node) (*G.Node, error) {
		return nn.HingeDiscriminator(x, b.given("sign", []float32{1, -1, 1, 1, -1, -1, 1}, 7))
	}, 7),
	of("MSE", func(b *gradientBuilder, x *G.Node) (*G.Node, error) {
		return nn.MSE(x, b.given("target", []float32{1, -1, 0.5}, 3, 1))
	}, 3, 1),
	of("BCEWithLogits", func(b *gradientBuilder, x *G.Node) (*G.Node, error) {
		return nn.BCEWithLogits(x, b.given("target", []float32{1, 0, 0.25, 0.5, 1}, 5))
	}, 5),
}

// TestGradientsAreDifferences compares gradients with differences of outputs:
// the derivative of Σ upstream·y, in float64, from four points around each
// element. The stock machine has to agree to the bit.
func TestGradientsAreDifferences(t *testing.T) {
	for i, c := range gradientCases {
		t.Run(fmt.Sprintf("%02d_%s", i, c.of), func(t *testing.T) {
			build := func(newMachine machine) (wrt G.Nodes, up []float32, run func() [][]float32) {
				b := &gradientBuilder{t: t, g: G.NewGraph(), rng: rand.New(rand.NewPCG(uint64(i), 5)), before: func() {}}
				y, wrt := c.build(b)
				grads, up := b.gradients(c.of, y, wrt)
				vm, read := newMachine(t, append(G.Nodes{y}, grads...))
				return wrt, up, func() [][]float32 {
					b.before()
					if err := vm.RunAll(); err != nil {
						t.Fatal(err)
					}
					vm.Reset()
					return read()
				}
			}
			wrt, up, run := build(ourMachine)
			_, _, runStock := build(stockMachine)
			for k, want := range runStock() {
				if !slices.Equal(bitsOf(run()[k]), bitsOf(want)) {
					t.Errorf("output %d differs from the stock machine's", k)
				}
			}
			var got [][]float32
			for _, g := range run()[1:] {
				got = append(got, slices.Clone(g))
			}
			for k, n := range wrt {
				x := nn.Data(n)
				want := make([]float64, len(x))
				for j, was := range x {
					at := func(steps float32) (sum float64) {
						x[j] = was + steps/32
						for i, v := range run()[0] {
							sum += float64(up[i]) * float64(v)
						}
						x[j] = was
						return sum
					}
					want[j] = (8*(at(1)-at(-1)) - (at(2) - at(-2))) / (12. / 32)
				}
				checkClose(t, "gradient of "+n.Name(), got[k], want, gradientTolerance)
			}
		})
	}
}

// gradients are those of Σ up·y.
func (b *gradientBuilder) gradients(of string, y *G.Node, wrt G.Nodes) (grads G.Nodes, up []float32) {
	up = make([]float32, y.Shape().TotalSize())
	for i := range up {
		up[i] = 1
	}
	if of == "GradInput" {
		for _, n := range slices.Concat(wrt, wrt) { // asked again it is as right
			grads = append(grads, must(b.t)(nn.GradInput(y, n)))
		}
		return grads[len(wrt):], up
	}
	var upstream *G.Node
	if y.Dims() == 0 {
		upstream = input(b.t, b.g, "upstream", array{Data: []float64{1}})
	} else {
		upstream = b.input("upstream", y.Shape()...)
		up = nn.Data(upstream)
	}
	grads, err := G.Backpropagate(G.Nodes{y}, G.Nodes{upstream}, wrt)
	if err != nil {
		b.t.Fatal(err)
	}
	return grads, up
}
