package cnn

import (
	"fmt"
	"html"
	"math/rand/v2"
	"slices"
	"unicode/utf8"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// The size of the study's pictures, in pixels.
const (
	Height = 32
	Width  = 32
)

// LatentSize is the length of the vector that SimpleNet makes of a picture
// before it decides.
const LatentSize = 256

// handedIn is the architecture of a network that is not known by name.
const handedIn = "own"

// Model is a classifier. Its methods are not safe for concurrent use.
type Model struct {
	architecture string
	classes      []string
	size         int // of the pictures, rows and columns
	outputs      int // 1 for two classes, or one a class
	net          nn.Layer
	probes       probes
	drawn        *rand.PCG  // what the network draws in training; nil of one that was handed in, or of one that draws nothing
	programs     []*program // those used last, the latest first
}

// probes are the positions in a network's layers whose output is asked for by
// name; -1 for none.
type probes struct{ first, latent int }

// NewSimpleNet returns the study's network for pictures of 32×32 pixels with
// weights drawn from rng, uniform within ±1/√fan_in as in PyTorch; 89,633
// parameters for two classes. classes are two or more names in the order of their
// labels.
func NewSimpleNet(classes []string, rng *rand.Rand) (*Model, error) {
	return New(SimpleNet, classes, Height, rng)
}

func newModel(architecture string, classes []string, size int, net nn.Layer, p probes) (*Model, error) {
	m := &Model{architecture: architecture, classes: slices.Clone(classes), size: size, net: net, probes: p}
	x, err := nn.Input(G.NewGraph(), "x", 1, 3, size, size)
	if err != nil {
		return nil, fmt.Errorf("cnn: %w", err)
	}
	y, err := net.Build(x, nn.Eval)
	if err != nil {
		return nil, fmt.Errorf("cnn: %w", err)
	}
	s := y.Shape()
	if len(s) != 2 || s[1] != len(classes) && (s[1] != 1 || len(classes) != 2) {
		return nil, fmt.Errorf("cnn: the network makes %v of one picture, want (1, %d) for %d classes", s, len(classes), len(classes))
	}
	m.outputs = s[1]
	return m, nil
}

// checkClasses reports names that nobody could tell apart or no file could hold.
func checkClasses(classes []string) error {
	if len(classes) < 2 {
		return fmt.Errorf("cnn: class names %q, want two or more", classes)
	}
	seen := make(map[string]bool, len(classes))
	for _, name := range classes {
		switch {
		case name == "" || seen[name]:
			return fmt.Errorf("cnn: class names %q, want different ones", classes)
		case !utf8.ValidString(name):
			return fmt.Errorf("cnn: class name %q is not UTF-8; rename its folder", name)
		}
		seen[name] = true
	}
	return nil
}

// Architecture is the network's name, "own" of one that was handed in.
func (m *Model) Architecture() string { return m.architecture }

// Classes returns the class names in the order of their labels.
func (m *Model) Classes() []string { return slices.Clone(m.classes) }

// Size is the rows and the columns of the pictures that the model takes.
func (m *Model) Size() int { return m.size }

// pixels is the number of values of one picture.
func (m *Model) pixels() int { return 3 * m.size * m.size }

// Params returns the weights and biases, which are the model's own memory.
func (m *Model) Params() []nn.Param { return m.net.Params() }

// everything is what a file holds: Params and the network's buffers.
func (m *Model) everything() []nn.Param { return slices.Concat(m.net.Params(), m.net.Buffers()) }

// Table describes the network's layers for one picture: output shapes,
// parameters, floating-point operations. Notebooks show it as HTML.
func (m *Model) Table() (*nn.Table, error) {
	return nn.Describe(m.net, 1, 3, m.size, m.size)
}

// String is Table as text.
func (m *Model) String() string {
	table, err := m.Table()
	if err != nil {
		return err.Error()
	}
	return table.String()
}

// HTML is Table for a notebook.
func (m *Model) HTML() string {
	table, err := m.Table()
	if err != nil {
		return html.EscapeString(err.Error())
	}
	return table.HTML()
}
