//go:build !windows

package worker

import (
	"runtime"
	"runtime/metrics"
	"time"
)

// Go ends a process whose stack wants more than a gigabyte, and stacks grow by
// doubling; a cell whose calls are nested so deeply is ended before that, with
// its variables kept.
const (
	maxStacks    = uint64(200 << 20) // bytes of all stacks
	watchStacks  = 10 * time.Millisecond
	stackMessage = "stack overflow: calls are nested too deeply; variables are kept"
)

// watchStack interrupts the cell that runs until done is closed where its
// stack grows without end.
func (e *Evaluator) watchStack(done <-chan struct{}) {
	tick := time.NewTicker(watchStacks)
	defer tick.Stop()
	sample := []metrics.Sample{{Name: "/memory/classes/heap/stacks:bytes"}}
	metrics.Read(sample)
	limit := max(maxStacks, sample[0].Value.Uint64()*3/2) // stacks shrink slowly
	for {
		select {
		case <-done:
			return
		case <-tick.C:
		}
		if metrics.Read(sample); sample[0].Value.Uint64() > limit {
			e.mu.Lock()
			e.deep = true
			e.mu.Unlock()
			e.interrupt(done)
			return
		}
	}
}

// shrinkStack gives a deep cell's stack back: a collection halves it.
func shrinkStack() {
	for range 8 {
		runtime.GC()
	}
}
