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
	card.Lend(data)
	return data
}

// Feed copies values, row-major, into the input n for the next runs. Unlike copy
// into Data it takes no part of a batch for a whole one: it fails unless there
// are as many values as n's shape says, and on nodes that an op computes; then
// nothing is copied. A card takes what is fed once, what was written into Data
// before each run.
func Feed(n *G.Node, values []float32) error {
	data, err := fed(n)
	if err != nil {
		return fmt.Errorf("nn: feed: %w", err)
	}
	if len(values) != len(data) {
		return fmt.Errorf("nn: feed: %s is %v, which takes %d values, got %d", exec.Name(n), n.Shape(), len(data), len(values))
	}
	card.Here(data)
	copy(data, values)
	card.Feed(data)
	return nil
}

// Copy feeds the input to with the value that from has now, such as what one
// machine has computed to another machine. On a card it stays there, and whoever
// wants to see from or to here asks Data. It fails on nodes of two shapes, where
// from has no value yet and where to is computed by an op.
func Copy(to, from *G.Node) error {
	dst, err := fed(to)
	if err != nil {
		return fmt.Errorf("nn: copy: %w", err)
	}
	if from.Value() == nil {
		return fmt.Errorf("nn: copy: %s has no value yet", exec.Name(from))
	}
	src, err := elements(from.Value(), from.Shape())
	if err != nil {
		return fmt.Errorf("nn: copy: %s: %w", exec.Name(from), err)
	}
	if !to.Shape().Eq(from.Shape()) {
		return fmt.Errorf("nn: copy: %s is %v and %s %v", exec.Name(to), to.Shape(), exec.Name(from), from.Shape())
	}
	done := false
	if from.Op() != nil {
		if done, err = card.Pass(dst, src); err != nil {
			return fmt.Errorf("nn: copy: %w", err)
		}
	}
	if !done {
		if err := card.Read(src); err != nil {
			return fmt.Errorf("nn: copy: %w", err)
		}
		card.Here(dst)
		copy(dst, src)
	}
	card.Feed(dst)
	return nil
}

// fed are the elements of an input.
func fed(n *G.Node) ([]float32, error) {
	if n.Op() != nil {
		return nil, fmt.Errorf("%s is computed by %v, want an input", exec.Name(n), n.Op())
	}
	data, err := elements(n.Value(), n.Shape())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", exec.Name(n), err)
	}
	return data, nil
}
