package nn

import (
	"fmt"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Concat puts xs, one or more, one after another along an axis; their other sizes
// are the same. A negative axis counts from the last: for channels of images,
// axis 1.
func Concat(axis int, xs ...*G.Node) (*G.Node, error) {
	if len(xs) == 0 {
		return nil, fmt.Errorf("nn: concat: nothing to put together")
	}
	outer, _, inner, axis, err := around("concat", xs[0], axis)
	if err != nil {
		return nil, err
	}
	first := xs[0].Shape()
	for i, x := range xs[1:] {
		s := x.Shape()
		same := s.Dims() == first.Dims()
		for k := 0; same && k < len(s); k++ {
			same = k == axis || s[k] == first[k]
		}
		if !same {
			return nil, fmt.Errorf("nn: concat: input 0 is %v, input %d is %v: want one shape but for axis %d", first, i+1, s, axis)
		}
	}
	// An op has six inputs at most.
	for most := len(kernels.Inputs{}); len(xs) > most; {
		head, err := concat(axis, outer, inner, xs[:most])
		if err != nil {
			return nil, err
		}
		xs = append([]*G.Node{head}, xs[most:]...)
	}
	return concat(axis, outer, inner, xs)
}

func concat(axis, outer, inner int, xs []*G.Node) (*G.Node, error) {
	out := xs[0].Shape().Clone()
	at, sizes := make([]int, len(xs)), make([]int, len(xs))
	wrt := make([]bool, len(xs))
	total := 0
	for i, x := range xs {
		at[i], sizes[i], wrt[i] = total, x.Shape()[axis], true
		total += sizes[i]
	}
	out[axis] = total
	return apply(&op{
		name: "concat", attrs: fmt.Sprintf("{axis %d}", axis), out: tensor.Shape(out), wrt: wrt,
		kernel: kernels.Concat{Outer: outer, Inner: inner, Sizes: sizes},
		grads: func(in G.Nodes, y, dy *G.Node) []gradMaker {
			makers := make([]gradMaker, len(in))
			for i, n := range sizes {
				makers[i] = func() (*G.Node, error) { return Slice(dy, axis, at[i], at[i]+n, 1) }
			}
			return makers
		},
	}, xs...)
}
