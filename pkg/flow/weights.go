package flow

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"

	"github.com/crococlock/crococlock/internal/classnames"
	"github.com/crococlock/crococlock/pkg/nn"
)

// The keys of the metadata that describe a model in a file.
const (
	metaArchitecture = "architecture"
	metaSide         = "size" // rows and columns of the pictures

	architecture = "flow"
)

// studySide is that of weights that do not say theirs, as the recipe's.
const studySide = 32

// StateDict returns the weights by PyTorch's names, with the class names and the
// pictures' side as metadata. The tensors share the model's memory.
func (m *Model) StateDict() *nn.StateDict {
	s := nn.NewStateDict(m.Params())
	s.Metadata = map[string]string{
		"format": "pt", metaArchitecture: architecture, classnames.Key: classnames.Encode(m.classes), metaSide: strconv.Itoa(m.net.Side),
	}
	return s
}

// WriteFile saves the model as safetensors: all of it, or nothing on an error.
func (m *Model) WriteFile(path string) error { return m.StateDict().WriteFile(path) }

// WriteHalfFile is WriteFile with weights of half precision: half the size, three
// digits.
func (m *Model) WriteHalfFile(path string) error { return m.StateDict().WriteHalfFile(path) }

// ReadFile reads a model from safetensors or from PyTorch's state dict. Errors
// name the tensor that is missing, extra or misshapen.
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

// FromStateDict returns the model that s describes, with a copy of its weights.
// Width, patches and the number of classes are those of the tensors; what the
// metadata do not say is as in the study.
func FromStateDict(s *nn.StateDict) (*Model, error) {
	if a, ok := s.Metadata[metaArchitecture]; ok && a != architecture {
		return nil, fmt.Errorf("flow: these are weights of %q, want %q", a, architecture)
	}
	config, err := netOf(s)
	if err != nil {
		return nil, err
	}
	classes, err := classnames.Of(s.Metadata, config.Classes)
	if err != nil {
		return nil, fmt.Errorf("flow: %w", err)
	}
	m, err := New(config, classes, rand.New(rand.NewPCG(0, 0)))
	if err != nil {
		return nil, err
	}
	return m, m.Load(s)
}

// netOf is the network whose weights s are.
func netOf(s *nn.StateDict) (Net, error) {
	n := Net{Side: studySide}
	inp, ok := s.Get("inp.weight")
	y, also := s.Get("y.weight")
	if !ok || !also || len(inp.Shape) != 4 || len(y.Shape) != 2 {
		return n, fmt.Errorf("flow: no weights of this network: inp.weight is %v, y.weight %v", inp.Shape, y.Shape)
	}
	n.Channels, n.Classes = inp.Shape[0], y.Shape[0]-1
	for n.Patch = 1; 3*n.Patch*n.Patch < inp.Shape[1]; {
		n.Patch++
	}
	if 3*n.Patch*n.Patch != inp.Shape[1] {
		return n, fmt.Errorf("flow: inp.weight is %v: %d channels are no square patches of colour", inp.Shape, inp.Shape[1])
	}
	if text, ok := s.Metadata[metaSide]; ok {
		side, err := strconv.Atoi(text)
		if err != nil || side > 1<<12 {
			return n, fmt.Errorf("flow: size %q in the metadata, want a number of pixels", text)
		}
		n.Side = side
	}
	return n, n.Validate()
}

// Load copies weights into the model. Errors name the tensor that is missing,
// extra, misshapen or holds a value that is not finite, and classes that are not
// the model's; then nothing is copied.
func (m *Model) Load(s *nn.StateDict) error {
	if text, ok := s.Metadata[classnames.Key]; ok {
		classes, err := classnames.Decode(text)
		if err != nil {
			return fmt.Errorf("flow: %w", err)
		}
		if !slices.Equal(classes, m.classes) {
			return fmt.Errorf("flow: the weights are for the classes %q, the model for %q", classes, m.classes)
		}
	}
	for _, t := range s.Tensors {
		if err := checkFinite(t.Data); err != nil {
			return fmt.Errorf("flow: %s: %w", t.Name, err)
		}
	}
	if err := s.CopyTo(m.Params()); err != nil {
		return fmt.Errorf("flow: no weights of this network: %w", err)
	}
	return nil
}
