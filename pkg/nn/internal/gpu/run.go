package gpu

import (
	"unsafe"

	"github.com/crococlock/crococlock/pkg/nn/internal/card"
)

// run is what a computation is written with.
type run struct {
	*stream
	memory
	tf32 bool // products are of numbers rounded to TF32 where tensor cores make them
}

// ahead is n floats that fill makes of one input alone, a weight, and so can make
// before the computation's turn.
func (r *run) ahead(n int, of pointer, fill func(r *run, to pointer)) pointer {
	if m, ok := r.memory.(interface {
		ahead(n int, of pointer, fill func(r *run, to pointer)) pointer
	}); ok {
		return m.ahead(n, of, fill)
	}
	to := r.scratch(n)
	fill(r, to)
	return to
}

// memory is what a computation needs beside its inputs and its result.
type memory interface {
	// scratch is n floats until the end of this op, at a multiple of 256 bytes, with
	// anything in them.
	scratch(n int) pointer
	// beside is the card's copy of a kernel's memory beside; 0 for nil.
	beside(s []float32) pointer
	// seed is 8 bytes on the card that hold what *p is when a run begins.
	seed(p *uint64) pointer
}

// workspace is the memory of one program.
type workspace struct {
	card   *Card
	chunks []block // of scratch
	chunk  int     // the one in use
	used   int     // bytes of it
}

// block is a piece of scratch memory.
type block struct {
	at   pointer
	size int // bytes
}

const (
	chunkBytes = 8 << 20
	alignment  = 256
)

func (w *workspace) scratch(n int) pointer {
	bytes := divUp(max(4*n, 1), alignment) * alignment
	for ; w.chunk < len(w.chunks); w.chunk, w.used = w.chunk+1, 0 {
		if c := w.chunks[w.chunk]; w.used+bytes <= c.size {
			at := c.at + pointer(w.used)
			w.used += bytes
			return at
		}
	}
	size := max(bytes, chunkBytes)
	at, err := w.card.alloc(size)
	if err != nil {
		w.card.fail(err)
		return 0
	}
	w.chunks = append(w.chunks, block{at, size})
	w.used = bytes
	return at
}

func (w *workspace) beside(s []float32) pointer {
	if len(s) == 0 || w.card.err != nil {
		return 0
	}
	at, err := w.card.place(s)
	w.card.fail(err)
	return at
}

func (w *workspace) seed(p *uint64) pointer { return w.beside(wordsOf(p)) }

// wordsOf is a seed as memory that the card can have a copy of.
func wordsOf(p *uint64) []float32 { return unsafe.Slice((*float32)(unsafe.Pointer(p)), 2) }

// reset gives all scratch memory back.
func (w *workspace) reset() { w.chunk, w.used = 0, 0 }

// close frees the scratch memory.
func (w *workspace) close() {
	for _, c := range w.chunks {
		w.card.driver.free(c.at)
	}
	w.chunks = nil
	w.reset()
}

// place is the card's copy of s.
func (c *Card) place(s []float32) (pointer, error) {
	at, err := card.Place(c, s)
	return pointer(at), err
}

// touches notes which memory a computation has beside its inputs and its result.
type touches struct {
	*workspace
	all       []region
	scratched bool
	filled    []filled
}

// filled is memory that is filled ahead.
type filled struct {
	region
	of pointer
}

func (t *touches) scratch(int) pointer {
	t.scratched = true
	return alignment
}

func (t *touches) beside(s []float32) pointer {
	at := t.workspace.beside(s)
	if len(s) > 0 {
		t.all = append(t.all, region{at, at.at(len(s))})
	}
	return at
}

func (t *touches) seed(p *uint64) pointer { return t.beside(wordsOf(p)) }

func (t *touches) ahead(n int, of pointer, _ func(*run, pointer)) pointer {
	at, err := t.card.alloc(4 * n)
	t.card.fail(err)
	t.filled = append(t.filled, filled{region{at, at.at(n)}, of})
	return at
}

// lent is the memory of a step: scratch memory of its lane, and what is filled ahead,
// on fill, which is nil where that has been done.
type lent struct {
	*workspace
	filled []filled
	next   int
	fill   *stream
}

func (l *lent) ahead(_ int, _ pointer, fill func(*run, pointer)) pointer {
	at := l.filled[l.next].from
	l.next++
	if l.fill != nil {
		fill(&run{stream: l.fill, memory: l}, at)
	}
	return at
}

// nothing launches nothing and has no memory.
type nothing struct{}

func (nothing) launch(kernel, grid, []uint64) error { return nil }
func (nothing) scratch(int) pointer                 { return 0 }
func (nothing) beside([]float32) pointer            { return 0 }
func (nothing) seed(*uint64) pointer                { return 0 }
