package nn

import (
	"fmt"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	G "gorgonia.org/gorgonia"
)

// Slice is elements from, from+step, … below to of an axis of x, which keeps its
// axes: 0 ≤ from < to ≤ the axis's size, 1 ≤ step; a negative axis counts from
// the last. It is a copy.
func Slice(x *G.Node, axis, from, to, step int) (*G.Node, error) {
	outer, n, inner, axis, err := around("slice", x, axis)
	if err != nil {
		return nil, err
	}
	if from < 0 || to <= from || to > n || step < 1 {
		return nil, fmt.Errorf("nn: slice: x is %v, elements %d to %d of axis %d in steps of %d: want 0 ≤ from < to ≤ %d and 1 ≤ step", x.Shape(), from, to, axis, step, n)
	}
	s := x.Shape()
	out := s.Clone()
	count := (to - from + step - 1) / step
	out[axis] = count
	attrs := fmt.Sprintf("{axis %d, %d:%d:%d}", axis, from, to, step)
	return apply(&op{
		name: "slice", attrs: attrs, out: out, wrt: []bool{true},
		do: func(y []float32, in args) error {
			kernels.CopyAxis(y, in[0], outer, count, n, inner, 0, from, 1, step, count)
			return nil
		},
		grad: func(in G.Nodes, y, dy *G.Node) (G.Nodes, error) {
			dx, err := apply(&op{
				name: "sliceGrad", attrs: attrs, out: s,
				do: func(dx []float32, in args) error {
					clear(dx)
					kernels.CopyAxis(dx, in[0], outer, n, count, inner, from, 0, step, 1, count)
					return nil
				},
			}, dy)
			return G.Nodes{dx}, err
		},
	}, x)
}
