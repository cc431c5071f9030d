package nn

import (
	"fmt"

	G "gorgonia.org/gorgonia"
)

// Activation is a layer without parameters that keeps its input's shape.
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

// NewSiLU is the layer of SiLU.
func NewSiLU() *Activation { return &Activation{name: "silu", f: SiLU} }

// NewGELU is the layer of GELU.
func NewGELU() *Activation { return &Activation{name: "gelu", f: GELU} }

// NewGELUTanh is the layer of GELUTanh.
func NewGELUTanh() *Activation { return &Activation{name: "gelu tanh", f: GELUTanh} }

// NewSoftmax is the layer of Softmax over an axis, which Build checks; for
// logits (N, C), axis 1. A loss wants the logits.
func NewSoftmax(axis int) *Activation {
	return &Activation{name: fmt.Sprintf("softmax axis %d", axis), f: func(x *G.Node) (*G.Node, error) {
		return Softmax(x, axis)
	}}
}

// NewLogSoftmax is the layer of LogSoftmax over an axis, which Build checks.
func NewLogSoftmax(axis int) *Activation {
	return &Activation{name: fmt.Sprintf("log softmax axis %d", axis), f: func(x *G.Node) (*G.Node, error) {
		return LogSoftmax(x, axis)
	}}
}

// ShapeLayer is a layer without parameters that changes its input's shape.
type ShapeLayer struct {
	stateless
	name string
	f    func(x *G.Node) (*G.Node, error)
}

// NewPixelShuffle is the layer of PixelShuffle.
func NewPixelShuffle(scale int) *ShapeLayer {
	return &ShapeLayer{name: fmt.Sprintf("pixel shuffle ×%d", scale), f: func(x *G.Node) (*G.Node, error) {
		return PixelShuffle(x, scale)
	}}
}

// NewPixelUnshuffle is the layer of PixelUnshuffle.
func NewPixelUnshuffle(scale int) *ShapeLayer {
	return &ShapeLayer{name: fmt.Sprintf("pixel unshuffle /%d", scale), f: func(x *G.Node) (*G.Node, error) {
		return PixelUnshuffle(x, scale)
	}}
}

// NewGlobalAvgPool2D is the layer of GlobalAvgPool2D: (N, C, H, W) to (N, C).
func NewGlobalAvgPool2D() *ShapeLayer {
	return &ShapeLayer{name: "global avg pool", f: GlobalAvgPool2D}
}

// NewGlobalMaxPool2D is the layer of GlobalMaxPool2D: (N, C, H, W) to (N, C).
func NewGlobalMaxPool2D() *ShapeLayer {
	return &ShapeLayer{name: "global max pool", f: GlobalMaxPool2D}
}

// NewGlobalSumPool2D is the layer of GlobalSumPool2D: (N, C, H, W) to (N, C).
func NewGlobalSumPool2D() *ShapeLayer {
	return &ShapeLayer{name: "global sum pool", f: GlobalSumPool2D}
}

// NewUpsampleNearest2D is the layer of UpsampleNearest2D.
func NewUpsampleNearest2D(scale int) *ShapeLayer {
	return &ShapeLayer{name: fmt.Sprintf("upsample ×%d", scale), f: func(x *G.Node) (*G.Node, error) {
		return UpsampleNearest2D(x, scale)
	}}
}

// Build adds the change to x's graph.
func (l *ShapeLayer) Build(x *G.Node, _ Mode) (*G.Node, error) { return l.f(x) }

// String names the change.
func (l *ShapeLayer) String() string { return l.name }
