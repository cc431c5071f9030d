package tensorfile

import (
	"errors"
	"fmt"
)

// stateDict finds the state dict in what a file held: the object itself, or
// its "state_dict" as training scripts save it beside epoch and optimiser.
func stateDict(v any) (*dict, error) {
	d, ok := v.(*dict)
	if !ok {
		return nil, fmt.Errorf("the file holds %s, not a state dict", kindOf(v))
	}
	for i, k := range d.keys {
		inner, ok := d.values[i].(*dict)
		if name := text(k); ok && (name == "state_dict" || name == "model_state_dict") {
			return inner, nil
		}
	}
	return d, nil
}

// tensors copies out the tensors of a state dict once the storages have their
// values.
func (p *torchPickle) tensors(v any) (*File, error) {
	d, err := stateDict(v)
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
	f := &File{Tensors: make([]Tensor, 0, len(d.keys))}
	seen := map[string]bool{}
	for i, k := range d.keys {
		name := text(k)
		ref, ok := d.values[i].(*tensorRef)
		if !ok || name == "" {
			return nil, fmt.Errorf("entry %q of the state dict is %s, not a tensor", name, kindOf(d.values[i]))
		}
		if seen[name] {
			return nil, fmt.Errorf("tensor %q occurs twice", name)
		}
		seen[name] = true
		data, copied, err := ref.read(left)
		if err != nil {
			return nil, fmt.Errorf("tensor %q: %w", name, err)
		}
		left -= copied
		f.Tensors = append(f.Tensors, Tensor{Name: name, Shape: ref.shape, Data: data})
	}
	return f, nil
}

// read returns the elements in row-major order, as a part of the storage where
// they lie so, and else as a copy of at most limit elements; copied says how
// many were copied.
func (t *tensorRef) read(limit int) (data []float32, copied int, err error) {
	if t.store.values == nil && t.store.n > 0 {
		return nil, 0, fmt.Errorf("storage %q is not in the file", t.store.key)
	}
	n, err := numel(t.shape)
	if err != nil {
		return nil, 0, err
	}
	if n == 0 {
		return []float32{}, 0, nil
	}
	if err := t.inside(); err != nil {
		return nil, 0, err
	}
	from := t.store.values[t.base : t.base+t.span]
	if t.contiguous() {
		return from[t.offset : t.offset+n : t.offset+n], 0, nil
	}
	if n > limit {
		return nil, 0, fmt.Errorf("a view of shape %v and strides %v repeats elements beyond the size of the file", t.shape, t.strides)
	}
	return t.gather(from, n), n, nil
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

// contiguous says whether the elements lie in row-major order without gaps.
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
func (t *tensorRef) gather(from []float32, n int) []float32 {
	out := make([]float32, n)
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
