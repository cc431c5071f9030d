package nn_test

import (
	"math"

	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

type node1 = func(*G.Node) (*G.Node, error)

func unary(of string, f node1, plain func(float64) float64, more ...func(*foreignCase)) foreignCase {
	c := foreignCase{of: of, shapes: [][]int{{3, 4}}, build: func(in G.Nodes) (*G.Node, error) { return f(in[0]) }, plain: func(in []nd) nd { return in[0].apply(plain) }}
	for _, m := range more {
		m(&c)
	}
	return c
}

func positive(c *foreignCase) { c.positive = true }
func flat(c *foreignCase)     { c.flat = true }

// tensorsOnly marks a scalar among the inputs as what Gorgonia refuses itself.
func tensorsOnly(c *foreignCase) {
	for _, s := range c.shapes {
		if len(s) == 0 {
			c.fails = true
		}
	}
}

func refused(use string) func(*foreignCase)     { return func(c *foreignCase) { c.instead = use } }
func flatRefused(use string) func(*foreignCase) { return func(c *foreignCase) { c.gradInstead = use } }

func sigmoid(v float64) float64 { return 1 / (1 + math.Exp(-v)) }

func sign(v float64) float64 {
	if v > 0 {
		return 1
	}
	if v < 0 {
		return -1
	}
	return 0
}

var unaryForeign = []foreignCase{
	unary("Abs", G.Abs, math.Abs),
	unary("Sign", G.Sign, sign, flat),
	unary("Ceil", G.Ceil, math.Ceil, flat),
	unary("Floor", G.Floor, math.Floor, flat),
	unary("Sin", G.Sin, math.Sin),
	unary("Cos", G.Cos, math.Cos),
	unary("Exp", G.Exp, math.Exp),
	unary("Log", G.Log, math.Log, positive),
	unary("Log2", G.Log2, math.Log2, positive),
	unary("Neg", G.Neg, func(v float64) float64 { return -v }),
	unary("Square", G.Square, func(v float64) float64 { return v * v }),
	unary("Sqrt", G.Sqrt, math.Sqrt, positive),
	unary("Inverse", G.Inverse, func(v float64) float64 { return 1 / v }, positive),
	unary("InverseSqrt", G.InverseSqrt, func(v float64) float64 { return 1 / math.Sqrt(v) }, positive),
	unary("Cube", G.Cube, func(v float64) float64 { return v * v * v }),
	unary("Tanh", G.Tanh, math.Tanh),
	unary("Sigmoid", G.Sigmoid, sigmoid),
	unary("Log1p", G.Log1p, math.Log1p, positive),
	unary("Expm1", G.Expm1, math.Expm1),
	unary("Softplus", G.Softplus, func(v float64) float64 { return math.Log1p(math.Exp(v)) }),
	unary("Mish", G.Mish, func(v float64) float64 { return v * math.Tanh(math.Log1p(math.Exp(v))) }),
	unary("Rectify", G.Rectify, func(v float64) float64 { return math.Max(v, 0) }),
	unary("LeakyRelu", func(x *G.Node) (*G.Node, error) { return G.LeakyRelu(x, 0.2) }, func(v float64) float64 {
		if v < 0 {
			return 0.2 * v
		}
		return v
	}),
	unary("Log of Sigmoid", func(x *G.Node) (*G.Node, error) { return G.Log(G.Must(G.Sigmoid(x))) }, func(v float64) float64 { return math.Log(sigmoid(v)) }),
	unary("SoftMax and its Log", func(x *G.Node) (*G.Node, error) { return G.Log(G.Must(G.SoftMax(x))) }, nil, func(c *foreignCase) {
		c.plain, c.instead = func(in []nd) nd { return in[0].softmax(1).apply(math.Log) }, "nn.LogSoftmax"
	}),
	unary("Log of 1 + x", func(x *G.Node) (*G.Node, error) { return G.Log(G.Must(G.Add(G.NewConstant(1.0), x))) }, math.Log1p, positive, func(c *foreignCase) {
		c.build = func(in G.Nodes) (*G.Node, error) {
			one := G.NewConstant(1.0)
			if in[0].Dtype() == tensor.Float32 {
				one = G.NewConstant(float32(1))
			}
			return G.Log(G.Must(G.Add(one, in[0])))
		}
	}),
}
