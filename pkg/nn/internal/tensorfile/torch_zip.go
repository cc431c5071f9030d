package tensorfile

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"strings"
)

// ReadZip reads what torch.save has written since PyTorch 1.6: a zip archive
// that holds, in one folder of any name, the pickle data.pkl, the storages
// data/<key> and the text byteorder ("little" or "big"; little where it is
// missing). As PyTorch writes it, the archive must be uncompressed.
func ReadZip(data []byte) (*File, error) {
	f, err := readZip(data)
	if err != nil {
		return nil, fmt.Errorf("tensorfile: PyTorch zip file: %w", err)
	}
	return f, nil
}

func readZip(data []byte) (*File, error) {
	a, err := openArchive(data)
	if err != nil {
		return nil, err
	}
	program, err := a.part("data.pkl")
	if err != nil {
		return nil, err
	}
	m := &machine{data: program}
	p := newTorchPickle(m)
	object, err := m.load()
	if err != nil {
		return nil, err
	}
	order, err := a.byteOrder()
	if err != nil {
		return nil, err
	}
	for _, s := range p.order {
		b, err := a.part("data/" + s.key)
		if err != nil {
			return nil, err
		}
		if len(b)%s.typ.size != 0 || len(b)/s.typ.size != s.n {
			return nil, fmt.Errorf("storage %q has %d bytes, its tensors expect %d elements of %d", s.key, len(b), s.n, s.typ.size)
		}
		s.fill(b, order)
	}
	return p.tensors(object)
}

// An archive hands out parts of a zip file without copying them.
type archive struct {
	data   []byte
	prefix string // folder of data.pkl, with its slash
	files  map[string]*zip.File
	left   int // bytes that parts may still have: entries that overlap could have any number
}

func openArchive(data []byte) (*archive, error) {
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	a := &archive{data: data, files: map[string]*zip.File{}, left: len(data)}
	found := false
	for _, f := range r.File {
		if a.files[f.Name] != nil {
			return nil, fmt.Errorf("%s occurs twice", f.Name)
		}
		a.files[f.Name] = f
		dir, isPickle := strings.CutSuffix(f.Name, "data.pkl")
		if !isPickle || dir != "" && !strings.HasSuffix(dir, "/") {
			continue
		}
		if found {
			return nil, fmt.Errorf("%s and %sdata.pkl: which is the state dict?", f.Name, a.prefix)
		}
		a.prefix, found = dir, true
	}
	if !found {
		return nil, fmt.Errorf("a zip file without data.pkl is %w", ErrFormat)
	}
	return a, nil
}

// part returns the bytes of a file in the archive's folder.
func (a *archive) part(name string) ([]byte, error) {
	f := a.files[a.prefix+name]
	if f == nil {
		return nil, fmt.Errorf("%s%s is missing", a.prefix, name)
	}
	if f.Method != zip.Store || f.Flags&1 != 0 {
		return nil, fmt.Errorf("%s is compressed or encrypted; PyTorch stores it plainly", f.Name)
	}
	begin, err := f.DataOffset()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	size := f.UncompressedSize64
	if begin < 0 || begin > int64(len(a.data)) || size > uint64(int64(len(a.data))-begin) || size != f.CompressedSize64 {
		return nil, fmt.Errorf("%s: %d bytes reach beyond the file", f.Name, size)
	}
	if size > uint64(a.left) {
		return nil, fmt.Errorf("%s: the files in the archive overlap", f.Name)
	}
	a.left -= int(size)
	b := a.data[begin : begin+int64(size)]
	// PyTorch can be told not to compute checksums and leaves zero then.
	if f.CRC32 != 0 && crc32.ChecksumIEEE(b) != f.CRC32 {
		return nil, fmt.Errorf("%s: its checksum does not match, the file is damaged", f.Name)
	}
	return b, nil
}

func (a *archive) byteOrder() (binary.ByteOrder, error) {
	if a.files[a.prefix+"byteorder"] == nil {
		return binary.LittleEndian, nil
	}
	b, err := a.part("byteorder")
	if err != nil {
		return nil, err
	}
	switch string(b) {
	case "little":
		return binary.LittleEndian, nil
	case "big":
		return binary.BigEndian, nil
	}
	return nil, errors.New("byteorder is neither little nor big")
}
