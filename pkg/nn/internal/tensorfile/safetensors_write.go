package tensorfile

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
)

// WriteSafetensors writes f in its order, as F32. The same f gives the same
// bytes. Errors name a tensor without name, with a name used twice, or whose
// Data do not fill its Shape; nothing is written then.
func WriteSafetensors(w io.Writer, f *File) error {
	header, err := makeHeader(f)
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
	for _, t := range f.Tensors {
		buf = buf[:0]
		for _, v := range t.Data {
			buf = binary.LittleEndian.AppendUint32(buf, math.Float32bits(v))
		}
		if _, err := w.Write(buf); err != nil {
			return err
		}
	}
	return nil
}

func makeHeader(f *File) ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	if len(f.Metadata) > 0 {
		if err := writeMember(&b, metadataKey, f.Metadata); err != nil {
			return nil, err
		}
	}
	seen := map[string]bool{metadataKey: true}
	end := 0
	for i, t := range f.Tensors {
		if t.Name == "" || seen[t.Name] {
			return nil, fmt.Errorf("tensor %d: the name %q is empty, reserved or used twice", i, t.Name)
		}
		seen[t.Name] = true
		n, err := numel(t.Shape)
		if err != nil {
			return nil, fmt.Errorf("tensor %q: %w", t.Name, err)
		}
		if n != len(t.Data) {
			return nil, fmt.Errorf("tensor %q: shape %v wants %d elements, there are %d", t.Name, t.Shape, n, len(t.Data))
		}
		shape := t.Shape
		if shape == nil {
			shape = []int{} // null is no shape to a reader
		}
		begin := end
		end += 4 * n
		e := entry{DType: "F32", Shape: shape, Offsets: []int{begin, end}}
		if err := writeMember(&b, t.Name, e); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	for b.Len()%8 != 0 {
		b.WriteByte(' ') // the elements begin aligned, so that readers can map them
	}
	return b.Bytes(), nil
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
