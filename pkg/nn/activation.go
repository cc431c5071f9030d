package nn

import (
	"fmt"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	G "gorgonia.org/gorgonia"
)

// ReLU is max(x, 0), of any shape (Nair and Hinton, 2010); its gradient at 0 is 0.
func ReLU(x *G.Node) (*G.Node, error) {
	return pointwise("relu", "", x, &kernels.Act{}, kernels.ReLU, kernels.ReLUGrad)
}

// LeakyReLU is x where x > 0 and slope·x elsewhere, of any shape, 0 ≤ slope
// (Maas et al., 2013); its gradient at 0 is slope.
func LeakyReLU(x *G.Node, slope float64) (*G.Node, error) {
	if !(slope >= 0) {
		return nil, fmt.Errorf("nn: leaky_relu: slope is %g, want at least 0", slope)
	}
	s := float32(slope)
	var act *kernels.Act
	if s != 0 { // 0 times a value has its sign, or is NaN: that is not ReLU
		act = &kernels.Act{Slope: s}
	}
	return pointwise("leaky_relu", fmt.Sprintf("{slope %g}", slope), x, act,
		func(y, x []float32) { kernels.LeakyReLU(y, x, s) },
		func(dx, dy, y []float32) { kernels.LeakyReLUGrad(dx, dy, y, s) })
}

// Tanh is the hyperbolic tangent, of any shape; between −1 and 1.
func Tanh(x *G.Node) (*G.Node, error) {
	return pointwise("tanh", "", x, nil, kernels.Tanh, kernels.TanhGrad)
}

// Sigmoid is 1/(1+e^−x), of any shape; between 0 and 1. For a loss, use BCEWithLogits on x instead.
func Sigmoid(x *G.Node) (*G.Node, error) {
	return pointwise("sigmoid", "", x, nil, kernels.Sigmoid, kernels.SigmoidGrad)
}

// pointwise applies f(y, x); df(dx, dy, y) is its gradient from the output, so
// that x's memory can go as soon as y is there. act is f where others can fuse it.
func pointwise(name, attrs string, x *G.Node, act *kernels.Act, f func(y, x []float32), df func(dx, dy, y []float32)) (*G.Node, error) {
	return apply(&op{
		name: name, attrs: attrs, out: x.Shape(), wrt: []bool{true}, inPlace: 1, act: act,
		do: func(y []float32, in args) error { f(y, in[0]); return nil },
		grad: func(in G.Nodes, y, dy *G.Node) (G.Nodes, error) {
			dx, err := apply(&op{
				name: name + "Grad", attrs: attrs, out: x.Shape(), inPlace: 0b11,
				do: func(dx []float32, in args) error { df(dx, in[0], in[1]); return nil },
			}, dy, y)
			return G.Nodes{dx}, err
		},
	}, x)
}
