package nn

import (
	"fmt"

	G "gorgonia.org/gorgonia"
)

// Activation is a layer without parameters that changes each element by itself.
type Activation struct {
	stateless
	name string
	f    func(x *G.Node) (*G.Node, error)
}

// NewReLU is the layer of ReLU.
func NewReLU() *Activation { return &Activation{name: "relu", f: ReLU} }

// NewLeakyReLU is the layer of LeakyReLU; Build checks that 0 ≤ slope.
func NewLeakyReLU(slope float64) *Activation {
	return &Activation{name: fmt.Sprintf("leaky relu %g", slope), f: func(x *G.Node) (*G.Node, error) {
		return LeakyReLU(x, slope)
	}}
}

// NewTanh is the layer of Tanh.
func NewTanh() *Activation { return &Activation{name: "tanh", f: Tanh} }

// NewSigmoid is the layer of Sigmoid.
func NewSigmoid() *Activation { return &Activation{name: "sigmoid", f: Sigmoid} }

// Build adds the activation to x's graph.
func (l *Activation) Build(x *G.Node, _ Mode) (*G.Node, error) { return l.f(x) }

// String names the function.
func (l *Activation) String() string { return l.name }

// FlattenLayer is the layer of Flatten.
type FlattenLayer struct{ stateless }

// NewFlatten is (N, …) to (N, everything else), as (N, C, H, W) to (N, C·H·W).
func NewFlatten() *FlattenLayer { return &FlattenLayer{} }

// Build adds the copy to x's graph.
func (l *FlattenLayer) Build(x *G.Node, _ Mode) (*G.Node, error) { return Flatten(x) }

// String is "flatten".
func (l *FlattenLayer) String() string { return "flatten" }
