package nn

import (
	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	G "gorgonia.org/gorgonia"
)

// SiLU is x·sigmoid(x), of any shape, also called swish (Elfwing et al., 2018).
func SiLU(x *G.Node) (*G.Node, error) { return elementwise("silu", "", x, kernels.OfSiLU, 0) }

// GELU is x·Φ(x), Φ the normal distribution function, of any shape (Hendrycks and
// Gimpel, 2016): PyTorch's GELU as it is by default.
func GELU(x *G.Node) (*G.Node, error) { return elementwise("gelu", "", x, kernels.OfGELU, 0) }

// GELUTanh is x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))), of any shape: GELU's
// approximation of the same paper, PyTorch's with approximate="tanh". It takes a
// fraction of GELU's time and differs by less than 0.0005.
func GELUTanh(x *G.Node) (*G.Node, error) {
	return elementwise("gelu_tanh", "", x, kernels.OfGELUTanh, 0)
}
