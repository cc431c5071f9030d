package gpu

// run is what a computation is written with.
type run struct {
	*stream
	memory
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

// fail keeps the first error.
func (r *run) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}
