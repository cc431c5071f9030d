package tensorfile

import (
	"errors"
	"fmt"
)

// tensors copies out the tensors of a state dict once the storages have their
// values.
func (p *torchPickle) tensors(v any) (*File, error) {
	refs, err := stateDict(v)
	if err != nil {
		return nil, err
	}
	// Views that are not contiguous are copied. A few bytes can describe a
	// large one (stride 0), so all copies together are held to what the
	// storages hold.
	left := 0
	for _, s := range p.order {
		left += len(s.values)
	}
	f := &File{Tensors: make([]Tensor, 0, len(refs))}
	seen := map[string]bool{}
	for _, r := range refs {
		if seen[r.name] {
			return nil, fmt.Errorf("tensor %q occurs twice", r.name)
		}
		seen[r.name] = true
		t, copied, err := r.read(left)
		if err != nil {
			return nil, fmt.Errorf("tensor %q: %w", r.name, err)
		}
		left -= copied
		t.Name = r.name
		f.Tensors = append(f.Tensors, t)
	}
	return f, nil
}

// read returns the elements in row-major order, as a part of the storage where
// they lie so, and else as a copy of at most limit elements; copied says how
// many were copied.
func (t *tensorRef) read(limit int) (out Tensor, copied int, err error) {
	out.Shape = t.shape
	if t.store.values == nil && t.store.n > 0 {
		return out, 0, fmt.Errorf("storage %q is not in the file", t.store.key)
	}
	n, err := numel(t.shape)
	if err != nil {
		return out, 0, err
	}
	if n > 0 {
		if err := t.inside(); err != nil {
			return out, 0, err
		}
		if !t.contiguous() {
			if copied = n; n > limit {
				return out, 0, fmt.Errorf("a view of shape %v and strides %v repeats elements beyond the size of the file", t.shape, t.strides)
			}
		}
	}
	out.Data = view(t, t.store.values, n)
	if t.store.typ.whole != nil {
		out.Ints = view(t, t.store.ints, n)
	}
	return out, copied, nil
}

// view returns the n elements of t among the storage's.
func view[E any](t *tensorRef, elements []E, n int) []E {
	if n == 0 {
		return []E{}
	}
	from := elements[t.base : t.base+t.span]
	if t.contiguous() {
		return from[t.offset : t.offset+n : t.offset+n]
	}
	return gather(t, from, n)
}

// inside checks that the last element lies in the storage; shape has no zero.
func (t *tensorRef) inside() error {
	outside := fmt.Errorf("shape %v, strides %v and offset %d reach beyond %d elements of storage %q", t.shape, t.strides, t.offset, t.span, t.store.key)
	if t.offset >= t.span {
		return outside
	}
	room := t.span - 1 - t.offset
	for i, d := range t.shape {
		if d == 1 || t.strides[i] == 0 {
			continue
		}
		if t.strides[i] > room/(d-1) {
			return outside
		}
		room -= (d - 1) * t.strides[i]
	}
	return nil
}

// contiguous reports whether the elements lie in row-major order without gaps.
func (t *tensorRef) contiguous() bool {
	want := 1
	for i := len(t.shape) - 1; i >= 0; i-- {
		if t.shape[i] != 1 && t.strides[i] != want {
			return false
		}
		want *= t.shape[i]
	}
	return true
}

// gather walks the view in row-major order.
func gather[E any](t *tensorRef, from []E, n int) []E {
	out := make([]E, n)
	index := make([]int, len(t.shape))
	at := t.offset
	for i := range out {
		out[i] = from[at]
		for d := len(index) - 1; d >= 0; d-- {
			at += t.strides[d]
			if index[d]++; index[d] < t.shape[d] {
				break
			}
			at -= index[d] * t.strides[d]
			index[d] = 0
		}
	}
	return out
}

var errTrailing = errors.New("bytes follow the last storage")
