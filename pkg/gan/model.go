package gan

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/crococlock/crococlock/pkg/nn"
	"gorgonia.org/tensor"
)

// Model is a trained generator with the names of its classes. It samples with one
// graph that is planned once; it is not safe for concurrent use.
type Model struct {
	net     *generator
	classes []string
	size    int
	config  Config // what the networks are made of
	sampler *sampler
}

// NewModel is an untrained one for pictures of size×size pixels, with weights drawn
// from rng; config says its Channels, Latent and Label.
func NewModel(classes []string, size int, config Config, rng *rand.Rand) (*Model, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	if err := checkClasses(classes); err != nil {
		return nil, err
	}
	net, err := newGenerator("", len(classes), size, config, rng)
	if err != nil {
		return nil, err
	}
	return &Model{net: net, classes: slices.Clone(classes), size: size, config: config}, nil
}

// checkClasses reports names that no file could hold, or fewer than two.
func checkClasses(classes []string) error {
	if len(classes) < 2 {
		return fmt.Errorf("gan: class names %q, want two or more", classes)
	}
	seen := make(map[string]bool, len(classes))
	for _, name := range classes {
		if name == "" || seen[name] || !utf8.ValidString(name) {
			return fmt.Errorf("gan: class names %q, want different ones in UTF-8", classes)
		}
		seen[name] = true
	}
	return nil
}

// Classes returns the class names in the order of their labels.
func (m *Model) Classes() []string { return slices.Clone(m.classes) }

// Size is the rows and the columns of the pictures.
func (m *Model) Size() int { return m.size }

// Params returns the weights and biases, which are the model's own memory.
func (m *Model) Params() []nn.Param { return m.net.Params() }

// everything is what a file holds: Params and running statistics.
func (m *Model) everything() []nn.Param { return slices.Concat(m.net.Params(), m.net.Buffers()) }

// String names the layers, one a line, and counts the parameters.
func (m *Model) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "generator of %s, %d×%d pixels, from %d numbers of noise\n", strings.Join(m.classes, ", "), m.size, m.size, m.config.Latent)
	fmt.Fprintf(&b, "y: embedding %d×%d\n", len(m.classes), m.config.Label)
	for _, l := range m.net.layers() {
		fmt.Fprintln(&b, l)
	}
	fmt.Fprintf(&b, "%d parameters", nn.Count(m.Params()))
	return b.String()
}

// take copies the trainer's average into the model.
func (m *Model) take(t *trainer) error {
	if err := t.average.CopyTo(m.everything()); err != nil {
		return err
	}
	for i, p := range t.generator.Buffers() { // counters have no average
		if ints := p.Ints(); ints != nil {
			copy(m.net.Buffers()[i].Ints(), ints)
		}
	}
	return nil
}

// newTensor is a zeroed tensor.
func newTensor(shape ...int) *tensor.Dense {
	return tensor.New(tensor.Of(tensor.Float32), tensor.WithShape(shape...))
}
