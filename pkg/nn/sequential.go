package nn

import (
	"fmt"
	"strings"

	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Sequential runs layers one after another. It is a Layer itself.
type Sequential struct {
	layers []Layer
}

// NewSequential is the network of these layers, the input's first.
func NewSequential(layers ...Layer) *Sequential { return &Sequential{layers: layers} }

// Layers are the layers in order; not a copy.
func (s *Sequential) Layers() []Layer { return s.layers }

// Build adds all layers to x's graph and returns the last one's output; x itself
// where there are none. The error is that of the first layer that does not fit, or
// is nil.
func (s *Sequential) Build(x *G.Node, mode Mode) (*G.Node, error) {
	var err error
	for i, l := range s.layers {
		if err := there("sequential", s.layers, i); err != nil {
			return nil, err
		}
		if x, err = l.Build(x, mode); err != nil {
			return nil, err
		}
	}
	return x, nil
}

// Params are the parameters of all layers in order, each once though its layer
// is used twice.
func (s *Sequential) Params() []Param { return Params(s.layers...) }

// Buffers are the buffers of all layers in order, each once.
func (s *Sequential) Buffers() []Param { return Buffers(s.layers...) }

// String has one line a layer. Summary adds shapes and counts.
func (s *Sequential) String() string {
	lines := make([]string, len(s.layers))
	for i, l := range s.layers {
		lines[i] = text(l)
	}
	return strings.Join(lines, "\n")
}

// there reports that layer i is nil, and where that is.
func there(of string, layers []Layer, i int) error {
	switch {
	case !isNil(layers[i]):
		return nil
	case i == 0:
		return fmt.Errorf("nn: %s: layer 1 of %d is nil", of, len(layers))
	}
	return fmt.Errorf("nn: %s: layer %d of %d, after %s, is nil", of, i+1, len(layers), oneLine(layers[i-1]))
}

// text is a layer's String; "nil" of none, which Build reports.
func text(l Layer) string {
	if isNil(l) {
		return "nil"
	}
	return l.String()
}

// Params collects the parameters of layers, in order, each once.
func Params(layers ...Layer) []Param { return collect(layers, Layer.Params) }

// Buffers collects the buffers of layers, in order, each once.
func Buffers(layers ...Layer) []Param { return collect(layers, Layer.Buffers) }

func collect(layers []Layer, of func(Layer) []Param) []Param {
	var out []Param
	seen := make(map[*tensor.Dense]bool)
	for _, l := range layers {
		if isNil(l) {
			continue
		}
		for _, p := range of(l) {
			if !seen[p.Value] {
				seen[p.Value] = true
				out = append(out, p)
			}
		}
	}
	return out
}
