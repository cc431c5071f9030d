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
	out[axis] = (to - from + step - 1) / step
	k := kernels.SliceForward{Axis: kernels.Axis{Outer: outer, N: n, Inner: inner}, From: from, Step: step, Count: out[axis]}
	attrs := fmt.Sprintf("{axis %d, %d:%d:%d}", axis, from, to, step)
	return apply(&op{
		name: "slice", attrs: attrs, out: out, wrt: []bool{true}, kernel: k,
		grad: func(in G.Nodes, y, dy *G.Node) (G.Nodes, error) {
			dx, err := apply(&op{
				name: "sliceGrad", attrs: attrs, out: s, kernel: kernels.SliceBackward(k),
			}, dy)
			return G.Nodes{dx}, err
		},
	}, x)
}
