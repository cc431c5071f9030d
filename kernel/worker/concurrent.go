//go:build !windows

package worker

import (
	"runtime"
	"runtime/debug"
)

// Running code looks types up in maps that gomacro's compiler writes, without
// a lock: a variable of a struct type is enough. Goroutines of earlier cells
// run while a cell is compiled, and Go ends a process that reads a map while it
// is written. So while there are such goroutines, the compiler has the only
// processor, from the begin of a time slice: those are 10 ms, and few cells
// take as long; no garbage collection cuts it short. That makes the end unlikely, not impossible.

// alone lets what runs next run alone, until done is called.
func (e *Evaluator) alone() (done func()) {
	if e.goroutines.Load() == 0 {
		return func() {}
	}
	gc := debug.SetGCPercent(-1)
	procs := runtime.GOMAXPROCS(1)
	runtime.Gosched()
	return func() {
		runtime.GOMAXPROCS(procs)
		debug.SetGCPercent(gc)
	}
}
