package kernels

import "sync"

var (
	buffers   = sync.Pool{New: func() any { return new([]float32) }}
	buffers64 = sync.Pool{New: func() any { return new([]float64) }}
)

// scratch lends n values with anything in them, until release is called. The
// memory goes back to a pool, so that repeating a computation allocates none.
func scratch(n int) (s []float32, release func()) {
	p := buffers.Get().(*[]float32)
	if cap(*p) < n {
		*p = make([]float32, n)
	}
	return (*p)[:n], func() { buffers.Put(p) }
}

// scratch64 is scratch for the partial results of sums.
func scratch64(n int) (s []float64, release func()) {
	p := buffers64.Get().(*[]float64)
	if cap(*p) < n {
		*p = make([]float64, n)
	}
	return (*p)[:n], func() { buffers64.Put(p) }
}
