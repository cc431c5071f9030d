package gpu

// pointer is an address on the card.
type pointer uint64

// grid is how many blocks a kernel runs on, and of how many threads; y and z 0 mean 1.
type grid struct{ x, y, z, threads int }

// kernel is one by its place in kernelNames.
type kernel int

// launcher is what runs kernels: a card, or the emulator.
type launcher interface {
	launch(k kernel, g grid, args []uint64) error
}

// stream queues work on the card; the first error is kept.
type stream struct {
	on  launcher
	err error
}

func (s *stream) launch(k kernel, g grid, args ...uint64) {
	if s.err != nil {
		return
	}
	g.y, g.z = max(g.y, 1), max(g.z, 1)
	s.err = s.on.launch(k, g, args)
}

// run is what the kernels of one op are written with.
type run struct {
	*stream
	memory func(bytes int) pointer
}

// scratch lends n floats until the end of the op; anything may be in them.
func (r *run) scratch(n int) pointer { return r.memory(4 * n) }
