package kernels

import "sync"

// buffer is memory lent for the length of one computation. It comes from a
// pool and goes back to it, so that repeating a computation allocates none.
type buffer struct {
	s   []float32
	s64 []float64
}

var buffers = sync.Pool{New: func() any { return new(buffer) }}

// scratch lends n values with anything in them, until b is handed back.
func scratch(n int) (b *buffer, s []float32) {
	b = buffers.Get().(*buffer)
	if cap(b.s) < n {
		b.s = make([]float32, n)
	}
	return b, b.s[:n]
}

// scratch64 is scratch for the partial results of sums.
func scratch64(n int) (b *buffer, s []float64) {
	b = buffers.Get().(*buffer)
	if cap(b.s64) < n {
		b.s64 = make([]float64, n)
	}
	return b, b.s64[:n]
}

func (b *buffer) handBack() { buffers.Put(b) }
