package kernels

import "math/bits"

// loan is memory lent for the length of one computation.
type loan[T any] struct {
	s    []T
	home *pool[loan[T]]
}

// lender keeps loans by size, each twice the one before, so that whatever is
// handed back fits the next loan of its kind.
type lender[T any] [bits.UintSize]pool[loan[T]]

func (l *lender[T]) lend(n int) (*loan[T], []T) {
	size := bits.Len(uint(max(1, n) - 1))
	b := l[size].Get()
	if b.home == nil {
		b.s, b.home = make([]T, 1<<size), &l[size]
	}
	return b, b.s[:n]
}

func (b *loan[T]) handBack() { b.home.Put(b) }

// buffer is a loan of what nearly everything computes with.
type buffer = loan[float32]

var (
	buffers   lender[float32]
	buffers64 lender[float64]
)

// scratch lends n values with anything in them, until b is handed back.
func scratch(n int) (b *buffer, s []float32) { return buffers.lend(n) }

// scratch64 is scratch for the partial results of sums.
func scratch64(n int) (b *loan[float64], s []float64) { return buffers64.lend(n) }
