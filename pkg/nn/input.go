package nn

import (
	"fmt"

	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Input is a float32 input of a graph with a zeroed tensor of that shape bound
// to it, which the graph reads and never changes; fill it through Data before a
// run. It fails on a negative size, and on a name that the graph already has.
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
	return data
}
