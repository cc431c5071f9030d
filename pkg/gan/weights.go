package gan

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"

	"github.com/crococlock/crococlock/internal/classnames"
	"github.com/crococlock/crococlock/pkg/nn"
)

// The keys of the metadata that describe a generator in a file.
const (
	metaArchitecture = "architecture"
	metaSize         = "size" // rows and columns of the pictures

	architecture = "conditional-dcgan"
)

// StateDict returns the generator's weights and running statistics by PyTorch's
// names, with class names and the pictures' size as metadata. The tensors share the
// model's memory.
func (m *Model) StateDict() *nn.StateDict {
	s := nn.NewStateDict(m.everything())
	s.Metadata = map[string]string{"format": "pt", metaArchitecture: architecture, classnames.Key: classnames.Encode(m.classes), metaSize: strconv.Itoa(m.size)}
	return s
}

// WriteFile saves the generator as safetensors: all of it, or nothing on an error.
func (m *Model) WriteFile(path string) error { return m.StateDict().WriteFile(path) }

// WriteHalfFile is WriteFile in half precision, for weights that are shipped: half
// as large, and pictures that differ by less than anybody sees.
func (m *Model) WriteHalfFile(path string) error { return m.StateDict().WriteHalfFile(path) }

// ReadFile reads a generator from safetensors, or from PyTorch's state dict of the
// same names, legacy or zip. Errors name the tensor that is missing, extra or
// misshapen.
func ReadFile(path string) (*Model, error) {
	s, err := nn.ReadStateDict(path)
	if err != nil {
		return nil, err
	}
	m, err := FromStateDict(s)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return m, nil
}

// FromStateDict returns the generator that s describes, with a copy of its weights.
// What its metadata do not say follows from the tensors' shapes; without class
// names these are the study's for two classes, else "class 0" and so on.
func FromStateDict(s *nn.StateDict) (*Model, error) {
	if name, ok := s.Metadata[metaArchitecture]; ok && name != architecture {
		return nil, fmt.Errorf("gan: the weights are of the architecture %q, want %q", name, architecture)
	}
	if err := checkFinite(s); err != nil {
		return nil, err
	}
	config, rows, size, err := shapeOf(s)
	if err != nil {
		return nil, err
	}
	if text, ok := s.Metadata[metaSize]; ok && text != strconv.Itoa(size) {
		return nil, fmt.Errorf("gan: size %q in the metadata, the layers make %d", text, size)
	}
	classes, err := classnames.Of(s.Metadata, rows)
	if err != nil {
		return nil, fmt.Errorf("gan: %w", err)
	}
	if len(classes) != rows {
		return nil, fmt.Errorf("gan: class names %q in the metadata, y.weight has %d rows", classes, rows)
	}
	m, err := NewModel(classes, size, config, rand.New(rand.NewPCG(0, 0)))
	if err != nil {
		return nil, err
	}
	if err := s.CopyTo(m.everything()); err != nil {
		return nil, fmt.Errorf("gan: no weights of this generator: %w", err)
	}
	return m, nil
}

// shapeOf is what the tensors' shapes say of the network: its numbers, the classes
// and the side of its pictures.
func shapeOf(s *nn.StateDict) (c Config, classes, size int, err error) {
	table, first := []int{0, 0}, []int{0, 0}
	for name, shape := range map[string]*[]int{"y.weight": &table, "l.weight": &first} {
		t, ok := s.Get(name)
		if !ok || len(t.Shape) != 2 {
			return c, 0, 0, fmt.Errorf("gan: no generator: %s is missing or no matrix", name)
		}
		*shape = t.Shape
	}
	size = smallestMap
	for ; size < 1<<10; size *= 2 {
		if _, ok := s.Get(fmt.Sprintf("t.%d.weight", levelOf(size))); !ok {
			break
		}
	}
	depth, err := levels(size)
	if err != nil {
		return c, 0, 0, err
	}
	c = DefaultConfig()
	c.Label, c.Latent = table[1], first[1]-table[1]
	c.Channels = first[0] / (smallestMap * smallestMap) >> (depth - 1)
	if c.Latent < 1 || c.Channels < 1 || c.Channels<<(depth-1)*smallestMap*smallestMap != first[0] {
		return c, 0, 0, fmt.Errorf("gan: no generator: l.weight is %v, y.weight %v", first, table)
	}
	// The largest ones are looked at before a network is made that may be larger than
	// the file.
	width := c.Channels << (depth - 1)
	for name, want := range map[string][]int{"n.0.g.weight": {2 * width, c.Label}, "t.0.weight": {width, nextWidth(width, depth == 1), 4, 4}} {
		if t, ok := s.Get(name); !ok || !slices.Equal(t.Shape, want) {
			return c, 0, 0, fmt.Errorf("gan: no generator: %s is %v, want %v", name, t.Shape, want)
		}
	}
	return c, table[0], size, nil
}

// levelOf is how often smallestMap doubles to size.
func levelOf(size int) (k int) {
	for ; size > smallestMap; size /= 2 {
		k++
	}
	return k
}

func checkFinite(s *nn.StateDict) error {
	for _, t := range s.Tensors {
		if i := slices.IndexFunc(t.Data, notFinite); i >= 0 {
			return fmt.Errorf("gan: element %d of %s is %v", i, t.Name, t.Data[i])
		}
	}
	return nil
}
