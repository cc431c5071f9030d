package nn_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// The planned machine does an activation with what it follows: its values and
// gradients are the very bits of the stock machine, which runs one by one.
func TestActivationsAreFused(t *testing.T) {
	relu := nn.ReLU
	leaky := func(slope float64) func(*G.Node) (*G.Node, error) {
		return func(x *G.Node) (*G.Node, error) { return nn.LeakyReLU(x, slope) }
	}
	conv := func(x, w, b *G.Node) (*G.Node, error) {
		return nn.Conv2D(x, w, b, nn.ConvConfig{Stride: 2, Padding: 1})
	}
	transpose := func(x, w, b *G.Node) (*G.Node, error) {
		return nn.ConvTranspose2D(x, w, b, nn.ConvConfig{Stride: 2, Padding: 1})
	}
	for _, c := range []struct {
		name    string
		x, w    []int
		bias    int
		layer   func(x, w, b *G.Node) (*G.Node, error)
		act     func(*G.Node) (*G.Node, error)
		planned string // by the name of its joint op, "" where the two stay apart
	}{
		{"direct", []int{2, 3, 9, 8}, []int{5, 3, 3, 3}, 5, conv, relu, "conv2d+relu"},
		{"Winograd", []int{8, 32, 16, 16}, []int{32, 32, 4, 4}, 32, conv, leaky(0.2), "conv2d+leaky_relu"},
		{"transpose", []int{2, 5, 4, 5}, []int{5, 3, 3, 3}, 3, transpose, leaky(0.1), "conv_transpose2d+leaky_relu"},
		{"transpose by Winograd", []int{8, 32, 8, 8}, []int{32, 32, 4, 4}, 32, transpose, relu, "conv_transpose2d+relu"},
		{"linear", []int{7, 20}, []int{33, 20}, 33, nn.Linear, relu, "linear+relu"},
		{"slope 0 keeps signs of zeros", []int{7, 20}, []int{33, 20}, 33, nn.Linear, leaky(0), ""},
		{"tanh", []int{7, 20}, []int{33, 20}, 33, nn.Linear, nn.Tanh, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			build := func() G.Nodes {
				g, rng := G.NewGraph(), rand.New(rand.NewPCG(5, 6))
				var in G.Nodes
				for i, shape := range [][]int{c.x, c.w, {c.bias}} {
					n := must(t)(nn.Input(g, []string{"x", "w", "b"}[i], shape...))
					for j := range nn.Data(n) {
						nn.Data(n)[j] = float32(rng.NormFloat64())
					}
					in = append(in, n)
				}
				y := must(t)(c.act(must(t)(c.layer(in[0], in[1], in[2]))))
				loss := must(t)(nn.MSE(y, must(t)(nn.Input(g, "t", y.Shape()...))))
				grads, err := G.Grad(loss, in...)
				if err != nil {
					t.Fatal(err)
				}
				return append(grads, loss, y)
			}
			var got [2][][]float32
			for i, newMachine := range []machine{ourMachine, stockMachine} {
				vm, read := newMachine(t, build())
				if err := vm.RunAll(); err != nil {
					t.Fatal(err)
				}
				got[i] = read()
			}
			for i, what := range []string{"gradient of x", "gradient of w", "gradient of b", "loss", "y"} {
				if !slices.Equal(bitsOf(got[0][i]), bitsOf(got[1][i])) {
					t.Errorf("%s differs from the stock machine's", what)
				}
			}
			m, err := nn.NewMachine(build()...)
			if err != nil {
				t.Fatal(err)
			}
			p := m.Plan()
			if fused := p.Fused > 0; fused != (c.planned != "") || !strings.Contains(p.String(), c.planned) {
				t.Errorf("%d ops fused, want the plan to show %q:\n%v", p.Fused, c.planned, p)
			}
		})
	}
}

// bitsOf tells apart what == does not, as the zeros.
func bitsOf(s []float32) []uint32 {
	bits := make([]uint32, len(s))
	for i, v := range s {
		bits[i] = math.Float32bits(v)
	}
	return bits
}
