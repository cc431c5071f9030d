package gpu

import (
	"fmt"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

// stream queues work on a card. The first error is kept: what is queued after it
// is not done.
type stream struct {
	driver driver
	err    error
}

// launch starts kernel k; the generated methods call it.
func (s *stream) launch(k kernel, g grid, args ...uint64) {
	if s.err != nil {
		return
	}
	g.x, g.y, g.z, g.threads = max(g.x, 1), max(g.y, 1), max(g.z, 1), max(g.threads, 1)
	if err := s.driver.launch(k, g, args); err != nil {
		s.err = fmt.Errorf("%s on %d×%d×%d blocks of %d threads: %w", kernelNames[k], g.x, g.y, g.z, g.threads, err)
	}
}

// at is the address of element n.
func (p pointer) at(n int) pointer { return p + pointer(4*n) }

// run is what the computation of an op is written with.
type run struct {
	*stream
	memory *memory
}

// memory is what ops need beside their inputs: scratch, and the card's copies of
// what kernels keep.
type memory struct {
	driver driver
	place  func(s []float32) (pointer, error)

	blocks []chunk // of scratch
	block  int     // the one in use
	used   int     // bytes of it
}

// chunk is a piece of scratch memory.
type chunk struct {
	at   pointer
	size int // bytes
}

const (
	chunkBytes = 32 << 20
	alignment  = 256
)

// scratch is memory for n elements until the end of the op, with undefined contents.
func (r *run) scratch(n int) pointer {
	m, bytes := r.memory, (max(4*n, 1)+alignment-1)/alignment*alignment
	for ; m.block < len(m.blocks); m.block, m.used = m.block+1, 0 {
		if c := m.blocks[m.block]; m.used+bytes <= c.size {
			at := c.at + pointer(m.used)
			m.used += bytes
			return at
		}
	}
	size := max(bytes, chunkBytes)
	at, err := m.driver.alloc(size)
	if err != nil {
		r.fail(err)
		return 0
	}
	m.blocks = append(m.blocks, chunk{at, size})
	m.used = bytes
	return at
}

// reset gives all scratch memory back.
func (m *memory) reset() { m.block, m.used = 0, 0 }

// close frees the scratch memory.
func (m *memory) close() {
	for _, c := range m.blocks {
		m.driver.free(c.at)
	}
	m.blocks = nil
	m.reset()
}

// beside is the card's copy of what a kernel keeps beside its inputs; 0 for nil.
func (r *run) beside(s []float32) pointer {
	if len(s) == 0 || r.err != nil {
		return 0
	}
	at, err := r.memory.place(s)
	r.fail(err)
	return at
}

// fail keeps the first error.
func (r *run) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

// refuse is the error for a kernel that the card does not compute.
func refuse(k kernels.Kernel) error { return fmt.Errorf("no kernel for %T", k) }
