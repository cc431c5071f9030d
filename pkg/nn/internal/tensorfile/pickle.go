package tensorfile

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"unicode/utf8"
)

// The values of a pickle: nil, bool, int64, float64, string and these.
type (
	tuple    []any
	list     struct{ items []any }
	byteText string // a Python 2 str, Python 3 bytes, or an int of more than 8 bytes
	global   struct{ module, name string }

	// dict keeps pairs in the order they were set. It is searched rather than
	// hashed: keys come from the file and may be anything.
	dict struct{ keys, values []any }

	// mark is what MARK leaves on the stack.
	mark struct{}
)

// A machine reads pickles that lie one after the other in data.
type machine struct {
	data  []byte
	pos   int
	stack []any
	memo  map[uint32]any

	// call is REDUCE, persistent is BINPERSID. Either may refuse.
	call       func(fn global, args tuple) (any, error)
	persistent func(id any) (any, error)
}

var errTruncated = errors.New("the pickle ends early")

// load reads one pickle from pos on and leaves pos behind it.
func (m *machine) load() (any, error) {
	m.stack, m.memo = nil, map[uint32]any{}
	for {
		at := m.pos
		op, err := m.byte()
		if err != nil {
			return nil, err
		}
		if op == opStop {
			return m.pop()
		}
		if err := m.step(op); err != nil {
			return nil, fmt.Errorf("pickle, byte %d: %w", at, err)
		}
	}
}

func (m *machine) byte() (byte, error) {
	if m.pos >= len(m.data) {
		return 0, errTruncated
	}
	m.pos++
	return m.data[m.pos-1], nil
}

// bytes hands out the next n bytes without a copy.
func (m *machine) bytes(n uint64) ([]byte, error) {
	if n > uint64(len(m.data)-m.pos) {
		return nil, fmt.Errorf("%d bytes wanted, %d left: %w", n, len(m.data)-m.pos, errTruncated)
	}
	b := m.data[m.pos : m.pos+int(n)]
	m.pos += int(n)
	return b, nil
}

// uint reads a little-endian number of width bytes.
func (m *machine) uint(width int) (uint64, error) {
	b, err := m.bytes(uint64(width))
	if err != nil {
		return 0, err
	}
	var v uint64
	for i, x := range b {
		v |= uint64(x) << (8 * i)
	}
	return v, nil
}

// counted reads a length of width bytes and that many bytes.
func (m *machine) counted(width int) ([]byte, error) {
	n, err := m.uint(width)
	if err != nil {
		return nil, err
	}
	return m.bytes(n)
}

// line reads up to a newline, which it drops.
func (m *machine) line() (string, error) {
	for i := m.pos; i < len(m.data); i++ {
		if m.data[i] == '\n' {
			s := string(m.data[m.pos:i])
			m.pos = i + 1
			return s, nil
		}
	}
	return "", errTruncated
}

func (m *machine) push(v any) { m.stack = append(m.stack, v) }

func (m *machine) pop() (any, error) {
	if len(m.stack) == 0 {
		return nil, errors.New("the stack is empty")
	}
	v := m.stack[len(m.stack)-1]
	if _, ok := v.(mark); ok {
		return nil, errors.New("a mark where a value is wanted")
	}
	m.stack[len(m.stack)-1] = nil
	m.stack = m.stack[:len(m.stack)-1]
	return v, nil
}

// popMark takes everything above the last mark, and the mark.
func (m *machine) popMark() ([]any, error) {
	for i := len(m.stack) - 1; i >= 0; i-- {
		if _, ok := m.stack[i].(mark); ok {
			items := append([]any(nil), m.stack[i+1:]...)
			clear(m.stack[i:])
			m.stack = m.stack[:i]
			return items, nil
		}
	}
	return nil, errors.New("there is no mark on the stack")
}

// top is the value that APPEND, SETITEM and BINPUT leave in place.
func (m *machine) top() (any, error) {
	v, err := m.pop()
	if err == nil {
		m.push(v)
	}
	return v, err
}

func (m *machine) pushText(b []byte, err error) error {
	if err != nil {
		return err
	}
	if !utf8.Valid(b) {
		return errors.New("a text that is not UTF-8")
	}
	m.push(string(b))
	return nil
}

func (m *machine) pushBytes(b []byte, err error) error {
	if err == nil {
		m.push(byteText(b))
	}
	return err
}

// pushLong pushes a little-endian two's complement integer.
func (m *machine) pushLong(b []byte, err error) error {
	if err != nil {
		return err
	}
	if len(b) > 8 {
		m.push(byteText(b)) // only the magic number is that long
		return nil
	}
	var v int64
	for i, x := range b {
		v |= int64(x) << (8 * i)
	}
	if n := len(b); n > 0 && n < 8 && b[n-1]&0x80 != 0 {
		v -= 1 << (8 * n)
	}
	m.push(v)
	return nil
}

func (m *machine) pushFloat() error {
	b, err := m.bytes(8)
	if err == nil {
		m.push(math.Float64frombits(binary.BigEndian.Uint64(b)))
	}
	return err
}

// setItems stores alternating keys and values in the dict on top of the stack.
func (m *machine) setItems(items []any) error {
	v, err := m.top()
	if err != nil {
		return err
	}
	if _, ok := v.(*object); ok && len(items)%2 == 0 {
		return nil
	}
	d, ok := v.(*dict)
	if !ok || len(items)%2 != 0 {
		return fmt.Errorf("%d items cannot be set in %s", len(items), kindOf(v))
	}
	for i := 0; i < len(items); i += 2 {
		d.keys = append(d.keys, items[i])
		d.values = append(d.values, items[i+1])
	}
	return nil
}

func (m *machine) appendItems(items []any) error {
	v, err := m.top()
	if err != nil {
		return err
	}
	if _, ok := v.(*object); ok {
		return nil
	}
	l, ok := v.(*list)
	if !ok {
		return fmt.Errorf("cannot append to %s", kindOf(v))
	}
	l.items = append(l.items, items...)
	return nil
}

// kindOf names a value for an error message.
func kindOf(v any) string {
	switch v := v.(type) {
	case nil:
		return "None"
	case bool:
		return "a bool"
	case int64:
		return "an int"
	case float64:
		return "a float"
	case string:
		return "a str"
	case byteText:
		return "bytes"
	case tuple:
		return "a tuple"
	case *list:
		return "a list"
	case *dict:
		return "a dict"
	case global:
		return v.module + "." + v.name
	case *tensorRef:
		return "a tensor"
	case storageView:
		return "a storage"
	case *object:
		return "a " + v.of.module + "." + v.of.name
	}
	return fmt.Sprintf("a %T", v)
}
