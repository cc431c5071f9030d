package kernels

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// job is work that can be cut into pieces.
type job interface{ piece(lo, hi int) }

// jobFunc is a job of a single function.
type jobFunc func(lo, hi int)

func (f jobFunc) piece(lo, hi int) { f(lo, hi) }

// Parallel calls fn(lo, hi) for the pieces [0, grain), [grain, 2·grain), … of
// [0, n), once each, on up to GOMAXPROCS goroutines, and returns when all are
// done. The pieces depend on n and grain alone; their order does not follow
// from anything, so pieces must not write to the same memory. A single piece,
// or a single processor, runs on the calling goroutine. A panic in fn is
// raised again on the calling goroutine.
func Parallel(n, grain int, fn func(lo, hi int)) { parallel(n, grain, jobFunc(fn)) }

// parallel is Parallel for the pieces of a job.
func parallel(n, grain int, j job) {
	if n <= 0 {
		return
	}
	grain = max(grain, 1)
	pieces := (n + grain - 1) / grain
	workers := min(pieces, runtime.GOMAXPROCS(0))
	if workers == 1 {
		for lo := 0; lo < n; lo += grain {
			j.piece(lo, min(lo+grain, n))
		}
		return
	}
	t := teams.Get().(*team)
	t.n, t.grain, t.job, t.failure = n, grain, j, nil
	t.next.Store(0)
	t.group.Add(workers - 1)
	for range workers - 1 {
		go t.help()
	}
	t.work()
	t.group.Wait()
	failure := t.failure
	t.job, t.failure = nil, nil
	teams.Put(t)
	if failure != nil {
		panic(failure)
	}
}

// team is the state of one Parallel call, kept for the next.
type team struct {
	n, grain int
	job      job
	next     atomic.Int64
	group    sync.WaitGroup
	lock     sync.Mutex
	failure  any
}

var teams = sync.Pool{New: func() any { return new(team) }}

func (t *team) help() {
	defer t.group.Done()
	t.work()
}

// work takes the next piece until none is left.
func (t *team) work() {
	defer func() {
		if r := recover(); r != nil {
			t.lock.Lock()
			t.failure = r
			t.lock.Unlock()
		}
	}()
	for {
		lo := (int(t.next.Add(1)) - 1) * t.grain
		if lo >= t.n {
			return
		}
		t.job.piece(lo, min(lo+t.grain, t.n))
	}
}
