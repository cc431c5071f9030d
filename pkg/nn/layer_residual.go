package nn

import (
	"fmt"
	"slices"

	G "gorgonia.org/gorgonia"
)

// ResidualLayer is body(x) + shortcut(x) (He et al., 2016).
type ResidualLayer struct{ body, shortcut Layer }

// NewResidual adds what body makes to what shortcut makes of the same input, both
// of one shape; nil for shortcut is the input itself. A shortcut that changes the
// shape is, as a rule, a convolution of 1×1 filters with the body's stride.
func NewResidual(body, shortcut Layer) *ResidualLayer { return &ResidualLayer{body, shortcut} }

// Build adds both branches to x's graph.
func (l *ResidualLayer) Build(x *G.Node, mode Mode) (*G.Node, error) {
	if isNil(l.body) {
		return nil, fmt.Errorf("nn: residual: body is nil")
	}
	y, err := l.body.Build(x, mode)
	if err != nil {
		return nil, err
	}
	if !isNil(l.shortcut) {
		if x, err = l.shortcut.Build(x, mode); err != nil {
			return nil, err
		}
	}
	return l.join(y, x)
}

// join adds what the branches make.
func (l *ResidualLayer) join(y, x *G.Node) (*G.Node, error) {
	if !slices.Equal(y.Shape(), x.Shape()) {
		return nil, fmt.Errorf("nn: residual: body gives %v, shortcut %v: want one shape", y.Shape(), x.Shape())
	}
	return G.Add(y, x)
}

// Params are those of body, then of shortcut.
func (l *ResidualLayer) Params() []Param { return Params(l.layers()...) }

// Buffers are those of body, then of shortcut.
func (l *ResidualLayer) Buffers() []Param { return Buffers(l.layers()...) }

func (l *ResidualLayer) layers() []Layer {
	if isNil(l.shortcut) {
		return []Layer{l.body}
	}
	return []Layer{l.body, l.shortcut}
}

// String is like "residual(conv1: …; relu | conv2: …)", what is behind the bar
// being the shortcut.
func (l *ResidualLayer) String() string {
	s := "residual(" + oneLine(l.body)
	if !isNil(l.shortcut) {
		s += " | " + oneLine(l.shortcut)
	}
	return s + ")"
}
