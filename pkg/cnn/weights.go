package cnn

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/crococlock/crococlock/pkg/nn"
)

// The keys and values of the metadata that describe a model in a file.
const (
	metaArchitecture = "architecture"
	metaClasses      = "classes" // a JSON array of the class names in label order
	simpleNet        = "simplenet"
)

// studyClasses are the classes of weights that do not say theirs, such as the
// ones that came with the study.
var studyClasses = []string{"clock", "crocodile"}

// StateDict returns the model's weights by PyTorch's names, with its
// architecture and class names as metadata. The tensors share the model's memory.
func (m *Model) StateDict() *nn.StateDict {
	classes, _ := json.Marshal(m.classes) // strings always have a JSON form
	s := nn.NewStateDict(m.Params())
	s.Metadata = map[string]string{"format": "pt", metaArchitecture: simpleNet, metaClasses: string(classes)}
	return s
}

// WriteFile saves the model as safetensors: all of it, or nothing on an error.
func (m *Model) WriteFile(path string) error { return m.StateDict().WriteFile(path) }

// ReadFile reads a model from safetensors or from PyTorch's state dict, legacy or
// zip. Errors name the tensor that is missing, extra or misshapen.
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
// The architecture is the one its metadata name, else the one whose tensors have
// its names and shapes. Without class names in the metadata they are the study's.
func FromStateDict(s *nn.StateDict) (*Model, error) {
	if a, ok := s.Metadata[metaArchitecture]; ok && a != simpleNet {
		return nil, fmt.Errorf("cnn: architecture %q is unknown, want %q", a, simpleNet)
	}
	classes := studyClasses
	if text, ok := s.Metadata[metaClasses]; ok {
		classes = nil
		if err := json.Unmarshal([]byte(text), &classes); err != nil {
			return nil, fmt.Errorf("cnn: class names %q in the metadata: %w", text, err)
		}
	}
	m, err := NewSimpleNet(classes, rand.New(rand.NewPCG(0, 0)))
	if err != nil {
		return nil, err
	}
	for _, t := range s.Tensors {
		for i, v := range t.Data {
			if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
				return nil, fmt.Errorf("cnn: element %d of %s is %v", i, t.Name, v)
			}
		}
	}
	if err := s.CopyTo(m.Params()); err != nil {
		return nil, fmt.Errorf("cnn: no weights of SimpleNet: %w", err)
	}
	return m, nil
}
