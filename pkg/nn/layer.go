package nn

import (
	"fmt"
	"strings"

	G "gorgonia.org/gorgonia"
)

// Layer is a piece of a network: it owns its parameters and adds itself to the
// graph of its input as often as it is asked to, in one graph or in several. The
// name that a layer with parameters is made with must be its own in a graph.
type Layer interface {
	// Build adds the layer to x's graph and returns its output. Errors name the
	// layer, the shape wanted and the shape got.
	Build(x *G.Node, mode Mode) (*G.Node, error)
	// Params are what training changes, weight before bias; not copies.
	Params() []Param
	// Buffers are what is saved beside the weights but not trained, such as
	// running statistics; not copies.
	Buffers() []Param
	// String names the layer and its configuration.
	String() string
}

// stateless is the part of a layer without parameters.
type stateless struct{}

// Params is empty: there is nothing to learn.
func (stateless) Params() []Param { return nil }

// Buffers is empty.
func (stateless) Buffers() []Param { return nil }

// checkShape compares x's shape with a pattern of numbers and symbols: 3 must
// be 3, "H" may be anything.
func checkShape(layer string, x *G.Node, pattern ...any) error {
	got := x.Shape()
	ok := len(got) == len(pattern)
	for i := 0; ok && i < len(pattern); i++ {
		if n, isNumber := pattern[i].(int); isNumber && n != got[i] {
			ok = false
		}
	}
	if ok {
		return nil
	}
	return fmt.Errorf("nn: %s: x is %v, want %s", layer, got, formatShape(pattern))
}

func formatShape(pattern []any) string {
	parts := make([]string, len(pattern))
	for i, p := range pattern {
		parts[i] = fmt.Sprint(p)
	}
	return "(" + strings.Join(parts, ", ") + ")"
}
