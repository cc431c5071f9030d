package nn_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Whatever the shapes are, numbers are right or there is an error.
func TestGorgoniasOpsOfAnyShape(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	right := 0
	for range 60 {
		for _, c := range randomForeign(rng) {
			for _, dtype := range []tensor.Dtype{tensor.Float64, tensor.Float32} {
				switch err := c.check(dtype, rng.IntN(2) == 0); {
				case errors.Is(err, errWrong):
					t.Errorf("%s, %v: %v", c.of, dtype, err)
				case err == nil:
					right++
				}
			}
		}
	}
	if right < 500 { // or nothing was tried
		t.Errorf("only %d cases run", right)
	}
}

// randomForeign are functions of tensors of random shapes.
func randomForeign(rng *rand.Rand) (cases []foreignCase) {
	shape := make([]int, 1+rng.IntN(5))
	for i := range shape {
		shape[i] = 1 + rng.IntN(5)
	}
	dims := len(shape)
	sets := subsets(dims)
	axes := sets[rng.IntN(len(sets))]
	one := func(of string, f node1, plain func(a nd) nd) {
		cases = append(cases, foreignCase{of: fmt.Sprintf("%s of %v", of, shape), shapes: [][]int{shape}, build: func(in G.Nodes) (*G.Node, error) { return f(in[0]) }, plain: func(in []nd) nd { return plain(in[0]) }})
	}
	two := func(of string, other []int, f node2, plain func(a, b nd) nd) {
		cases = append(cases, foreignCase{of: fmt.Sprintf("%s of %v and %v", of, shape, other), shapes: [][]int{shape, other}, build: func(in G.Nodes) (*G.Node, error) { return f(in[0], in[1]) }, plain: func(in []nd) nd { return plain(in[0], in[1]) }})
	}
	one(fmt.Sprint("Sum over ", axes), func(x *G.Node) (*G.Node, error) { return G.Sum(x, axes...) }, func(a nd) nd { return a.sum(axes...) })
	one(fmt.Sprint("Max over ", axes), func(x *G.Node) (*G.Node, error) { return G.Max(x, axes...) }, func(a nd) nd { return a.max(axes...) })
	axis := rng.IntN(dims)
	lo := rng.IntN(shape[axis])
	hi := lo + 1 + rng.IntN(shape[axis]-lo)
	slice := make([]tensor.Slice, axis+1)
	slice[axis] = G.S(lo, hi)
	one(fmt.Sprintf("Slice %d:%d of axis %d", lo, hi, axis), func(x *G.Node) (*G.Node, error) { return G.Slice(x, slice...) }, func(a nd) nd { return a.slice(axis, lo, hi, 1) })
	other := slices.Clone(shape)
	other[axis] = 1 + rng.IntN(4)
	two(fmt.Sprint("Concat along ", axis), other, func(a, b *G.Node) (*G.Node, error) { return G.Concat(axis, a, b) }, func(a, b nd) nd { return concat(axis, a, b) })
	if dims > 1 {
		perm := rng.Perm(dims)
		one(fmt.Sprint("Transpose ", perm), func(x *G.Node) (*G.Node, error) { return G.Transpose(x, perm...) }, func(a nd) nd { return a.transpose(perm...) })
	}
	if dims > 2 {
		other := slices.Clone(shape)
		other[dims-2], other[dims-1] = shape[dims-1], 1+rng.IntN(4)
		two("BatchedMatMul", other, func(a, b *G.Node) (*G.Node, error) { return G.BatchedMatMul(a, b) }, nd.matmul)
	}
	if dims < 5 {
		other := slices.Clone(shape)
		var pattern []byte
		for _, a := range axes {
			other[a], pattern = 1, append(pattern, byte(a))
		}
		two(fmt.Sprint("BroadcastHadamardProd ", pattern), other, func(a, b *G.Node) (*G.Node, error) { return G.BroadcastHadamardProd(a, b, nil, pattern) }, func(a, b nd) nd {
			return a.with(b, func(v, w float64) float64 { return v * w })
		})
	}
	if dims > 1 {
		count := 1 + rng.IntN(dims-1) // of axes that are summed over, a's last and b's first
		other := append(slices.Clone(shape[dims-count:]), 1+rng.IntN(3))
		var aAxes, bAxes []int
		rows, inner := 1, 1
		for i, s := range shape {
			if i < dims-count {
				rows *= s
				continue
			}
			aAxes, bAxes, inner = append(aAxes, i), append(bAxes, i-dims+count), inner*s
		}
		columns := other[count]
		out := append(slices.Clone(shape[:dims-count]), columns)
		two(fmt.Sprint("Tensordot ", aAxes), other, func(a, b *G.Node) (*G.Node, error) { return G.Tensordot(aAxes, bAxes, a, b) }, func(a, b nd) nd {
			return a.reshape(rows, inner).matmul(b.reshape(inner, columns)).reshape(out...)
		})
	}
	return cases
}
