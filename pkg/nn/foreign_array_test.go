package nn_test

import (
	"math"
	"slices"
)

// An nd is a float64 tensor for plain computations, row-major: what Gorgonia's
// ops are held against.
type nd struct {
	shape []int
	data  []float64
}

func newND(shape ...int) nd {
	size := 1
	for _, s := range shape {
		size *= s
	}
	return nd{shape: slices.Clone(shape), data: make([]float64, size)}
}

// offset is where the element of an index lies.
func (a nd) offset(index []int) int {
	at := 0
	for i, s := range a.shape {
		at = at*s + index[i]
	}
	return at
}

func (a nd) at(index ...int) float64 { return a.data[a.offset(index)] }

// each calls f with every index in order; f must not keep it.
func (a nd) each(f func(index []int)) {
	index := make([]int, len(a.shape))
	for range a.data {
		f(index)
		for i := len(index) - 1; i >= 0; i-- {
			if index[i]++; index[i] < a.shape[i] {
				break
			}
			index[i] = 0
		}
	}
}

// from is the tensor of a shape whose elements are f of their index.
func from(shape []int, f func(index []int) float64) nd {
	a := newND(shape...)
	i := 0
	a.each(func(index []int) {
		a.data[i] = f(index)
		i++
	})
	return a
}

// apply is f of each element.
func (a nd) apply(f func(v float64) float64) nd {
	return from(a.shape, func(index []int) float64 { return f(a.at(index...)) })
}

// with is f of each pair of elements, where a size of 1 goes with any.
func (a nd) with(b nd, f func(v, w float64) float64) nd {
	shape := slices.Clone(a.shape)
	for i := range shape {
		shape[i] = max(shape[i], b.shape[i])
	}
	pick := func(a nd, index []int) float64 {
		own := slices.Clone(index)
		for i := range own {
			own[i] = min(own[i], a.shape[i]-1)
		}
		return a.at(own...)
	}
	return from(shape, func(index []int) float64 { return f(pick(a, index), pick(b, index)) })
}

// reduce folds the axes away.
func (a nd) reduce(start float64, f func(sum, v float64) float64, axes ...int) nd {
	var shape []int
	for i, s := range a.shape {
		if !slices.Contains(axes, i) {
			shape = append(shape, s)
		}
	}
	out := newND(shape...)
	for i := range out.data {
		out.data[i] = start
	}
	a.each(func(index []int) {
		var left []int
		for i, k := range index {
			if !slices.Contains(axes, i) {
				left = append(left, k)
			}
		}
		at := out.offset(left)
		out.data[at] = f(out.data[at], a.at(index...))
	})
	return out
}

func (a nd) sum(axes ...int) nd {
	return a.reduce(0, func(sum, v float64) float64 { return sum + v }, axes...)
}

func (a nd) max(axes ...int) nd { return a.reduce(math.Inf(-1), math.Max, axes...) }

// reshape is a of another shape.
func (a nd) reshape(shape ...int) nd { return nd{shape, a.data} }

// transpose puts axis axes[i] in place i.
func (a nd) transpose(axes ...int) nd {
	shape := make([]int, len(axes))
	for i, k := range axes {
		shape[i] = a.shape[k]
	}
	return from(shape, func(index []int) float64 {
		own := make([]int, len(index))
		for i, k := range axes {
			own[k] = index[i]
		}
		return a.at(own...)
	})
}

// slice is the range [lo, hi) in steps of an axis, whose size of 1 drops it.
func (a nd) slice(axis, lo, hi, step int) nd {
	shape := slices.Clone(a.shape)
	shape[axis] = (hi - lo + step - 1) / step
	out := from(shape, func(index []int) float64 {
		own := slices.Clone(index)
		own[axis] = lo + step*own[axis]
		return a.at(own...)
	})
	if shape[axis] == 1 {
		out.shape = slices.Delete(out.shape, axis, axis+1)
	}
	return out
}

// matmul is the product of matrices in the last two axes.
func (a nd) matmul(b nd) nd {
	k := len(a.shape) - 1
	shape := append(slices.Clone(a.shape[:k]), b.shape[k])
	return from(shape, func(index []int) float64 {
		left, right := slices.Clone(index), slices.Clone(index)
		sum := 0.0
		for i := range a.shape[k] {
			left[k], right[k-1] = i, i
			sum += a.at(left...) * b.at(right...)
		}
		return sum
	})
}

// swap exchanges the last two axes.
func (a nd) swap() nd {
	axes := make([]int, len(a.shape))
	for i := range axes {
		axes[i] = i
	}
	k := len(axes)
	axes[k-1], axes[k-2] = axes[k-2], axes[k-1]
	return a.transpose(axes...)
}

// softmax is over an axis.
func (a nd) softmax(axis int) nd {
	shape := slices.Clone(a.shape)
	shape[axis] = 1
	e := a.apply(math.Exp)
	return e.with(e.sum(axis).reshape(shape...), func(v, sum float64) float64 { return v / sum })
}
