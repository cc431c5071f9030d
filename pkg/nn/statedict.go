package nn

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/crococlock/crococlock/internal/atomicfile"
	"github.com/crococlock/crococlock/pkg/nn/internal/tensorfile"
)

// ErrStateDictFormat reports a file that is neither safetensors nor what
// PyTorch's torch.save writes.
var ErrStateDictFormat = tensorfile.ErrFormat

// A StateTensor is one parameter of a state dict: its elements in row-major
// order, as many as Shape says.
type StateTensor struct {
	Name  string
	Shape []int
	Data  []float32
}

// A ParamShape is a parameter that a model expects in a state dict.
type ParamShape struct {
	Name  string
	Shape []int
}

// A StateDict is the weights of a model by name, in the order of the file or
// the model, and with what a safetensors file says about them (architecture,
// class names). Tensors that share a storage in a PyTorch file share Data.
type StateDict struct {
	Tensors  []StateTensor
	Metadata map[string]string
}

// NewStateDict lists params by name, in their order; their memory is shared, not
// copied. A network is its Params and its Buffers.
func NewStateDict(params []Param) *StateDict {
	sd := &StateDict{}
	for _, p := range params {
		sd.Tensors = append(sd.Tensors, StateTensor{Name: p.Name, Shape: p.Value.Shape().Clone(), Data: p.Data()})
	}
	return sd
}

// CopyTo copies the tensors into params, by name. It fails as Check does, and on
// a tensor whose Data is not as long as its Shape says; then it copies nothing.
func (sd *StateDict) CopyTo(params []Param) error {
	want := make([]ParamShape, len(params))
	for i, p := range params {
		want[i] = ParamShape{Name: p.Name, Shape: p.Value.Shape()}
	}
	if err := sd.Check(want); err != nil {
		return err
	}
	for _, p := range params {
		if t, _ := sd.Get(p.Name); len(t.Data) != len(p.Data()) {
			return fmt.Errorf("nn: state dict: tensor %q has %d elements, want %d", p.Name, len(t.Data), len(p.Data()))
		}
	}
	for _, p := range params {
		t, _ := sd.Get(p.Name)
		copy(p.Data(), t.Data)
	}
	return nil
}

// ReadStateDict reads a state dict from a file in any of three formats, told
// apart by content: safetensors, and PyTorch's legacy and zip files, whose
// pickles are read without running anything. Elements of any type become
// float32. The error names the file; it wraps ErrStateDictFormat where the file
// is none of the three.
func ReadStateDict(path string) (*StateDict, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("nn: state dict: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("nn: state dict %s: not a regular file", path)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("nn: state dict: %w", err)
	}
	return ParseStateDict(path, data)
}

// ParseStateDict is ReadStateDict for bytes that are in memory, such as weights
// built into a program. name is what errors call them; data is not kept.
func ParseStateDict(name string, data []byte) (*StateDict, error) {
	f, err := tensorfile.Read(data)
	if err != nil {
		return nil, fmt.Errorf("nn: state dict %s: %w", name, err)
	}
	sd := &StateDict{Metadata: f.Metadata, Tensors: make([]StateTensor, len(f.Tensors))}
	for i, t := range f.Tensors {
		sd.Tensors[i] = StateTensor(t)
	}
	return sd, nil
}

// WriteFile writes the state dict as safetensors in float32. The file appears
// under path whole or not at all: a failure leaves what was there before. Names
// must be unique and not empty, and Data as long as Shape says.
func (sd *StateDict) WriteFile(path string) error {
	f := &tensorfile.File{Metadata: sd.Metadata, Tensors: make([]tensorfile.Tensor, len(sd.Tensors))}
	for i, t := range sd.Tensors {
		f.Tensors[i] = tensorfile.Tensor(t)
	}
	err := atomicfile.Write(path, func(w io.Writer) error { return tensorfile.WriteSafetensors(w, f) })
	if err != nil {
		return fmt.Errorf("nn: state dict %w", err)
	}
	return nil
}

// Get returns the tensor of a name; ok is false where there is none.
func (sd *StateDict) Get(name string) (t StateTensor, ok bool) {
	i := slices.IndexFunc(sd.Tensors, func(t StateTensor) bool { return t.Name == name })
	if i < 0 {
		return StateTensor{}, false
	}
	return sd.Tensors[i], true
}

// Names returns the tensors' names in their order.
func (sd *StateDict) Names() []string {
	names := make([]string, len(sd.Tensors))
	for i, t := range sd.Tensors {
		names[i] = t.Name
	}
	return names
}

// Parameters is the number of elements of all tensors together.
func (sd *StateDict) Parameters() int {
	n := 0
	for _, t := range sd.Tensors {
		n += len(t.Data)
	}
	return n
}

// Check compares the state dict with what a model wants, in any order. The
// error tells all that is wrong, a line each: a tensor that is missing, one
// that nothing wants, one of another shape (with the shape wanted and the shape
// got).
func (sd *StateDict) Check(want []ParamShape) error {
	var errs []error
	wanted := map[string]bool{}
	for _, w := range want {
		wanted[w.Name] = true
		t, ok := sd.Get(w.Name)
		switch {
		case !ok:
			errs = append(errs, fmt.Errorf("nn: state dict: tensor %q is missing: want shape %v, got none", w.Name, w.Shape))
		case !slices.Equal(t.Shape, w.Shape):
			errs = append(errs, fmt.Errorf("nn: state dict: tensor %q has the wrong shape: want %v, got %v", w.Name, w.Shape, t.Shape))
		}
	}
	for _, t := range sd.Tensors {
		if !wanted[t.Name] {
			errs = append(errs, fmt.Errorf("nn: state dict: tensor %q is extra: want none of that name, got shape %v", t.Name, t.Shape))
		}
	}
	return errors.Join(errs...)
}
