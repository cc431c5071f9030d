package tensorfile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// ErrFormat reports data that are in none of the formats this package reads.
var ErrFormat = errors.New("neither safetensors nor a PyTorch file")

// maxRank is the number of dimensions a tensor may have. PyTorch stops at 64,
// no layer goes beyond 5; the limit keeps one shape that many tensors share
// from being multiplied.
const maxRank = 16

// A Tensor is one named tensor: its shape and its elements in row-major order. Of
// a tensor of whole numbers Ints holds them as they are, Data as near as float32
// comes; of one of floats Ints is nil.
type Tensor struct {
	Name  string
	Shape []int
	Data  []float32
	Ints  []int64
}

// A File is what a file of tensors holds, in the file's order. Tensors that
// share a storage in a PyTorch file share Data.
type File struct {
	Tensors  []Tensor
	Metadata map[string]string // nil where the format has none
}

// Read recognises the format of data by what only it can be and reads it: a
// safetensors header's brace in the ninth byte stands where a zip file has its
// method of compression, which none has for number, and a legacy file a byte of
// its magic number. data is not kept. Errors wrap ErrFormat where no format fits.
func Read(data []byte) (*File, error) {
	switch {
	case len(data) > 8 && data[8] == '{' && binary.LittleEndian.Uint64(data) <= maxHeader:
		return ReadSafetensors(data)
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return ReadZip(data)
	case len(data) > 1 && data[0] == opProto && data[1] <= 5:
		return ReadLegacy(data)
	}
	for _, other := range []struct{ head, name string }{
		{"\x93NUMPY", "a NumPy array"}, {"\x89HDF\r\n\x1a\n", "an HDF5 file"}, {"GGUF", "a GGUF file"},
	} {
		if bytes.HasPrefix(data, []byte(other.head)) {
			return nil, fmt.Errorf("tensorfile: %s is %w", other.name, ErrFormat)
		}
	}
	return nil, fmt.Errorf("tensorfile: %d bytes are %w", len(data), ErrFormat)
}

// numel is the number of elements of a shape, or an error where a dimension is
// negative or the product does not fit an int.
func numel(shape []int) (int, error) {
	n := 1
	for _, d := range shape {
		if d < 0 {
			return 0, fmt.Errorf("shape %v has a negative dimension", shape)
		}
		if d > 0 && n > math.MaxInt/d {
			return 0, fmt.Errorf("shape %v overflows", shape)
		}
		n *= d
	}
	return n, nil
}
