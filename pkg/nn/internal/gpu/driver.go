package gpu

// pointer is an address on the card; 0 is none.
type pointer uint64

// grid is how many blocks of how many threads a kernel is started on; 0 means 1.
type grid struct{ x, y, z, threads int }

// kernel is a kernel's place in kernelNames.
type kernel int

// node is a copy or a launch in a graph.
type node uint64

// driver is what a card offers. All work is done in the order in which it is
// asked for, none need be done before wait returns; calls come from one goroutine at
// a time. While a graph is captured only copies and launches may be asked for.
type driver interface {
	name() string
	// alloc's error says how much was wanted and had.
	alloc(bytes int) (pointer, error)
	free(pointer) error
	// pin lends memory here that the card reads and writes by itself: copies go
	// through such memory only.
	pin(floats int) ([]float32, error)
	unpin([]float32) error
	// upload copies from pinned memory, which stays as it is until wait has returned.
	upload(to pointer, from []float32) error
	// download copies to pinned memory.
	download(to []float32, from pointer) error
	// move copies from one place on the card to another.
	move(to, from pointer, floats int) error
	launch(k kernel, g grid, args []uint64) error
	// capture makes a graph of what f asks for, without running it. There, what is
	// asked for waits for what was asked for just before; after follow, the next waits
	// for those instead. last is what was asked for last.
	capture(f func() error) (graph, error)
	follow(after []node) error
	last() ([]node, error)
	// wait returns when all is done that was asked for before.
	wait() error
}

// graph is copies and launches that are started at once.
type graph interface {
	replay() error
	close() error
}
