//go:build !windows

package worker

import "runtime"

// Running code looks types up in maps that gomacro's compiler writes, without
// a lock: a variable of a struct type is enough. Goroutines of earlier cells
// run while a cell is compiled, and Go ends a process that reads a map while it
// is written. So while there are such goroutines, the compiler has the only
// processor: the runtime does not switch goroutines within its map operations
// but for a preemption that hits one of their rare function calls.

// alone lets what runs next run alone, until done is called.
func (e *Evaluator) alone() (done func()) {
	n := runtime.NumGoroutine()
	if e.quiet == 0 || n <= e.quiet { // nobody but the kernel's own
		e.quiet = n
		return func() {}
	}
	procs := runtime.GOMAXPROCS(1)
	return func() { runtime.GOMAXPROCS(procs) }
}
