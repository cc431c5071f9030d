package tensorfile

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sort"
	"unicode/utf8"
)

// maxHeader is the size of a header that safetensors itself refuses to exceed.
const maxHeader = 100_000_000

const metadataKey = "__metadata__"

// entry is one tensor of a safetensors header.
type entry struct {
	name    string
	DType   string `json:"dtype"`
	Shape   []int  `json:"shape"`
	Offsets []int  `json:"data_offsets"` // first byte and the one after the last
}

// ReadSafetensors reads a safetensors file: 8 bytes of header length, a JSON
// header, the elements. The tensors must cover the data exactly, without holes
// and overlaps.
func ReadSafetensors(data []byte) (*File, error) {
	f, err := readSafetensors(data)
	if err != nil {
		return nil, fmt.Errorf("tensorfile: safetensors: %w", err)
	}
	return f, nil
}

func readSafetensors(data []byte) (*File, error) {
	if len(data) < 8 {
		return nil, fmt.Errorf("%d bytes are no file: the header's length alone takes 8", len(data))
	}
	n := binary.LittleEndian.Uint64(data)
	if n > maxHeader {
		return nil, fmt.Errorf("a header of %d bytes; at most %d are allowed", n, maxHeader)
	}
	if n > uint64(len(data)-8) {
		return nil, fmt.Errorf("a header of %d bytes in a file of %d", n, len(data))
	}
	header, body := data[8:8+n], data[8+n:]
	entries, metadata, err := parseHeader(header)
	if err != nil {
		return nil, err
	}
	if err := checkLayout(entries, len(body)); err != nil {
		return nil, err
	}
	f := &File{Metadata: metadata, Tensors: make([]Tensor, len(entries))}
	for i, e := range entries {
		typ, b := safetensorsTypes[e.DType], body[e.Offsets[0]:e.Offsets[1]]
		f.Tensors[i] = Tensor{Name: e.name, Shape: e.Shape, Data: typ.decode(b, binary.LittleEndian), Ints: typ.decodeWhole(b, binary.LittleEndian)}
	}
	return f, nil
}

// parseHeader reads the header token by token, because a map would hide a
// name that occurs twice.
func parseHeader(header []byte) (entries []entry, metadata map[string]string, err error) {
	if !utf8.Valid(header) {
		return nil, nil, errors.New("the header is not UTF-8")
	}
	dec := json.NewDecoder(bytes.NewReader(header))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, nil, errors.New("the header is no JSON object")
	}
	seen := map[string]bool{}
	for dec.More() {
		t, err := dec.Token()
		if err != nil {
			return nil, nil, fmt.Errorf("header: %w", err)
		}
		name := t.(string) // a key of an object is a string, or Token fails
		if seen[name] {
			return nil, nil, fmt.Errorf("header: %q occurs twice", name)
		}
		seen[name] = true
		if name == metadataKey {
			if err := dec.Decode(&metadata); err != nil {
				return nil, nil, fmt.Errorf("header: %s: %w", metadataKey, err)
			}
			continue
		}
		e := entry{name: name}
		if err := dec.Decode(&e); err != nil {
			return nil, nil, fmt.Errorf("header: tensor %q: %w", name, err)
		}
		entries = append(entries, e)
	}
	if _, err := dec.Token(); err != nil {
		return nil, nil, fmt.Errorf("header: %w", err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, nil, errors.New("header: something follows the JSON object")
	}
	return entries, metadata, nil
}

// checkLayout compares what the entries say with each other and with the size
// of the data, in bytes.
func checkLayout(entries []entry, size int) error {
	order := make([]int, len(entries))
	for i, e := range entries {
		order[i] = i
		if err := checkEntry(e, size); err != nil {
			return fmt.Errorf("tensor %q: %w", e.name, err)
		}
	}
	sort.SliceStable(order, func(a, b int) bool {
		x, y := entries[order[a]].Offsets, entries[order[b]].Offsets
		return x[0] < y[0] || x[0] == y[0] && x[1] < y[1]
	})
	end := 0
	for _, i := range order {
		if e := entries[i]; e.Offsets[0] != end {
			return fmt.Errorf("tensor %q begins at byte %d of the data, the one before it ends at %d", e.name, e.Offsets[0], end)
		}
		end = entries[i].Offsets[1]
	}
	if end != size {
		return fmt.Errorf("the tensors end at byte %d of %d bytes of data", end, size)
	}
	return nil
}

func checkEntry(e entry, size int) error {
	t, ok := safetensorsTypes[e.DType]
	if !ok {
		return fmt.Errorf("dtype %q is not supported", e.DType)
	}
	if e.Shape == nil {
		return errors.New("no shape")
	}
	if len(e.Shape) > maxRank {
		return fmt.Errorf("%d dimensions; at most %d are supported", len(e.Shape), maxRank)
	}
	if len(e.Offsets) != 2 || e.Offsets[0] < 0 || e.Offsets[0] > e.Offsets[1] || e.Offsets[1] > size {
		return fmt.Errorf("data_offsets %v do not lie in %d bytes of data", e.Offsets, size)
	}
	n, err := numel(e.Shape)
	if err != nil {
		return err
	}
	if bytes := e.Offsets[1] - e.Offsets[0]; bytes%t.size != 0 || bytes/t.size != n {
		return fmt.Errorf("shape %v of %s wants %d elements of %d bytes, data_offsets give %d bytes", e.Shape, e.DType, n, t.size, bytes)
	}
	return nil
}
