package tensorfile

import (
	"encoding/binary"
	"fmt"
	"math"
)

// A storage is a run of elements that tensors are views of.
type storage struct {
	key    string
	typ    dtype
	n      int       // elements, as the pickle says until values are there
	values []float32 // nil until the file's elements have been found
	ints   []int64   // beside values, where they are whole numbers
}

func (s *storage) fill(b []byte, order binary.ByteOrder) {
	s.values, s.ints = s.typ.decode(b, order), s.typ.decodeWhole(b, order)
}

// A tensorRef is a view of a storage: a part of it from base on, of span
// elements, and in there an offset and a stride a dimension, in elements.
type tensorRef struct {
	store      *storage
	base, span int
	offset     int
	shape      []int
	strides    []int
}

// A storageView is what a persistent id stands for.
type storageView struct {
	store      *storage
	base, span int
}

// A torchPickle turns the pickle of a state dict into tensorRefs.
type torchPickle struct {
	storages map[string]*storage
	order    []*storage // as met
	left     int        // pairs that may still be copied
}

func newTorchPickle(m *machine) *torchPickle {
	p := &torchPickle{storages: map[string]*storage{}, left: len(m.data)}
	m.call, m.persistent = p.call, p.persistent
	return p
}

// persistent reads ('storage', type, key, device, elements[, view]), where view
// is None or (key, offset, elements) of a part of the storage.
func (p *torchPickle) persistent(id any) (any, error) {
	t, ok := id.(tuple)
	if !ok || len(t) < 5 || len(t) > 6 || text(t[0]) != "storage" {
		return nil, fmt.Errorf("a persistent id that is no storage: %s", kindOf(id))
	}
	g, ok := t[1].(global)
	typ, known := storageTypes[g.name]
	key, n := text(t[2]), asInt(t[4])
	if !ok || !known || key == "" || n < 0 {
		return nil, fmt.Errorf("storage %q of %s with %s elements is no storage", key, kindOf(t[1]), kindOf(t[4]))
	}
	s := p.storages[key]
	if s == nil {
		s = &storage{key: key, typ: typ, n: n}
		p.storages[key] = s
		p.order = append(p.order, s)
	}
	if s.typ.name != typ.name || s.n != n {
		return nil, fmt.Errorf("storage %q is %d %s here and %d %s before", key, n, typ.name, s.n, s.typ.name)
	}
	v := storageView{s, 0, n}
	if len(t) == 6 && t[5] != nil {
		part, ok := t[5].(tuple)
		if !ok || len(part) != 3 {
			return nil, fmt.Errorf("storage %q: its view is no (key, offset, size)", key)
		}
		v.base, v.span = asInt(part[1]), asInt(part[2])
		if v.base < 0 || v.span < 0 || v.base > n || v.span > n-v.base {
			return nil, fmt.Errorf("storage %q: a view of %d elements from %d on in %d", key, v.span, v.base, n)
		}
	}
	return v, nil
}

// newTensorRef takes (storage, offset, shape, strides).
func newTensorRef(args tuple) (*tensorRef, error) {
	v, ok := args[0].(storageView)
	if !ok {
		return nil, fmt.Errorf("a tensor on %s", kindOf(args[0]))
	}
	offset := asInt(args[1])
	shape, err := asInts(args[2])
	if err != nil {
		return nil, fmt.Errorf("a tensor's shape: %w", err)
	}
	strides, err := asInts(args[3])
	if err != nil {
		return nil, fmt.Errorf("a tensor's strides: %w", err)
	}
	if offset < 0 || len(shape) != len(strides) {
		return nil, fmt.Errorf("a tensor at offset %s with shape %v and strides %v", kindOf(args[1]), shape, strides)
	}
	return &tensorRef{v.store, v.base, v.span, offset, shape, strides}, nil
}

// text is a Python str of either Python, or "".
func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case byteText:
		return string(v)
	}
	return ""
}

// asInt is a non-negative int, or -1.
func asInt(v any) int {
	n, ok := v.(int64)
	if !ok || n < 0 || n > math.MaxInt {
		return -1
	}
	return int(n)
}

func asInts(v any) ([]int, error) {
	var items []any
	switch v := v.(type) {
	case tuple:
		items = v
	case *list:
		items = v.items
	default:
		return nil, fmt.Errorf("%s is no tuple", kindOf(v))
	}
	if len(items) > maxRank {
		return nil, fmt.Errorf("%d dimensions; at most %d are supported", len(items), maxRank)
	}
	out := make([]int, len(items))
	for i, x := range items {
		if out[i] = asInt(x); out[i] < 0 {
			return nil, fmt.Errorf("element %d is %s below zero or no int", i, kindOf(x))
		}
	}
	return out, nil
}
