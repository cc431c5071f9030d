package nn

import (
	"fmt"

	"github.com/crococlock/crococlock/pkg/nn/internal/card"
	"github.com/crococlock/crococlock/pkg/nn/internal/exec"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Input is a float32 input of a graph with a zeroed tensor of that shape bound
// to it, which the graph reads and never changes; fill it with Feed before a run. It fails on a negative size, and on a name that the graph already has.
func Input(g *G.ExprGraph, name string, shape ...int) (*G.Node, error) {
	if len(g.ByName(name)) > 0 {
		return nil, fmt.Errorf("nn: graph already has a node called %q", name)
	}
	for _, size := range shape {
		if size < 0 {
			return nil, fmt.Errorf("nn: input %s: shape is %v, want no negative size", name, shape)
		}
	}
	v := tensor.New(tensor.Of(tensor.Float32), tensor.WithShape(shape...))
	return G.NewTensor(g, tensor.Float32, len(shape), G.WithShape(shape...), G.WithName(name), G.WithValue(v)), nil
}

// Data is the memory of the value that n holds now, row-major: of an input to
// write, of a machine's output to read until its next run. It is nil if n has no
// float32 value, as an output before the first run.
func Data(n *G.Node) []float32 {
	v := n.Value()
	if v == nil {
		return nil
	}
	data, err := elements(v, v.Shape())
	if err != nil {
		return nil
	}
	card.Here(data)
	return data
}

// Feed copies values, row-major, into the input n for the next runs. Unlike copy
// into Data it takes no part of a batch for a whole one: it fails unless there
// are as many values as n's shape says, and on nodes that an op computes; then
// nothing is copied.
func Feed(n *G.Node, values []float32) error {
	if n.Op() != nil {
		return fmt.Errorf("nn: feed: %s is computed by %v, want an input", exec.Name(n), n.Op())
	}
	data, err := elements(n.Value(), n.Shape())
	if err != nil {
		return fmt.Errorf("nn: feed: %s: %w", exec.Name(n), err)
	}
	if len(values) != len(data) {
		return fmt.Errorf("nn: feed: %s is %v, which takes %d values, got %d", exec.Name(n), n.Shape(), len(data), len(values))
	}
	card.Here(data)
	copy(data, values)
	return nil
}
