package nn

import (
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
// order, as many as Shape says. Of a tensor of whole numbers, such as batch
// norm's num_batches_tracked, Ints holds them as they are and Data as near as
// float32 comes; of one of floats Ints is nil.
type StateTensor struct {
	Name  string
	Shape []int
	Data  []float32
	Ints  []int64
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
		sd.Tensors = append(sd.Tensors, StateTensor{Name: p.Name, Shape: p.Value.Shape().Clone(), Data: p.Data(), Ints: p.Ints()})
	}
	return sd
}

// ReadStateDict reads a state dict from a file in any of three formats, told
// apart by content: safetensors, and PyTorch's legacy and zip files, whose
// pickles are read without running anything. Floats of any type become float32.
//
// Of a training script's checkpoint, which holds more than weights, these are
// the dict under a usual name ("state_dict", "model_state_dict", "model", "net",
// …), else every tensor that is in it, those of inner dicts under their path, such
// as "generator.conv1.weight", which Sub takes apart. An optimiser's are passed
// over, and all that is no tensor.
//
// A file of RunState's WriteFile has its tensors under the names of their parts:
// Sub("net") are the network's, Sub("ema") the averages that were added as "ema".
//
// The error names the file; it wraps ErrStateDictFormat where the file
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

// WriteFile writes the state dict as safetensors, in float32 and, where a tensor
// has Ints, int64. The file appears
// under path whole or not at all: a failure leaves what was there before. Names
// must be unique, UTF-8 and not empty, and Data as long as Shape says.
func (sd *StateDict) WriteFile(path string) error {
	return sd.write(path, tensorfile.WriteSafetensors)
}

// WriteHalfFile is WriteFile with floats of half precision, each rounded to the
// nearest of those, which have three digits: for weights that are shipped. It fails
// on numbers too large for them.
func (sd *StateDict) WriteHalfFile(path string) error {
	return sd.write(path, tensorfile.WriteHalfSafetensors)
}

func (sd *StateDict) write(path string, write func(io.Writer, *tensorfile.File) error) error {
	f := &tensorfile.File{Metadata: sd.Metadata, Tensors: make([]tensorfile.Tensor, len(sd.Tensors))}
	for i, t := range sd.Tensors {
		f.Tensors[i] = tensorfile.Tensor(t)
	}
	err := atomicfile.Write(path, func(w io.Writer) error { return write(w, f) })
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
