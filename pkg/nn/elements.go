package nn

import (
	"fmt"
	"slices"
	"unsafe"

	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// elements are the elements of v, row-major; v must have the shape want. What
// is returned is v's own memory unless v is a strided view.
func elements(v G.Value, want tensor.Shape) ([]float32, error) {
	switch v := v.(type) {
	case *G.F32:
		if want.Dims() == 0 {
			return unsafe.Slice((*float32)(v), 1), nil
		}
	case *tensor.Dense:
		if v.Dtype() != tensor.Float32 {
			return nil, fmt.Errorf("got %v elements, want float32", v.Dtype())
		}
		if !slices.Equal(v.Shape(), want) {
			break
		}
		if v.DataOrder().IsColMajor() {
			return nil, fmt.Errorf("got a column-major tensor of shape %v, want row-major", v.Shape())
		}
		if v.RequiresIterator() {
			v = v.Materialize().(*tensor.Dense)
		}
		return v.Float32s(), nil
	case nil:
		return nil, fmt.Errorf("got no value, want shape %v", want)
	}
	return nil, fmt.Errorf("got %T of shape %v, want shape %v", v, v.Shape(), want)
}
