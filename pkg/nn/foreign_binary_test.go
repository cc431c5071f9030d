package nn_test

import (
	"math"

	G "gorgonia.org/gorgonia"
)

type node2 = func(a, b *G.Node) (*G.Node, error)

func binary(of string, f node2, plain func(a, b float64) float64, a, b []int, more ...func(*foreignCase)) foreignCase {
	c := foreignCase{of: of, shapes: [][]int{a, b}, build: func(in G.Nodes) (*G.Node, error) { return f(in[0], in[1]) }, plain: func(in []nd) nd {
		switch {
		case len(in[0].shape) == 0:
			return in[1].apply(func(v float64) float64 { return plain(in[0].data[0], v) })
		case len(in[1].shape) == 0:
			return in[0].apply(func(v float64) float64 { return plain(v, in[1].data[0]) })
		}
		return in[0].with(in[1], plain)
	}}
	for _, m := range more {
		m(&c)
	}
	return c
}

func truth(f func(a, b float64) bool) func(a, b float64) float64 {
	return func(a, b float64) float64 {
		if f(a, b) {
			return 1
		}
		return 0
	}
}

func compare(f func(a, b *G.Node, same bool) (*G.Node, error)) node2 {
	return func(a, b *G.Node) (*G.Node, error) { return f(a, b, true) }
}

func binaryForeign() (cases []foreignCase) {
	add := func(a, b float64) float64 { return a + b }
	sub := func(a, b float64) float64 { return a - b }
	mul := func(a, b float64) float64 { return a * b }
	div := func(a, b float64) float64 { return a / b }
	for _, op := range []struct {
		name  string
		f     node2
		plain func(a, b float64) float64
		broad func(a, b *G.Node, l, r []byte) (*G.Node, error)
		more  []func(*foreignCase)
	}{
		{"Add", G.Add, add, G.BroadcastAdd, nil},
		{"Sub", G.Sub, sub, G.BroadcastSub, nil},
		{"HadamardProd", G.HadamardProd, mul, G.BroadcastHadamardProd, nil},
		{"HadamardDiv", G.HadamardDiv, div, G.BroadcastHadamardDiv, []func(*foreignCase){positive}},
		{"Div", G.Div, div, nil, []func(*foreignCase){positive}},
		{"Pow", G.Pow, math.Pow, G.BroadcastPow, []func(*foreignCase){positive}},
		{"Lt", compare(G.Lt), truth(func(a, b float64) bool { return a < b }), nil, []func(*foreignCase){flat}},
		{"Gt", compare(G.Gt), truth(func(a, b float64) bool { return a > b }), nil, []func(*foreignCase){flat}},
		{"Lte", compare(G.Lte), truth(func(a, b float64) bool { return a <= b }), nil, []func(*foreignCase){flat}},
		{"Gte", compare(G.Gte), truth(func(a, b float64) bool { return a >= b }), nil, []func(*foreignCase){flat}},
		{"Eq", compare(G.Eq), truth(func(a, b float64) bool { return a == b }), nil, []func(*foreignCase){flat}},
		{"Ne", compare(G.Ne), truth(func(a, b float64) bool { return a != b }), nil, []func(*foreignCase){flat}},
		{"MinBetween", G.MinBetween, math.Min, nil, []func(*foreignCase){tensorsOnly}},
		{"MaxBetween", G.MaxBetween, math.Max, nil, []func(*foreignCase){tensorsOnly}},
	} {
		cases = append(cases,
			binary(op.name, op.f, op.plain, []int{3, 4}, []int{3, 4}, op.more...),
			binary(op.name+" of 4 axes", op.f, op.plain, []int{2, 1, 3, 2}, []int{2, 1, 3, 2}, op.more...),
			binary(op.name+" with a scalar", op.f, op.plain, []int{3, 4}, nil, op.more...),
			binary(op.name+" of a scalar with a tensor", op.f, op.plain, nil, []int{3, 4}, op.more...),
			binary(op.name+" of scalars", op.f, op.plain, nil, nil, op.more...),
			binary(op.name+" vector", op.f, op.plain, []int{5}, []int{5}, op.more...),
			binary(op.name+" column", op.f, op.plain, []int{5, 1}, []int{5, 1}, op.more...),
			binary(op.name+" one", op.f, op.plain, []int{1, 1}, []int{1, 1}, op.more...),
		)
		if op.broad != nil {
			for _, b := range []struct {
				name string
				l, r []byte
				a, b []int
			}{
				{"rows", nil, []byte{0}, []int{3, 4}, []int{1, 4}},
				{"columns", nil, []byte{1}, []int{3, 4}, []int{3, 1}},
				{"left rows", []byte{0}, nil, []int{1, 4}, []int{3, 4}},
				{"both", []byte{0}, []byte{1}, []int{1, 4}, []int{3, 1}},
				{"channels", nil, []byte{0, 2, 3}, []int{2, 3, 2, 4}, []int{1, 3, 1, 1}},
				{"planes", nil, []byte{2, 3}, []int{2, 3, 2, 4}, []int{2, 3, 1, 1}},
				{"left channels", []byte{0, 2, 3}, nil, []int{1, 3, 1, 1}, []int{2, 3, 2, 4}},
				{"middle", nil, []byte{1}, []int{2, 3, 4}, []int{2, 1, 4}},
			} {
				cases = append(cases, binary("Broadcast"+op.name+" "+b.name, func(x, y *G.Node) (*G.Node, error) { return op.broad(x, y, b.l, b.r) }, op.plain, b.a, b.b, op.more...))
				cases = append(cases, binary("Auto of Broadcast"+op.name+" "+b.name, func(x, y *G.Node) (*G.Node, error) { return G.Auto(op.broad, x, y) }, op.plain, b.a, b.b, op.more...))
			}
			c := binary("Broadcast"+op.name+" vector over rows", func(x, y *G.Node) (*G.Node, error) { return op.broad(x, y, nil, []byte{0}) }, op.plain, []int{3, 4}, []int{4}, op.more...)
			c.plain = func(in []nd) nd { return in[0].with(in[1].reshape(1, 4), op.plain) }
			cases = append(cases, c)
			c = binary("Broadcast"+op.name+" vector over columns", func(x, y *G.Node) (*G.Node, error) { return op.broad(x, y, nil, []byte{1}) }, op.plain, []int{3, 4}, []int{3}, op.more...)
			c.plain = func(in []nd) nd { return in[0].with(in[1].reshape(3, 1), op.plain) }
			cases = append(cases, c)
			c = binary("Broadcast"+op.name+" vector over rows, square", func(x, y *G.Node) (*G.Node, error) { return op.broad(x, y, nil, []byte{0}) }, op.plain, []int{3, 3}, []int{3}, op.more...)
			c.plain = func(in []nd) nd { return in[0].with(in[1].reshape(1, 3), op.plain) }
			cases = append(cases, c)
		}
	}
	for _, b := range []struct {
		name string
		f    func(a, b *G.Node, same bool, l, r []byte) (*G.Node, error)
		p    func(a, b float64) bool
	}{
		{"BroadcastLt", G.BroadcastLt, func(a, b float64) bool { return a < b }},
		{"BroadcastGt", G.BroadcastGt, func(a, b float64) bool { return a > b }},
		{"BroadcastLte", G.BroadcastLte, func(a, b float64) bool { return a <= b }},
		{"BroadcastGte", G.BroadcastGte, func(a, b float64) bool { return a >= b }},
		{"BroadcastEq", G.BroadcastEq, func(a, b float64) bool { return a == b }},
		{"BroadcastNe", G.BroadcastNe, func(a, b float64) bool { return a != b }},
	} {
		cases = append(cases, binary(b.name, func(x, y *G.Node) (*G.Node, error) { return b.f(x, y, true, nil, []byte{0}) }, truth(b.p), []int{3, 4}, []int{1, 4}, flat))
	}
	return cases
}
