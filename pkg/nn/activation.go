package nn

import (
	"fmt"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	G "gorgonia.org/gorgonia"
)

// ReLU is max(x, 0), of any shape (Nair and Hinton, 2010); its gradient at 0 is 0.
func ReLU(x *G.Node) (*G.Node, error) {
	return elementwise("relu", "", x, kernels.OfReLU, 0)
}

// LeakyReLU is x where x > 0 and slope·x elsewhere, of any shape, 0 ≤ slope
// (Maas et al., 2013); its gradient at 0 is slope.
func LeakyReLU(x *G.Node, slope float64) (*G.Node, error) {
	if !(slope >= 0) {
		return nil, fmt.Errorf("nn: leaky_relu: slope is %g, want at least 0", slope)
	}
	return elementwise("leaky_relu", fmt.Sprintf("{slope %g}", slope), x, kernels.OfLeakyReLU, float32(slope))
}

// Tanh is the hyperbolic tangent, of any shape; between −1 and 1.
func Tanh(x *G.Node) (*G.Node, error) {
	return elementwise("tanh", "", x, kernels.OfTanh, 0)
}

// Sigmoid is 1/(1+e^−x), of any shape; between 0 and 1. For a loss, use BCEWithLogits on x instead.
func Sigmoid(x *G.Node) (*G.Node, error) {
	return elementwise("sigmoid", "", x, kernels.OfSigmoid, 0)
}

// elementwise applies f to each element of x. The gradient is made from the output
// where that does, so that x's memory can go as soon as y is there.
func elementwise(name, attrs string, x *G.Node, f kernels.Function, slope float32) (*G.Node, error) {
	n := count(x)
	return apply(&op{
		name: name, attrs: attrs, out: x.Shape(), wrt: []bool{true}, inPlace: 1,
		kernel: kernels.Elementwise{N: n, Of: f, Slope: slope},
		grad: func(in G.Nodes, y, dy *G.Node) (G.Nodes, error) {
			v := in[0]
			if f.FromResult() {
				v = y
			}
			dx, err := apply(&op{
				name: name + "Grad", attrs: attrs, out: x.Shape(), inPlace: 0b11,
				kernel: kernels.ElementwiseBackward{N: n, Of: f, Slope: slope},
			}, dy, v)
			return G.Nodes{dx}, err
		},
	}, x)
}

// count is the number of x's elements.
func count(x *G.Node) int {
	if x.Dims() == 0 {
		return 1
	}
	return x.Shape().TotalSize()
}
