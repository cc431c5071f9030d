package generation

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"

	"github.com/crococlock/crococlock/internal/atomicfile"
)

// npyMagic begins a file of NumPy's format, version 1.0.
const npyMagic = "\x93NUMPY\x01\x00"

// WriteNPY writes the pictures as a file that numpy.load reads, float32 of
// (N, 3, Side, Side): all of it, or nothing on an error.
func (p Pictures) WriteNPY(path string) error {
	if err := p.Validate(); err != nil {
		return err
	}
	return atomicfile.Write(path, p.EncodeNPY)
}

// EncodeNPY writes to w what WriteNPY writes to a file.
func (p Pictures) EncodeNPY(w io.Writer) error {
	head := fmt.Sprintf("{'descr': '<f4', 'fortran_order': False, 'shape': (%d, 3, %d, %d), }", p.Len(), p.Side, p.Side)
	// With what stands before it the head is a multiple of 64 bytes and ends a line.
	pad := 63 - (len(npyMagic)+2+len(head))%64
	head += strings.Repeat(" ", pad) + "\n"
	b := append([]byte(npyMagic), 0, 0)
	binary.LittleEndian.PutUint16(b[len(npyMagic):], uint16(len(head)))
	if _, err := w.Write(append(b, head...)); err != nil {
		return err
	}
	b = make([]byte, 4*p.size())
	for i := range p.Len() {
		for k, v := range p.At(i) {
			binary.LittleEndian.PutUint32(b[4*k:], math.Float32bits(v))
		}
		if _, err := w.Write(b); err != nil {
			return err
		}
	}
	return nil
}

// ReadNPY reads pictures from a file of NumPy's format: float32 of (N, 3, S, S)
// in rows, values in [0,1]. Errors name the file.
func ReadNPY(path string) (Pictures, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return Pictures{}, err
	}
	p, err := parseNPY(data)
	if err != nil {
		return Pictures{}, fmt.Errorf("%s: %w", path, err)
	}
	return p, nil
}

// What a head must say; NumPy writes it in this order and form.
var npyHead = regexp.MustCompile(`^\{'descr': '([^']*)', 'fortran_order': (True|False), 'shape': \(([0-9, ]*)\), \} *\n?$`)

func parseNPY(data []byte) (Pictures, error) {
	rest, ok := bytes.CutPrefix(data, []byte(npyMagic))
	if !ok || len(rest) < 2 {
		return Pictures{}, fmt.Errorf("generation: not a .npy file of version 1.0")
	}
	length := int(binary.LittleEndian.Uint16(rest))
	rest = rest[2:]
	if len(rest) < length {
		return Pictures{}, fmt.Errorf("generation: the file ends in its head")
	}
	head := npyHead.FindSubmatch(rest[:length])
	if head == nil {
		return Pictures{}, fmt.Errorf("generation: the head %q is not one that numpy.save writes", rest[:length])
	}
	if string(head[1]) != "<f4" || string(head[2]) != "False" {
		return Pictures{}, fmt.Errorf("generation: the values are of type %s, in columns: %s; want <f4 (float32) in rows", head[1], head[2])
	}
	var shape []int
	for _, word := range strings.FieldsFunc(string(head[3]), func(r rune) bool { return r == ',' || r == ' ' }) {
		n, err := strconv.Atoi(word)
		if err != nil || n > 1<<24 {
			return Pictures{}, fmt.Errorf("generation: the shape (%s)", head[3])
		}
		shape = append(shape, n)
	}
	if len(shape) != 4 || shape[1] != 3 || shape[2] != shape[3] || shape[2] > 1<<12 {
		return Pictures{}, fmt.Errorf("generation: the shape is (%s), want (N, 3, S, S)", head[3])
	}
	rest = rest[length:]
	if want := 4 * shape[0] * 3 * shape[2] * shape[2]; len(rest) != want {
		return Pictures{}, fmt.Errorf("generation: %d bytes of values, the shape (%s) wants %d", len(rest), head[3], want)
	}
	x := make([]float32, len(rest)/4)
	for i := range x {
		x[i] = math.Float32frombits(binary.LittleEndian.Uint32(rest[4*i:]))
	}
	return NewPictures(x, shape[2])
}
