package flow

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"unicode/utf8"

	"github.com/crococlock/crococlock/pkg/nn"
)

// Model makes pictures of its classes. Its methods are not safe for concurrent
// use.
type Model struct {
	classes []string
	net     *unet
	program *program // nil until it is asked for a picture
}

// New returns an untrained model with weights drawn from rng. classes are as many
// different names as config says, in the order of their labels.
func New(config Net, classes []string, rng *rand.Rand) (*Model, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	if err := checkClasses(classes, config.Classes); err != nil {
		return nil, err
	}
	return &Model{classes: slices.Clone(classes), net: newUNet(config, rng)}, nil
}

// checkClasses reports names that nobody could tell apart or no file could hold.
func checkClasses(classes []string, want int) error {
	if len(classes) != want {
		return fmt.Errorf("flow: class names %q, want %d", classes, want)
	}
	for i, name := range classes {
		switch {
		case name == "" || slices.Contains(classes[:i], name):
			return fmt.Errorf("flow: class names %q, want different ones", classes)
		case !utf8.ValidString(name):
			return fmt.Errorf("flow: class name %q is not UTF-8; rename its folder", name)
		}
	}
	return nil
}

// Net is how the network is built.
func (m *Model) Net() Net { return m.net.Net }

// Size is the rows and the columns of the pictures that the model makes.
func (m *Model) Size() int { return m.net.Side }

// Classes returns the class names in the order of their labels.
func (m *Model) Classes() []string { return slices.Clone(m.classes) }

// Params returns the weights and biases, which are the model's own memory.
func (m *Model) Params() []nn.Param { return m.net.Params() }

// String is like "rectified flow, 3231372 weights, 64 channels, pictures of 32×32
// pixels: clock, crocodile".
func (m *Model) String() string {
	n := m.net.Net
	return fmt.Sprintf("rectified flow, %d weights, %d channels, pictures of %d×%d pixels, classes %q", nn.Count(m.Params()), n.Channels, n.Side, n.Side, m.classes)
}
