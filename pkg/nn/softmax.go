package nn

import (
	"fmt"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Softmax is exp x/Σ exp x over an axis of x, of its shape; a negative axis
// counts from the last. It is finite for any finite x. For a loss, use
// SoftmaxCrossEntropy on x instead.
func Softmax(x *G.Node, axis int) (*G.Node, error) { return softmax("softmax", x, axis, false) }

// LogSoftmax is the logarithm of Softmax, without its loss of digits.
func LogSoftmax(x *G.Node, axis int) (*G.Node, error) { return softmax("log_softmax", x, axis, true) }

func softmax(name string, x *G.Node, axis int, log bool) (*G.Node, error) {
	outer, n, inner, axis, err := around(name, x, axis)
	if err != nil {
		return nil, err
	}
	k := kernels.SoftmaxForward{Axis: kernels.Axis{Outer: outer, N: n, Inner: inner}, Log: log}
	attrs := fmt.Sprintf("{axis %d}", axis)
	return apply(&op{
		name: name, attrs: attrs, out: x.Shape(), wrt: []bool{true}, inPlace: 1, kernel: k,
		grad: func(in G.Nodes, y, dy *G.Node) (G.Nodes, error) {
			dx, err := apply(&op{
				name: name + "Grad", attrs: attrs, out: x.Shape(), inPlace: 0b11, kernel: kernels.SoftmaxBackward(k),
			}, dy, y)
			return G.Nodes{dx}, err
		},
	}, x)
}

// LogSumExp is log Σ exp x over an axis of x, which it drops; a negative axis
// counts from the last. It is finite for any finite x.
func LogSumExp(x *G.Node, axis int) (*G.Node, error) {
	const name = "log_sum_exp"
	outer, n, inner, axis, err := around(name, x, axis)
	if err != nil {
		return nil, err
	}
	k := kernels.Axis{Outer: outer, N: n, Inner: inner}
	attrs, s := fmt.Sprintf("{axis %d}", axis), x.Shape()
	out := append(s[:axis:axis].Clone(), s[axis+1:]...)
	if len(s) == 1 {
		out = tensor.ScalarShape()
	}
	return apply(&op{
		name: name, attrs: attrs, out: out, wrt: []bool{true}, kernel: kernels.LogSumExpForward{Axis: k},
		grad: func(in G.Nodes, y, dy *G.Node) (G.Nodes, error) {
			dx, err := apply(&op{
				name: name + "Grad", attrs: attrs, out: s, inPlace: 0b10, kernel: kernels.LogSumExpBackward{Axis: k},
			}, dy, in[0], y)
			return G.Nodes{dx}, err
		},
	}, x)
}

// around is the number of elements before, along and behind an axis of x, and
// the axis counted from the first.
func around(name string, x *G.Node, axis int) (outer, n, inner, from int, err error) {
	s := x.Shape()
	if axis < -s.Dims() || axis >= s.Dims() {
		return 0, 0, 0, 0, fmt.Errorf("nn: %s: x is %v, axis is %d: want %d to %d", name, s, axis, -s.Dims(), s.Dims()-1)
	}
	if axis < 0 {
		axis += s.Dims()
	}
	outer, inner = 1, 1
	for _, size := range s[:axis] {
		outer *= size
	}
	for _, size := range s[axis+1:] {
		inner *= size
	}
	return outer, s[axis], inner, axis, nil
}
