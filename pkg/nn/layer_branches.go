package nn

import (
	"fmt"
	"strings"

	G "gorgonia.org/gorgonia"
)

// ConcatLayer runs layers on one input and puts their outputs one after another.
type ConcatLayer struct {
	axis   int
	layers []Layer
}

// NewConcat is Concat along axis of what layers, one or more, make of the input;
// for channels of images, axis 1. An empty NewSequential is the input itself.
func NewConcat(axis int, layers ...Layer) *ConcatLayer { return &ConcatLayer{axis, layers} }

// Build adds all branches to x's graph.
func (l *ConcatLayer) Build(x *G.Node, mode Mode) (*G.Node, error) {
	ys := make([]*G.Node, len(l.layers))
	for i, layer := range l.layers {
		if err := there("concat", l.layers, i); err != nil {
			return nil, err
		}
		var err error
		if ys[i], err = layer.Build(x, mode); err != nil {
			return nil, err
		}
	}
	return Concat(l.axis, ys...)
}

// Params are those of all layers in order.
func (l *ConcatLayer) Params() []Param { return Params(l.layers...) }

// Buffers are those of all layers in order.
func (l *ConcatLayer) Buffers() []Param { return Buffers(l.layers...) }

// String is like "concat axis 1 (conv1: … | conv2: …)".
func (l *ConcatLayer) String() string {
	parts := make([]string, len(l.layers))
	for i, layer := range l.layers {
		parts[i] = oneLine(layer)
	}
	return fmt.Sprintf("concat axis %d (%s)", l.axis, strings.Join(parts, " | "))
}

// FuncLayer is a layer made of a function.
type FuncLayer struct {
	name   string
	f      func(x *G.Node, mode Mode) (*G.Node, error)
	layers []Layer
}

// NewFunc is the layer that f builds, whatever it does with x; name is what its
// String is and what its errors begin with. layers are those that f uses, so that
// their parameters are found.
func NewFunc(name string, f func(x *G.Node, mode Mode) (*G.Node, error), layers ...Layer) *FuncLayer {
	return &FuncLayer{name, f, layers}
}

// Build calls the function; a panic in it is an error.
func (l *FuncLayer) Build(x *G.Node, mode Mode) (y *G.Node, err error) {
	defer func() {
		if r := recover(); r != nil {
			y, err = nil, fmt.Errorf("nn: %s: panic: %v", l.name, r)
		}
	}()
	if l.f == nil {
		return nil, fmt.Errorf("nn: %s: the function is nil", l.name)
	}
	if y, err = l.f(x, mode); err != nil {
		return nil, fmt.Errorf("nn: %s: %w", l.name, err)
	}
	if y == nil {
		return nil, fmt.Errorf("nn: %s: the function returns neither a node nor an error", l.name)
	}
	return y, nil
}

// Params are those of the layers that the function uses.
func (l *FuncLayer) Params() []Param { return Params(l.layers...) }

// Buffers are those of the layers that the function uses.
func (l *FuncLayer) Buffers() []Param { return Buffers(l.layers...) }

// String is the name.
func (l *FuncLayer) String() string { return l.name }

// oneLine is a layer's String with layers in it after each other.
func oneLine(l Layer) string { return strings.ReplaceAll(text(l), "\n", "; ") }
