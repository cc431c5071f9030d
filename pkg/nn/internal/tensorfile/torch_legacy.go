package tensorfile

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// legacyMagic is torch.serialization.MAGIC_NUMBER as a pickle holds it.
const legacyMagic = byteText("\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19")

const legacyProtocol = 1001

// ReadLegacy reads what torch.save wrote before PyTorch 1.6: pickles of a magic
// number, a protocol, facts about the system, the state dict and the keys of
// its storages, and then each storage as its size and its elements, which are
// little-endian whatever the system was.
func ReadLegacy(data []byte) (*File, error) {
	f, err := readLegacy(data)
	if err != nil {
		return nil, fmt.Errorf("tensorfile: PyTorch legacy file: %w", err)
	}
	return f, nil
}

func readLegacy(data []byte) (*File, error) {
	m := &machine{data: data}
	p := newTorchPickle(m)
	magic, err := m.load()
	if err != nil {
		return nil, err
	}
	if magic != legacyMagic {
		return nil, fmt.Errorf("a pickle that does not begin with PyTorch's magic number is %w", ErrFormat)
	}
	protocol, err := m.load()
	if err != nil {
		return nil, err
	}
	if protocol != int64(legacyProtocol) {
		return nil, fmt.Errorf("protocol %v, not %d", protocol, legacyProtocol)
	}
	if _, err := m.load(); err != nil { // sizes of C types, of no use here
		return nil, err
	}
	object, err := m.load()
	if err != nil {
		return nil, err
	}
	keys, err := m.load()
	if err != nil {
		return nil, err
	}
	l, ok := keys.(*list)
	if !ok {
		return nil, fmt.Errorf("the storages' keys are %s, not a list", kindOf(keys))
	}
	for _, k := range l.items {
		s := p.storages[text(k)]
		if s == nil {
			return nil, fmt.Errorf("storage %q belongs to no tensor", text(k))
		}
		if err := m.readStorage(s); err != nil {
			return nil, fmt.Errorf("storage %q: %w", s.key, err)
		}
	}
	if m.pos != len(data) {
		return nil, fmt.Errorf("%d %w", len(data)-m.pos, errTrailing)
	}
	return p.tensors(object)
}

// readStorage reads the number of elements and the elements.
func (m *machine) readStorage(s *storage) error {
	if s.values != nil {
		return errors.New("it occurs twice")
	}
	n, err := m.uint(8)
	if err != nil {
		return err
	}
	if n != uint64(s.n) {
		return fmt.Errorf("%d elements, its tensors expect %d", n, s.n)
	}
	if n > uint64(len(m.data)-m.pos)/uint64(s.typ.size) {
		return fmt.Errorf("%d elements of %d bytes, %d bytes left: the file is cut short", n, s.typ.size, len(m.data)-m.pos)
	}
	b, err := m.bytes(n * uint64(s.typ.size))
	if err != nil {
		return err
	}
	s.fill(b, binary.LittleEndian)
	return nil
}
