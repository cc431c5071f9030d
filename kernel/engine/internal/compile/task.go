package compile

import (
	"sync"
	"sync/atomic"
	"time"
)

// A task is the run of a cell, with the goroutines that it starts. An interrupt
// ends what runs; what is deferred runs then, and is ended in its turn some time
// later.
type task struct {
	soft, hard limit
	once       sync.Once
	unwinds    atomic.Bool // the cell runs what it has deferred
}

// A limit is where code of cells ends.
type limit struct {
	reached uint32
	done    chan struct{} // closed when it is reached
}

// DeferLimit is how long what an interrupted cell has deferred may take.
const DeferLimit = 500 * time.Millisecond

func newTask() *task {
	return &task{soft: limit{done: make(chan struct{})}, hard: limit{done: make(chan struct{})}}
}

func (l *limit) reach() {
	atomic.StoreUint32(&l.reached, 1)
	close(l.done)
}

func (t *task) interrupt() {
	t.once.Do(func() {
		t.soft.reach()
		time.AfterFunc(DeferLimit, t.hard.reach)
	})
}
