package nn_test

import (
	"fmt"
	"strings"

	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func shapeForeign() (cases []foreignCase) {
	one := func(of string, shape []int, f node1, plain func(a nd) nd, more ...func(*foreignCase)) {
		c := foreignCase{of: of, shapes: [][]int{shape}, build: func(in G.Nodes) (*G.Node, error) { return f(in[0]) }, plain: func(in []nd) nd { return plain(in[0]) }}
		for _, m := range more {
			m(&c)
		}
		cases = append(cases, c)
	}
	one("Reshape", []int{3, 4}, func(x *G.Node) (*G.Node, error) { return G.Reshape(x, tensor.Shape{2, 6}) }, func(a nd) nd { return a.reshape(2, 6) })
	one("Reshape to 4", []int{3, 4}, func(x *G.Node) (*G.Node, error) { return G.Reshape(x, tensor.Shape{2, 1, 3, 2}) }, func(a nd) nd { return a.reshape(2, 1, 3, 2) })
	one("Reshape −1", []int{3, 4}, func(x *G.Node) (*G.Node, error) { return G.Reshape(x, tensor.Shape{-1, 2}) }, func(a nd) nd { return a.reshape(6, 2) })
	one("Ravel", []int{3, 4}, G.Ravel, func(a nd) nd { return a.reshape(12) })
	one("Reshape of Transpose", []int{3, 4}, func(x *G.Node) (*G.Node, error) { return G.Reshape(G.Must(G.Transpose(x)), tensor.Shape{2, 6}) }, func(a nd) nd { return a.transpose(1, 0).reshape(2, 6) })
	one("Reshape then Add", []int{3, 4}, func(x *G.Node) (*G.Node, error) {
		y := G.Must(G.Reshape(x, tensor.Shape{2, 6}))
		return G.Add(y, y)
	}, func(a nd) nd { return a.reshape(2, 6).apply(func(v float64) float64 { return 2 * v }) })
	one("Transpose", []int{3, 4}, func(x *G.Node) (*G.Node, error) { return G.Transpose(x) }, func(a nd) nd { return a.transpose(1, 0) })
	for _, axes := range [][]int{{0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
		one(fmt.Sprintf("Transpose %v", axes), []int{2, 3, 4}, func(x *G.Node) (*G.Node, error) { return G.Transpose(x, axes...) }, func(a nd) nd { return a.transpose(axes...) })
	}
	for _, axes := range [][]int{{0, 2, 3, 1}, {0, 3, 1, 2}, {3, 2, 1, 0}, {1, 0, 2, 3}, {2, 0, 3, 1}} {
		one(fmt.Sprintf("Transpose %v", axes), []int{2, 3, 4, 5}, func(x *G.Node) (*G.Node, error) { return G.Transpose(x, axes...) }, func(a nd) nd { return a.transpose(axes...) })
	}
	one("Transpose then Sum", []int{2, 3, 4}, func(x *G.Node) (*G.Node, error) { return G.Sum(G.Must(G.Transpose(x, 2, 0, 1)), 1) }, func(a nd) nd { return a.transpose(2, 0, 1).sum(1) })
	one("Transpose then HadamardProd", []int{3, 3}, func(x *G.Node) (*G.Node, error) { return G.HadamardProd(G.Must(G.Transpose(x)), x) }, func(a nd) nd { return a.transpose(1, 0).with(a, func(v, w float64) float64 { return v * w }) })

	for _, s := range []struct {
		name   string
		shape  []int
		slices []tensor.Slice
		plain  func(a nd) nd
	}{
		{"rows", []int{4, 3}, []tensor.Slice{G.S(1, 3)}, func(a nd) nd { return a.slice(0, 1, 3, 1) }},
		{"row", []int{4, 3}, []tensor.Slice{G.S(2)}, func(a nd) nd { return a.slice(0, 2, 3, 1) }},
		{"column", []int{4, 3}, []tensor.Slice{nil, G.S(1)}, func(a nd) nd { return a.slice(1, 1, 2, 1) }},
		{"columns", []int{4, 3}, []tensor.Slice{nil, G.S(1, 3)}, func(a nd) nd { return a.slice(1, 1, 3, 1) }},
		{"block", []int{4, 3}, []tensor.Slice{G.S(1, 3), G.S(0, 2)}, func(a nd) nd { return a.slice(0, 1, 3, 1).slice(1, 0, 2, 1) }},
		{"element", []int{5}, []tensor.Slice{G.S(2)}, func(a nd) nd { return a.slice(0, 2, 3, 1) }},
		{"element of matrix", []int{4, 3}, []tensor.Slice{G.S(2), G.S(1)}, func(a nd) nd { return a.slice(0, 2, 3, 1).slice(0, 1, 2, 1) }},
		{"range", []int{5}, []tensor.Slice{G.S(1, 4)}, func(a nd) nd { return a.slice(0, 1, 4, 1) }},
		{"step", []int{7}, []tensor.Slice{G.S(1, 6, 2)}, func(a nd) nd { return a.slice(0, 1, 6, 2) }},
		{"rows by step", []int{7, 2}, []tensor.Slice{G.S(0, 7, 3)}, func(a nd) nd { return a.slice(0, 0, 7, 3) }},
		{"images", []int{3, 2, 3, 2}, []tensor.Slice{G.S(1, 3)}, func(a nd) nd { return a.slice(0, 1, 3, 1) }},
		{"image", []int{3, 2, 3, 2}, []tensor.Slice{G.S(1)}, func(a nd) nd { return a.slice(0, 1, 2, 1) }},
		{"channels", []int{3, 4, 3, 2}, []tensor.Slice{nil, G.S(1, 3)}, func(a nd) nd { return a.slice(1, 1, 3, 1) }},
		{"channel", []int{3, 4, 3, 2}, []tensor.Slice{nil, G.S(1)}, func(a nd) nd { return a.slice(1, 1, 2, 1) }},
		{"crop", []int{2, 2, 4, 5}, []tensor.Slice{nil, nil, G.S(1, 3), G.S(1, 4)}, func(a nd) nd { return a.slice(2, 1, 3, 1).slice(3, 1, 4, 1) }},
		{"of a long axis, step", []int{300, 2}, []tensor.Slice{G.S(256, 260)}, func(a nd) nd { return a.slice(0, 256, 260, 1) }},
		{"last axis of 3", []int{2, 3, 4}, []tensor.Slice{nil, nil, G.S(1)}, func(a nd) nd { return a.slice(2, 1, 2, 1) }},
	} {
		one("Slice "+s.name, s.shape, func(x *G.Node) (*G.Node, error) { return G.Slice(x, s.slices...) }, s.plain, func(c *foreignCase) {
			if strings.HasSuffix(s.name, "step") {
				c.instead = "nn.Slice"
			}
		})
	}
	one("Slice twice", []int{4, 3}, func(x *G.Node) (*G.Node, error) {
		return G.HadamardProd(G.Must(G.Slice(x, G.S(0, 2))), G.Must(G.Slice(x, G.S(2, 4))))
	}, func(a nd) nd {
		return a.slice(0, 0, 2, 1).with(a.slice(0, 2, 4, 1), func(v, w float64) float64 { return v * w })
	})
	for _, axis := range []int{0, 1, 2, 3} {
		c := foreignCase{of: fmt.Sprint("Concat ", axis), shapes: [][]int{{2, 3, 2, 4}, {2, 3, 2, 4}, {2, 3, 2, 4}}}
		c.shapes[1] = []int{2, 3, 2, 4}
		c.shapes[1][axis] = 1
		c.build = func(in G.Nodes) (*G.Node, error) { return G.Concat(axis, in...) }
		c.plain = func(in []nd) nd { return concat(axis, in...) }
		cases = append(cases, c)
	}
	for _, axis := range []int{0, 1} {
		c := foreignCase{of: fmt.Sprint("Concat of matrices ", axis), shapes: [][]int{{3, 3}, {3, 3}}}
		c.shapes[1][axis] = 2
		c.build = func(in G.Nodes) (*G.Node, error) { return G.Concat(axis, in...) }
		c.plain = func(in []nd) nd { return concat(axis, in...) }
		cases = append(cases, c)
	}
	cases = append(cases, foreignCase{of: "Concat of vectors", shapes: [][]int{{3}, {2}}, build: func(in G.Nodes) (*G.Node, error) { return G.Concat(0, in...) }, plain: func(in []nd) nd { return concat(0, in...) }})
	cases = append(cases, foreignCase{of: "Concat of one twice", shapes: [][]int{{3, 2}}, build: func(in G.Nodes) (*G.Node, error) { return G.Concat(0, in[0], in[0]) }, plain: func(in []nd) nd { return concat(0, in[0], in[0]) }})
	for _, axis := range []int{0, 1} {
		one(fmt.Sprint("Unconcat ", axis), []int{4, 6}, func(x *G.Node) (*G.Node, error) {
			parts, err := G.Unconcat(x, axis, 2)
			if err != nil {
				return nil, err
			}
			return G.HadamardProd(parts[0], parts[1])
		}, func(a nd) nd {
			n := a.shape[axis] / 2
			return a.slice(axis, 0, n, 1).with(a.slice(axis, n, 2*n, 1), func(v, w float64) float64 { return v * w })
		})
	}
	one("At", []int{3, 4}, func(x *G.Node) (*G.Node, error) { return G.At(x, 1, 2) }, func(a nd) nd { return nd{nil, []float64{a.at(1, 2)}} }, flatRefused("nn.Slice"))
	one("At 3", []int{2, 3, 4}, func(x *G.Node) (*G.Node, error) { return G.At(x, 1, 2, 0) }, func(a nd) nd { return nd{nil, []float64{a.at(1, 2, 0)}} }, flatRefused("nn.Slice"))
	one("SizeOf", []int{3, 4}, func(x *G.Node) (*G.Node, error) { return G.SizeOf(1, x) }, func(a nd) nd { return nd{nil, []float64{4}} }, flat)
	for _, axis := range []int{0, 1} {
		one(fmt.Sprint("ByIndices ", axis), []int{3, 4}, func(x *G.Node) (*G.Node, error) {
			index := G.NewVector(x.Graph(), tensor.Int, G.WithName("index"), G.WithShape(2), G.WithValue(tensor.New(tensor.WithShape(2), tensor.WithBacking([]int{2, 0}))))
			return G.ByIndices(x, index, axis)
		}, func(a nd) nd {
			s := []int{3, 4}
			s[axis] = 2
			return from(s, func(i []int) float64 {
				own := []int{i[0], i[1]}
				own[axis] = []int{2, 0}[i[axis]]
				return a.at(own...)
			})
		}, func(c *foreignCase) {
			if axis > 0 {
				c.gradInstead = "nn.Embedding"
			}
		})
	}
	one("ByIndices repeated", []int{3, 4}, func(x *G.Node) (*G.Node, error) {
		index := G.NewVector(x.Graph(), tensor.Int, G.WithName("index"), G.WithShape(3), G.WithValue(tensor.New(tensor.WithShape(3), tensor.WithBacking([]int{2, 0, 2}))))
		return G.ByIndices(x, index, 0)
	}, func(a nd) nd {
		return from([]int{3, 4}, func(i []int) float64 { return a.at([]int{2, 0, 2}[i[0]], i[1]) })
	})
	return cases
}

func concat(axis int, in ...nd) nd {
	shape := append([]int(nil), in[0].shape...)
	for _, a := range in[1:] {
		shape[axis] += a.shape[axis]
	}
	return from(shape, func(index []int) float64 {
		own := append([]int(nil), index...)
		for _, a := range in {
			if own[axis] < a.shape[axis] {
				return a.at(own...)
			}
			own[axis] -= a.shape[axis]
		}
		panic("outside")
	})
}
