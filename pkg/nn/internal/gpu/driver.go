package gpu

// pointer is an address on the card; 0 is none.
type pointer uint64

// grid is how many blocks of how many threads a kernel is started on; 0 means 1.
type grid struct{ x, y, z, threads int }

// kernel is a kernel's place in kernelNames.
type kernel int

// driver is what a card offers. All work is done in the order in which it is
// asked for; calls come from one goroutine at a time.
type driver interface {
	name() string
	alloc(bytes int) (pointer, error)
	free(pointer) error
	// upload may be called while earlier work goes on; from can be changed afterwards.
	upload(to pointer, from []float32) error
	// download waits for all that was asked for before.
	download(to []float32, from pointer) error
	launch(k kernel, g grid, args []uint64) error
	// capture makes a graph of what f launches, without running it.
	capture(f func() error) (graph, error)
	wait() error
}

// graph is a row of launches that are started at once.
type graph interface {
	replay() error
	close() error
}
