package nn_test

import (
	"fmt"
	"math"

	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func networkForeign() (cases []foreignCase) {
	image := []int{2, 3, 4, 5}
	one := func(of string, shape []int, f node1, plain func(a nd) nd, more ...func(*foreignCase)) {
		c := foreignCase{of: of, shapes: [][]int{shape}, build: func(in G.Nodes) (*G.Node, error) { return f(in[0]) }, plain: func(in []nd) nd { return plain(in[0]) }}
		for _, m := range more {
			m(&c)
		}
		cases = append(cases, c)
	}
	one("GlobalAveragePool2D", image, G.GlobalAveragePool2D, func(a nd) nd {
		return a.sum(2, 3).apply(func(v float64) float64 { return v / 20 }).reshape(2, 3, 1, 1)
	}, flatRefused("nn.GlobalAvgPool2D"))
	one("Upsample2D", image, func(x *G.Node) (*G.Node, error) { return G.Upsample2D(x, 2) }, func(a nd) nd {
		return from([]int{2, 3, 8, 10}, func(i []int) float64 { return a.at(i[0], i[1], i[2]/2, i[3]/2) })
	})
	pool := func(a nd, k, s, p int, avg bool) nd {
		oh, ow := (a.shape[2]+2*p-k)/s+1, (a.shape[3]+2*p-k)/s+1
		return from([]int{a.shape[0], a.shape[1], oh, ow}, func(i []int) float64 {
			best, sum := -1e300, 0.0
			for r := range k {
				for c := range k {
					y, x := i[2]*s+r-p, i[3]*s+c-p
					if y < 0 || x < 0 || y >= a.shape[2] || x >= a.shape[3] {
						continue
					}
					v := a.at(i[0], i[1], y, x)
					best, sum = max(best, v), sum+v
				}
			}
			if avg {
				return sum / float64(k*k)
			}
			return best
		})
	}
	for _, s := range [][3]int{{2, 2, 0}, {3, 1, 0}, {3, 2, 1}, {2, 1, 0}, {3, 1, 1}} {
		k, st, p := s[0], s[1], s[2]
		at := fmt.Sprintf(" %d, stride %d, pad %d", k, st, p)
		one("MaxPool2D"+at, image, func(x *G.Node) (*G.Node, error) {
			return G.MaxPool2D(x, tensor.Shape{k, k}, []int{p, p}, []int{st, st})
		}, func(a nd) nd { return pool(a, k, st, p, false) })
		one("AveragePool2D"+at, image, func(x *G.Node) (*G.Node, error) {
			return G.AveragePool2D(x, tensor.Shape{k, k}, []int{p, p}, []int{st, st})
		}, func(a nd) nd { return pool(a, k, st, p, true) }, refused("nn.AvgPool2D"))
		cases = append(cases, foreignCase{of: "Conv2d" + at, shapes: [][]int{image, {4, 3, k, k}}, build: func(in G.Nodes) (*G.Node, error) {
			return G.Conv2d(in[0], in[1], tensor.Shape{k, k}, []int{p, p}, []int{st, st}, []int{1, 1})
		}, plain: func(in []nd) nd { return conv(in[0], in[1], st, p, 1) }})
	}
	cases = append(cases, foreignCase{of: "Conv2d dilated", shapes: [][]int{{1, 2, 5, 6}, {3, 2, 2, 2}}, build: func(in G.Nodes) (*G.Node, error) {
		return G.Conv2d(in[0], in[1], tensor.Shape{2, 2}, []int{0, 0}, []int{1, 1}, []int{2, 2})
	}, plain: func(in []nd) nd { return conv(in[0], in[1], 1, 0, 2) }})
	cases = append(cases, foreignCase{of: "Conv1d", shapes: [][]int{{2, 2, 1, 6}, {3, 2, 1, 3}}, build: func(in G.Nodes) (*G.Node, error) {
		return G.Conv1d(in[0], in[1], 3, 1, 1, 1)
	}, plain: func(in []nd) nd {
		return from([]int{2, 3, 1, 6}, func(i []int) float64 {
			s := 0.0
			for c := range 2 {
				for k := range 3 {
					if x := i[3] + k - 1; x >= 0 && x < 6 {
						s += in[0].at(i[0], c, 0, x) * in[1].at(i[1], c, 0, k)
					}
				}
			}
			return s
		})
	}})
	one("MaxPool2D padded on one side", image, func(x *G.Node) (*G.Node, error) {
		return G.MaxPool2D(x, tensor.Shape{2, 2}, []int{1, 0, 1, 0}, []int{1, 1})
	}, func(a nd) nd { return newND(2, 3, 4, 5) }, refused("nn.MaxPool2D"))
	line := []int{2, 3, 1, 6}
	one("MaxPool1D", line, func(x *G.Node) (*G.Node, error) { return G.MaxPool1D(x, 3, 0, 1) }, func(a nd) nd { return newND(2, 3, 1, 4) }, refused("nn.MaxPool2D"))
	one("AveragePool1D", line, func(x *G.Node) (*G.Node, error) { return G.AveragePool1D(x, 3, 0, 1) }, func(a nd) nd { return newND(2, 3, 1, 4) }, refused("nn.AvgPool2D"))
	one("Im2Col", []int{1, 2, 3, 3}, func(x *G.Node) (*G.Node, error) {
		return G.Im2Col(x, tensor.Shape{2, 2}, tensor.Shape{0, 0}, tensor.Shape{1, 1}, tensor.Shape{1, 1})
	}, func(a nd) nd {
		return from([]int{1, 2, 2, 8}, func(i []int) float64 { return a.at(0, i[3]/4, i[1]+i[3]%4/2, i[2]+i[3]%2) })
	})
	one("Dropout", image, func(x *G.Node) (*G.Node, error) { return G.Dropout(x, 0.3) }, func(a nd) nd { return a }, refused("nn.Dropout"))
	one("BatchNorm", image, func(x *G.Node) (*G.Node, error) {
		y, _, _, _, err := G.BatchNorm(x, nil, nil, 0.9, 1e-5)
		return y, err
	}, func(a nd) nd { return a }, refused("nn.BatchNorm2DTrain"))
	one("GroupNorm", []int{2, 4, 2, 2}, func(x *G.Node) (*G.Node, error) {
		ones := func(name string) *G.Node {
			return G.NewTensor(x.Graph(), x.Dtype(), 4, G.WithShape(1, 4, 1, 1), G.WithName(name), G.WithInit(G.Ones()))
		}
		return G.GroupNorm(x, ones("scale"), ones("bias"), 2, 4, 1e-5)
	}, func(a nd) nd { return a }, refused("nn.GroupNorm"))
	one("UniformRandomNode", []int{3, 4}, func(x *G.Node) (*G.Node, error) {
		return G.Add(x, G.UniformRandomNode(x.Graph(), x.Dtype(), 0, 1, 3, 4))
	}, func(a nd) nd { return a }, refused("nn.Input"))
	one("GaussianRandomNode", []int{3, 4}, func(x *G.Node) (*G.Node, error) {
		return G.Add(x, G.GaussianRandomNode(x.Graph(), x.Dtype(), 0, 1, 3, 4))
	}, func(a nd) nd { return a }, refused("nn.Input"))
	one("BinaryXent", []int{3, 4}, func(x *G.Node) (*G.Node, error) {
		return G.BinaryXent(G.Must(G.Sigmoid(x)), G.Must(G.Square(x)))
	}, func(a nd) nd {
		return a.apply(func(v float64) float64 { return -v*v*math.Log(sigmoid(v)) - (1-v*v)*math.Log(1-sigmoid(v)) })
	})
	return cases
}

func conv(x, w nd, stride, pad, dilation int) nd {
	kh, kw := dilation*(w.shape[2]-1)+1, dilation*(w.shape[3]-1)+1
	oh, ow := (x.shape[2]+2*pad-kh)/stride+1, (x.shape[3]+2*pad-kw)/stride+1
	return from([]int{x.shape[0], w.shape[0], oh, ow}, func(i []int) float64 {
		s := 0.0
		for c := range x.shape[1] {
			for r := range w.shape[2] {
				for q := range w.shape[3] {
					y, z := i[2]*stride+r*dilation-pad, i[3]*stride+q*dilation-pad
					if y >= 0 && z >= 0 && y < x.shape[2] && z < x.shape[3] {
						s += x.at(i[0], c, y, z) * w.at(i[1], c, r, q)
					}
				}
			}
		}
		return s
	})
}
