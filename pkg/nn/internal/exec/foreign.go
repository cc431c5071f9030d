package exec

import (
	"fmt"
	"slices"

	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// runForeign runs an op that is not ours through its own Do and copies what it
// returns into place, or into fresh memory where no place was planned (other
// types than float32). An op that says it overwrites an input gets a copy of it.
func runForeign(s *step, place G.Value) (G.Value, error) {
	args := s.args
	if i := s.op.OverwritesInput(); i >= 0 && i < len(args) {
		c, err := G.CloneValue(args[i])
		if err != nil {
			return nil, fmt.Errorf("exec: %v: copying input %d: %w", s.op, i, err)
		}
		args = append([]G.Value(nil), args...)
		args[i] = c
	}
	v, err := s.op.Do(scalars(args)...)
	if err != nil {
		return nil, fmt.Errorf("exec: %v of %v: %w", s.op, shapes(s.args), err)
	}
	v = shaped(v, s.node)
	switch dst := place.(type) {
	case *G.F32:
		switch src := v.(type) {
		case *G.F32:
			*dst = *src
			return dst, nil
		case *tensor.Dense:
			if src.Dtype() == tensor.Float32 && src.Shape().TotalSize() == 1 {
				*dst = G.F32(src.Float32s()[0])
				return dst, nil
			}
		}
	case *tensor.Dense:
		if src, ok := v.(*tensor.Dense); ok && src.Dtype() == tensor.Float32 {
			if src.DataOrder().IsColMajor() {
				return nil, fmt.Errorf("exec: %v of %v: result is column-major, want row-major", s.op, shapes(s.args))
			}
			if src.RequiresIterator() || !src.DataOrder().IsContiguous() {
				src = src.Materialize().(*tensor.Dense)
			}
			if src.Shape().TotalSize() == dst.Shape().TotalSize() {
				copy(dst.Float32s(), src.Float32s())
				return dst, nil
			}
		}
	case nil:
		return G.CloneValue(v)
	}
	return nil, fmt.Errorf("exec: %v of %v: result is %T %v, want %T %v", s.op, shapes(s.args), v, v.Shape(), place, place.Shape())
}

// shaped is v with the shape that n's op has said its result has: some give a
// scalar for a single element, or another shape for as many.
func shaped(v G.Value, n *G.Node) G.Value {
	want := n.Shape()
	if v == nil || slices.Equal(v.Shape(), want) {
		return v
	}
	if d, ok := v.(*tensor.Dense); ok && want.Dims() > 0 {
		if d.RequiresIterator() || d.DataOrder().IsColMajor() || d.Shape().TotalSize() != want.TotalSize() {
			return v
		}
		c := d.Clone().(*tensor.Dense)
		if c.Reshape(want...) != nil {
			return v
		}
		return c
	}
	switch x := v.Data().(type) {
	case float32:
		if want.Dims() > 0 && want.TotalSize() == 1 {
			return tensor.New(tensor.WithShape(want...), tensor.WithBacking([]float32{x}))
		}
	case float64:
		if want.Dims() > 0 && want.TotalSize() == 1 {
			return tensor.New(tensor.WithShape(want...), tensor.WithBacking([]float64{x}))
		}
	case []float32:
		if want.Dims() == 0 && len(x) == 1 {
			return G.NewF32(x[0])
		}
	case []float64:
		if want.Dims() == 0 && len(x) == 1 {
			return G.NewF64(x[0])
		}
	}
	return v
}

// scalars are args with scalars as Gorgonia's ops want them: not as tensors
// without dimensions, which are what nn.Input makes.
func scalars(args []G.Value) []G.Value {
	out := args
	for i, v := range args {
		d, ok := v.(*tensor.Dense)
		if !ok || d.Dims() > 0 {
			continue
		}
		if &out[0] == &args[0] {
			out = append([]G.Value(nil), args...)
		}
		switch x := d.Data().(type) {
		case float32:
			out[i] = G.NewF32(x)
		case float64:
			out[i] = G.NewF64(x)
		}
	}
	return out
}

// shapes are the shapes of values, for messages.
func shapes(values []G.Value) []tensor.Shape {
	out := make([]tensor.Shape, len(values))
	for i, v := range values {
		if v != nil {
			out[i] = v.Shape()
		}
	}
	return out
}
