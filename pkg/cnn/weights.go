package cnn

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"github.com/crococlock/crococlock/internal/classnames"
	"github.com/crococlock/crococlock/pkg/nn"
)

// The keys of the metadata that describe a model in a file.
const (
	metaArchitecture = "architecture"
	metaSize         = "size" // rows and columns of the pictures; the study's 32 where it is missing
)

// StateDict returns the model's weights and buffers by PyTorch's names, with its
// architecture, the pictures' size and the class names as metadata. The tensors
// share the model's memory.
func (m *Model) StateDict() *nn.StateDict {
	s := nn.NewStateDict(m.everything())
	s.Metadata = map[string]string{"format": "pt", metaArchitecture: m.architecture, classnames.Key: classnames.Encode(m.classes)}
	if m.size != Height {
		s.Metadata[metaSize] = strconv.Itoa(m.size)
	}
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
// its names. Without class names in the metadata they are the study's for one
// output, else "class 0" and so on. What PyTorch's wrappers put before names
// ("module.", "_orig_mod.") is taken off.
func FromStateDict(s *nn.StateDict) (*Model, error) {
	s = unwrap(s)
	architecture, ok := s.Metadata[metaArchitecture]
	if architecture == handedIn {
		return nil, fmt.Errorf("cnn: the network of these weights was handed in: hand it to FromNetwork, then Load them")
	}
	if !ok {
		architecture = SimpleNet
	}
	if _, residual := s.Get("res1.conv1.weight"); residual && (!ok || architecture == ResNet) {
		architecture = ResNet
		// Files from before there were two have the small one under this name.
		if t, ok := s.Get("conv1.weight"); ok && len(t.Shape) == 4 && t.Shape[0] == smallResNet().width {
			architecture = SmallResNet
		}
	}
	size, err := sizeOf(s, architecture)
	if err != nil {
		return nil, err
	}
	classes, err := classesOf(s, architecture)
	if err != nil {
		return nil, err
	}
	m, err := New(architecture, classes, size, rand.New(rand.NewPCG(0, 0)))
	if err != nil {
		return nil, err
	}
	if err := m.Load(s); err != nil {
		return nil, err
	}
	return m, nil
}

// Load copies weights and buffers into the model. Errors name the tensor that
// is missing, extra, misshapen or holds a value that is not finite, and classes
// that are not the model's; then nothing is copied.
func (m *Model) Load(s *nn.StateDict) error {
	s = unwrap(s)
	if text, ok := s.Metadata[classnames.Key]; ok {
		if classes, err := classnames.Decode(text); err != nil {
			return fmt.Errorf("cnn: %w", err)
		} else if !slices.Equal(classes, m.classes) {
			return fmt.Errorf("cnn: the weights are for the classes %q, the model for %q", classes, m.classes)
		}
	}
	if err := checkFinite(s); err != nil {
		return err
	}
	if err := s.CopyTo(m.everything()); err != nil {
		return fmt.Errorf("cnn: no weights of this network (%s): %w", m.architecture, err)
	}
	return nil
}

// LoadPartly is Load of what fits, such as all but the last layer for other
// classes, and says what it left out.
func (m *Model) LoadPartly(s *nn.StateDict) (nn.PartialCopy, error) {
	s = unwrap(s)
	if err := checkFinite(s); err != nil {
		return nn.PartialCopy{}, err
	}
	c, err := s.CopyPartly(m.everything())
	if err != nil {
		return c, fmt.Errorf("cnn: no weights of this network (%s): %w", m.architecture, err)
	}
	return c, nil
}

func checkFinite(s *nn.StateDict) error {
	for _, t := range s.Tensors {
		for i, v := range t.Data {
			if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
				return fmt.Errorf("cnn: element %d of %s is %v", i, t.Name, v)
			}
		}
	}
	return nil
}

// unwrap takes off what PyTorch's DataParallel and compile put before all names.
func unwrap(s *nn.StateDict) *nn.StateDict {
	for _, prefix := range []string{"_orig_mod.", "module.", "_orig_mod."} {
		outside := func(t nn.StateTensor) bool { return !strings.HasPrefix(t.Name, prefix) }
		if len(s.Tensors) > 0 && !slices.ContainsFunc(s.Tensors, outside) {
			s = s.StripPrefix(prefix)
		}
	}
	return s
}

// sizeOf is the side of the pictures that the weights are for: what the metadata
// say, or what SimpleNet's first linear layer fits.
func sizeOf(s *nn.StateDict, architecture string) (int, error) {
	if text, ok := s.Metadata[metaSize]; ok {
		size, err := strconv.Atoi(text)
		if err != nil || size < Smallest || size > 1<<12 {
			return 0, fmt.Errorf("cnn: size %q in the metadata, want a number of pixels from %d on", text, Smallest)
		}
		return size, nil
	}
	if t, ok := s.Get("lin1.weight"); ok && architecture == SimpleNet && len(t.Shape) == 2 {
		for side := 1; side <= 64; side++ {
			if t.Shape[1] == 64*side*side {
				return 16 * side, nil
			}
		}
	}
	return Height, nil
}

// classesOf are the names that the metadata have, or names for as many classes
// as the last layer has outputs.
func classesOf(s *nn.StateDict, architecture string) ([]string, error) {
	last := map[string]string{SimpleNet: "lin2.bias", ResNet: "lin.bias", SmallResNet: "lin.bias"}[architecture]
	outputs := 2
	if t, ok := s.Get(last); ok {
		outputs = max(outputs, len(t.Data)) // two classes have one
	}
	classes, err := classnames.Of(s.Metadata, outputs)
	if err != nil {
		return nil, fmt.Errorf("cnn: %w", err)
	}
	return classes, nil
}
