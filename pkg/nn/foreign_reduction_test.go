package nn_test

import (
	"fmt"
	"math"
	"slices"

	G "gorgonia.org/gorgonia"
)

// subsets of axes.
func subsets(n int) (all [][]int) {
	for bits := 1; bits < 1<<n; bits++ {
		var s []int
		for i := range n {
			if bits>>i&1 == 1 {
				s = append(s, i)
			}
		}
		all = append(all, s)
	}
	return all
}

func reductionForeign() (cases []foreignCase) {
	one := func(of string, shape []int, f node1, plain func(a nd) nd, more ...func(*foreignCase)) {
		c := foreignCase{of: of, shapes: [][]int{shape}, build: func(in G.Nodes) (*G.Node, error) { return f(in[0]) }, plain: func(in []nd) nd { return plain(in[0]) }}
		for _, m := range more {
			m(&c)
		}
		cases = append(cases, c)
	}
	for _, shape := range [][]int{{5}, {3, 4}, {3, 3}, {1, 4}, {4, 1}, {2, 3, 4}, {2, 1, 3}, {2, 3, 4, 5}, {2, 2, 2, 2}} {
		for _, axes := range subsets(len(shape)) {
			at := fmt.Sprintf(" over %v of %v", axes, shape)
			one("Sum"+at, shape, func(x *G.Node) (*G.Node, error) { return G.Sum(x, axes...) }, func(a nd) nd { return a.sum(axes...) })
			one("Max"+at, shape, func(x *G.Node) (*G.Node, error) { return G.Max(x, axes...) }, func(a nd) nd { return a.max(axes...) })
			one("Mean"+at, shape, func(x *G.Node) (*G.Node, error) { return G.Mean(x, axes...) }, func(a nd) nd {
				n := 1
				for _, k := range axes {
					n *= a.shape[k]
				}
				return a.sum(axes...).apply(func(v float64) float64 { return v / float64(n) })
			})
			if len(axes) == 1 {
				one("Norm 2"+at, shape, func(x *G.Node) (*G.Node, error) { return G.Norm(x, axes[0], 2) }, func(a nd) nd {
					return a.apply(func(v float64) float64 { return v * v }).sum(axes...).apply(math.Sqrt)
				}, positive)
				one("Norm 3"+at, shape, func(x *G.Node) (*G.Node, error) { return G.Norm(x, axes[0], 3) }, func(a nd) nd {
					return a.apply(func(v float64) float64 { return v * v * v }).sum(axes...).apply(math.Cbrt)
				}, positive)
				one("LogSumExp"+at, shape, func(x *G.Node) (*G.Node, error) { return G.LogSumExp(x, axes[0]) }, func(a nd) nd {
					return a.apply(math.Exp).sum(axes...).apply(math.Log)
				}, func(c *foreignCase) { c.instead, c.fails = "nn.LogSumExp", len(shape) > 1 })
				one("SoftMax"+at, shape, func(x *G.Node) (*G.Node, error) { return G.SoftMax(x, axes[0]) }, func(a nd) nd { return a.softmax(axes[0]) }, refused("nn.Softmax"))
				one("LogSoftMax"+at, shape, func(x *G.Node) (*G.Node, error) { return G.LogSoftMax(x, axes[0]) }, func(a nd) nd { return a.softmax(axes[0]).apply(math.Log) }, refused("nn.LogSoftmax"))
				if axes[0] != 0 && shape[len(shape)-1] != 1 { // where a row or column is no vector to Gorgonia
					one("KeepDims"+at, shape, func(x *G.Node) (*G.Node, error) {
						return G.KeepDims(x, false, func(x *G.Node) (*G.Node, error) { return G.Sum(x, axes[0]) })
					}, func(a nd) nd {
						return a.sum(axes[0]).reshape(append(slices.Delete(slices.Clone(a.shape), axes[0], axes[0]+1), 1)...)
					})
				}
			}
		}
		one(fmt.Sprintf("Sum of all of %v", shape), shape, func(x *G.Node) (*G.Node, error) { return G.Sum(x) }, func(a nd) nd { return a.sum(subsets(len(shape))[1<<len(shape)-2]...) })
		one(fmt.Sprintf("SoftMax of %v", shape), shape, func(x *G.Node) (*G.Node, error) { return G.SoftMax(x) }, func(a nd) nd { return a.softmax(len(a.shape) - 1) }, refused("nn.Softmax"))
	}
	one("Sum over [1 0] of [3 4]", []int{3, 4}, func(x *G.Node) (*G.Node, error) { return G.Sum(x, 1, 0) }, func(a nd) nd { return a.sum(0, 1) })
	one("Sum over [3 1] of [2 3 4 5]", []int{2, 3, 4, 5}, func(x *G.Node) (*G.Node, error) { return G.Sum(x, 3, 1) }, func(a nd) nd { return a.sum(1, 3) })
	one("Sparsemax", []int{3, 4}, func(x *G.Node) (*G.Node, error) { return G.Sparsemax(x) }, func(a nd) nd { return a }, refused("gorgonia.NewTapeMachine"))
	return cases
}
