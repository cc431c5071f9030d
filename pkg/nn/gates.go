package nn

import (
	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	G "gorgonia.org/gorgonia"
)

// SiLU is x·sigmoid(x), of any shape, also called swish (Elfwing et al., 2018).
func SiLU(x *G.Node) (*G.Node, error) { return gate("silu", x, kernels.SiLU, kernels.SiLUGrad) }

// GELU is x·Φ(x), Φ the normal distribution function, of any shape (Hendrycks and
// Gimpel, 2016): PyTorch's GELU as it is by default.
func GELU(x *G.Node) (*G.Node, error) { return gate("gelu", x, kernels.GELU, kernels.GELUGrad) }

// GELUTanh is x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))), of any shape: GELU's
// approximation of the same paper, PyTorch's with approximate="tanh". It takes a
// fraction of GELU's time and differs by less than 0.0005.
func GELUTanh(x *G.Node) (*G.Node, error) {
	return gate("gelu_tanh", x, kernels.GELUTanh, kernels.GELUTanhGrad)
}

// gate applies f(y, x), whose gradient df(dx, dy, x) needs the input.
func gate(name string, x *G.Node, f func(y, x []float32), df func(dx, dy, x []float32)) (*G.Node, error) {
	return apply(&op{
		name: name, out: x.Shape(), wrt: []bool{true}, inPlace: 1,
		do: func(y []float32, in args) error { f(y, in[0]); return nil },
		grad: func(in G.Nodes, y, dy *G.Node) (G.Nodes, error) {
			dx, err := apply(&op{
				name: name + "Grad", out: x.Shape(), inPlace: 0b11,
				do: func(dx []float32, in args) error { df(dx, in[0], in[1]); return nil },
			}, dy, in[0])
			return G.Nodes{dx}, err
		},
	}, x)
}
