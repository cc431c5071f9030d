package nn_test

import G "gorgonia.org/gorgonia"

func productForeign() (cases []foreignCase) {
	two := func(of string, a, b []int, f node2, plain func(a, b nd) nd) {
		cases = append(cases, foreignCase{of: of, shapes: [][]int{a, b}, build: func(in G.Nodes) (*G.Node, error) { return f(in[0], in[1]) }, plain: func(in []nd) nd { return plain(in[0], in[1]) }})
	}
	two("Mul of matrices", []int{3, 4}, []int{4, 2}, G.Mul, nd.matmul)
	two("Mul of row and matrix", []int{1, 4}, []int{4, 2}, G.Mul, nd.matmul)
	two("Mul of matrix and column", []int{3, 4}, []int{4, 1}, G.Mul, nd.matmul)
	two("Mul of column and row", []int{3, 1}, []int{1, 4}, G.Mul, nd.matmul)
	two("Mul of matrix and vector", []int{3, 4}, []int{4}, G.Mul, func(a, b nd) nd { return a.matmul(b.reshape(4, 1)).reshape(3) })
	two("Mul of vector and matrix", []int{3}, []int{3, 4}, G.Mul, func(a, b nd) nd { return a.reshape(1, 3).matmul(b).reshape(4) })
	two("Mul of vectors", []int{3}, []int{3}, G.Mul, func(a, b nd) nd { return a.with(b, func(v, w float64) float64 { return v * w }).sum(0) })
	two("Mul with a scalar", []int{3, 4}, nil, G.Mul, func(a, b nd) nd { return a.apply(func(v float64) float64 { return v * b.data[0] }) })
	two("Mul of Transpose", []int{4, 3}, []int{4, 2}, func(a, b *G.Node) (*G.Node, error) { return G.Mul(G.Must(G.Transpose(a)), b) }, func(a, b nd) nd { return a.transpose(1, 0).matmul(b) })
	two("Mul and Transpose", []int{3, 4}, []int{2, 4}, func(a, b *G.Node) (*G.Node, error) { return G.Mul(a, G.Must(G.Transpose(b))) }, func(a, b nd) nd { return a.matmul(b.transpose(1, 0)) })
	two("OuterProd", []int{3}, []int{4}, G.OuterProd, func(a, b nd) nd { return a.reshape(3, 1).matmul(b.reshape(1, 4)) })
	for _, s := range []struct {
		name string
		a, b []int
		t    []bool
	}{
		{"of 3 axes", []int{2, 3, 4}, []int{2, 4, 5}, nil},
		{"of 4 axes", []int{2, 3, 2, 4}, []int{2, 3, 4, 5}, nil},
		{"transposed left", []int{2, 4, 3}, []int{2, 4, 5}, []bool{true}},
		{"transposed right", []int{2, 3, 4}, []int{2, 5, 4}, []bool{false, true}},
		{"transposed both", []int{2, 4, 3}, []int{2, 5, 4}, []bool{true, true}},
		{"of one batch", []int{1, 3, 4}, []int{1, 4, 5}, nil},
		{"of squares", []int{2, 3, 3}, []int{2, 3, 3}, nil},
		{"of squares, transposed right", []int{2, 3, 3}, []int{2, 3, 3}, []bool{false, true}},
		{"to columns", []int{2, 3, 4}, []int{2, 4, 1}, nil},
		{"from rows", []int{2, 1, 4}, []int{2, 4, 3}, nil},
	} {
		two("BatchedMatMul "+s.name, s.a, s.b, func(a, b *G.Node) (*G.Node, error) { return G.BatchedMatMul(a, b, s.t...) }, func(a, b nd) nd {
			if len(s.t) > 0 && s.t[0] {
				a = a.swap()
			}
			if len(s.t) > 1 && s.t[1] {
				b = b.swap()
			}
			return a.matmul(b)
		})
	}
	two("Tensordot of matrices", []int{3, 4}, []int{4, 2}, func(a, b *G.Node) (*G.Node, error) { return G.Tensordot([]int{1}, []int{0}, a, b) }, nd.matmul)
	two("Tensordot of first axes", []int{4, 3}, []int{4, 2}, func(a, b *G.Node) (*G.Node, error) { return G.Tensordot([]int{0}, []int{0}, a, b) }, func(a, b nd) nd { return a.transpose(1, 0).matmul(b) })
	two("Tensordot of two axes", []int{3, 4, 2}, []int{4, 2, 5}, func(a, b *G.Node) (*G.Node, error) { return G.Tensordot([]int{1, 2}, []int{0, 1}, a, b) }, func(a, b nd) nd { return a.reshape(3, 8).matmul(b.reshape(8, 5)) })
	two("Tensordot of 3 axes and 2", []int{2, 3, 4}, []int{4, 5}, func(a, b *G.Node) (*G.Node, error) { return G.Tensordot([]int{2}, []int{0}, a, b) }, func(a, b nd) nd { return a.reshape(6, 4).matmul(b).reshape(2, 3, 5) })
	two("Tensordot of vectors", []int{4}, []int{4}, func(a, b *G.Node) (*G.Node, error) { return G.Tensordot([]int{0}, []int{0}, a, b) }, func(a, b nd) nd { return a.with(b, func(v, w float64) float64 { return v * w }).sum(0) })
	two("OuterProd of one size", []int{3}, []int{3}, G.OuterProd, func(a, b nd) nd { return a.reshape(3, 1).matmul(b.reshape(1, 3)) })
	return cases
}
