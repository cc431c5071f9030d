package nn

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// CopyTo copies the tensors into params, by name. It fails as Check does, and on
// a tensor whose elements are not as many as its Shape says; then it copies
// nothing.
func (sd *StateDict) CopyTo(params []Param) error {
	if err := sd.Check(shapes(params)); err != nil {
		return err
	}
	for _, p := range params {
		if t, ok := sd.Get(p.Name); ok {
			if err := t.fits(p); err != nil {
				return err
			}
		}
	}
	for _, p := range params {
		if t, ok := sd.Get(p.Name); ok {
			t.copyTo(p)
		}
	}
	return nil
}

func shapes(params []Param) []ParamShape {
	out := make([]ParamShape, len(params))
	for i, p := range params {
		out[i] = ParamShape{Name: p.Name, Shape: p.Value.Shape()}
	}
	return out
}

// fits reports elements that cannot be p's, though shape and name are.
func (t StateTensor) fits(p Param) error {
	n := p.Value.Shape().TotalSize()
	if p.Ints() == nil {
		if len(t.Data) != n {
			return fmt.Errorf("nn: state dict: tensor %q has %d elements, want %d", p.Name, len(t.Data), n)
		}
		return nil
	}
	if len(t.Ints) != n && (t.Ints != nil || len(t.Data) != n) {
		return fmt.Errorf("nn: state dict: tensor %q has %d elements, want %d", p.Name, max(len(t.Ints), len(t.Data)), n)
	}
	for i, v := range t.Data {
		if t.Ints == nil && float32(int64(v)) != v {
			return fmt.Errorf("nn: state dict: tensor %q: element %d is %v, want a whole number", p.Name, i, v)
		}
	}
	return nil
}

// copyTo needs fits.
func (t StateTensor) copyTo(p Param) {
	ints := p.Ints()
	switch {
	case ints == nil:
		copy(p.Data(), t.Data)
	case t.Ints != nil:
		copy(ints, t.Ints)
	default:
		for i, v := range t.Data {
			ints[i] = int64(v)
		}
	}
}

// A PartialCopy says what CopyPartly did: the names that were copied, those that
// the state dict has no tensor for, those of tensors that nothing wants, and those
// of tensors of another shape than is wanted.
type PartialCopy struct {
	Copied, Missing, Extra, Misshapen []string
}

// String is like "2 copied; missing: lin2.weight; extra: fc.weight; of another
// shape: conv1.weight".
func (c PartialCopy) String() string {
	text := fmt.Sprintf("%d copied", len(c.Copied))
	for _, left := range []struct {
		what  string
		names []string
	}{{"missing", c.Missing}, {"extra", c.Extra}, {"of another shape", c.Misshapen}} {
		if len(left.names) > 0 {
			text += fmt.Sprintf("; %s: %s", left.what, strings.Join(left.names, ", "))
		}
	}
	return text
}

// CopyPartly copies those tensors whose name and shape a parameter has, such as
// all but the last layer of a network for other classes, and says what it left
// out. It is an error if there is none, or if one has not as many elements as its
// shape says; then it copies nothing.
func (sd *StateDict) CopyPartly(params []Param) (PartialCopy, error) {
	var c PartialCopy
	wanted := make(map[string]bool)
	for _, p := range params {
		wanted[p.Name] = true
		t, ok := sd.Get(p.Name)
		switch {
		case !ok:
			c.Missing = append(c.Missing, p.Name)
		case !slices.Equal(t.Shape, p.Value.Shape()):
			c.Misshapen = append(c.Misshapen, p.Name)
		default:
			if err := t.fits(p); err != nil {
				return PartialCopy{}, err
			}
			c.Copied = append(c.Copied, p.Name)
		}
	}
	for _, t := range sd.Tensors {
		if !wanted[t.Name] {
			c.Extra = append(c.Extra, t.Name)
		}
	}
	if len(c.Copied) == 0 {
		return c, fmt.Errorf("nn: state dict: nothing fits: %v%s", c, sd.hint(shapes(params)))
	}
	for _, p := range params {
		if slices.Contains(c.Copied, p.Name) {
			t, _ := sd.Get(p.Name)
			t.copyTo(p)
		}
	}
	return c, nil
}

// Check compares the state dict with what a model wants, in any order. The
// error tells all that is wrong, a line each: a tensor that is missing, one
// that nothing wants, one of another shape (with the shape wanted and the shape
// got), a name used twice; and where the names differ by what stands before
// them, the call that takes it off. Batch norm's num_batches_tracked may be
// missing, as in files older than it.
func (sd *StateDict) Check(want []ParamShape) error {
	var errs []error
	wanted := map[string]bool{}
	for _, w := range want {
		wanted[w.Name] = true
		t, ok := sd.Get(w.Name)
		switch {
		case !ok && strings.HasSuffix(w.Name, batchesTracked):
		case !ok:
			errs = append(errs, fmt.Errorf("nn: state dict: tensor %q is missing: want shape %v, got none", w.Name, w.Shape))
		case !slices.Equal(t.Shape, w.Shape):
			errs = append(errs, fmt.Errorf("nn: state dict: tensor %q has the wrong shape: want %v, got %v", w.Name, w.Shape, t.Shape))
		}
	}
	seen := map[string]bool{}
	for _, t := range sd.Tensors {
		switch {
		case seen[t.Name]:
			errs = append(errs, fmt.Errorf("nn: state dict: tensor %q occurs twice", t.Name))
		case !wanted[t.Name]:
			errs = append(errs, fmt.Errorf("nn: state dict: tensor %q is extra: want none of that name, got shape %v", t.Name, t.Shape))
		}
		seen[t.Name] = true
	}
	if len(errs) > 0 {
		if hint := sd.hint(want); hint != "" {
			errs = append(errs, errors.New("nn: state dict"+hint))
		}
	}
	return errors.Join(errs...)
}
