package tensorfile

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"unicode/utf8"
)

// WriteSafetensors writes f in its order, floats as F32 and whole numbers as I64.
// The same f gives the same bytes. Errors name a tensor without name, with a name
// used twice, or whose elements do not fill its Shape, and text that is not
// UTF-8; nothing is written then.
func WriteSafetensors(w io.Writer, f *File) error { return writeSafetensors(w, f, fullFloats) }

// WriteHalfSafetensors is WriteSafetensors with floats as F16, rounded to the
// nearest. A finite float that has none, from 65520 on, is an error.
func WriteHalfSafetensors(w io.Writer, f *File) error {
	for _, t := range f.Tensors {
		for i, v := range t.Data {
			if t.Ints == nil && !math.IsInf(float64(v), 0) && math.Abs(float64(v)) >= halfOverflow {
				return fmt.Errorf("tensorfile: safetensors: tensor %q: element %d is %v, too large for half precision", t.Name, i, v)
			}
		}
	}
	return writeSafetensors(w, f, halfFloats)
}

// floats is how floats are written.
type floats struct {
	name   string
	size   int // bytes an element
	append func(b []byte, v float32) []byte
}

var (
	fullFloats = floats{"F32", 4, func(b []byte, v float32) []byte {
		return binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
	}}
	halfFloats = floats{"F16", 2, func(b []byte, v float32) []byte {
		return binary.LittleEndian.AppendUint16(b, floatToHalf(v))
	}}
)

func writeSafetensors(w io.Writer, f *File, as floats) error {
	header, err := makeHeader(f, as)
	if err != nil {
		return fmt.Errorf("tensorfile: safetensors: %w", err)
	}
	if err := binary.Write(w, binary.LittleEndian, uint64(len(header))); err != nil {
		return err
	}
	if _, err := w.Write(header); err != nil {
		return err
	}
	var buf []byte
	for _, ints := range []bool{true, false} {
		for _, t := range f.Tensors {
			if (t.Ints != nil) != ints {
				continue
			}
			buf = buf[:0]
			for _, v := range t.Ints {
				buf = binary.LittleEndian.AppendUint64(buf, uint64(v))
			}
			if !ints {
				for _, v := range t.Data {
					buf = as.append(buf, v)
				}
			}
			if _, err := w.Write(buf); err != nil {
				return err
			}
		}
	}
	return nil
}

func makeHeader(f *File, as floats) ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	if len(f.Metadata) > 0 {
		for key, value := range f.Metadata {
			if !utf8.ValidString(key) || !utf8.ValidString(value) {
				return nil, fmt.Errorf("metadata %q: %q is not UTF-8", key, value)
			}
		}
		if err := writeMember(&b, metadataKey, f.Metadata); err != nil {
			return nil, err
		}
	}
	seen := map[string]bool{metadataKey: true}
	// Whole numbers lie before floats, so that all are aligned: PyTorch maps them.
	ints := 0
	for _, t := range f.Tensors {
		ints += 8 * len(t.Ints)
	}
	ends := map[bool]int{true: 0, false: ints}
	for i, t := range f.Tensors {
		if t.Name == "" || seen[t.Name] {
			return nil, fmt.Errorf("tensor %d: the name %q is empty, reserved or used twice", i, t.Name)
		}
		seen[t.Name] = true
		if err := t.check(); err != nil {
			return nil, fmt.Errorf("tensor %q: %w", t.Name, err)
		}
		shape := t.Shape
		if shape == nil {
			shape = []int{} // null is no shape to a reader
		}
		kind, size := as.name, as.size*len(t.Data)
		if t.Ints != nil {
			kind, size = "I64", 8*len(t.Ints)
		}
		begin := ends[t.Ints != nil]
		ends[t.Ints != nil] += size
		if err := writeMember(&b, t.Name, entry{DType: kind, Shape: shape, Offsets: []int{begin, begin + size}}); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	for b.Len()%8 != 0 {
		b.WriteByte(' ') // the elements begin aligned, so that readers can map them
	}
	return b.Bytes(), nil
}

// check reports a name that cannot be written and elements that are not as many
// as Shape wants or not one and the same in both forms.
func (t Tensor) check() error {
	if !utf8.ValidString(t.Name) {
		return errors.New("the name is not UTF-8")
	}
	n, err := numel(t.Shape)
	if err != nil {
		return err
	}
	if t.Ints != nil && n != len(t.Ints) {
		return fmt.Errorf("shape %v wants %d elements, there are %d whole numbers", t.Shape, n, len(t.Ints))
	}
	if n != len(t.Data) && (t.Ints == nil || t.Data != nil) {
		return fmt.Errorf("shape %v wants %d elements, there are %d", t.Shape, n, len(t.Data))
	}
	for i, v := range t.Ints {
		if t.Data != nil && t.Data[i] != float32(v) {
			return fmt.Errorf("element %d is %v in Data and %d in Ints", i, t.Data[i], v)
		}
	}
	return nil
}

// writeMember appends one member of the header's object.
func writeMember(b *bytes.Buffer, name string, value any) error {
	if b.Len() > 1 {
		b.WriteByte(',')
	}
	key, err := json.Marshal(name)
	if err != nil {
		return err
	}
	v, err := json.Marshal(value)
	if err != nil {
		return err
	}
	b.Write(key)
	b.WriteByte(':')
	b.Write(v)
	return nil
}
