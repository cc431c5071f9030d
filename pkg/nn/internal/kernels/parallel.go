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
	workers := 1
	if pieces > 1 {
		workers = min(pieces, runtime.GOMAXPROCS(0))
	}
	if workers == 1 {
		for lo := 0; lo < n; lo += grain {
			j.piece(lo, min(lo+grain, n))
		}
		return
	}
	t := teams.Get()
	if t.done == nil {
		t.done = make(chan struct{}, 1)
	}
	t.n, t.grain, t.job, t.failure = n, grain, j, nil
	t.next.Store(0)
	t.helpers = idle.take(t.helpers[:0], workers-1)
	t.pending.Store(int64(len(t.helpers)))
	for _, h := range t.helpers {
		h.start(t)
	}
	t.work()
	t.wait()
	idle.give(t.helpers)
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
	helpers  []*helper
	pending  atomic.Int64  // helpers at work, plus asleep if the caller waits at done
	done     chan struct{} // gets a value from the last helper if the caller is asleep
	lock     sync.Mutex
	failure  any
}

const asleep = 1 << 32

var teams pool[team]

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

// wait returns when no helper is at work. Those that have not begun are not
// waited for.
func (t *team) wait() {
	for _, h := range t.helpers {
		if h.team.CompareAndSwap(t, nil) {
			t.pending.Add(-1)
		}
	}
	for range patience {
		if t.pending.Load() == 0 {
			return
		}
		pause()
	}
	if t.pending.Add(asleep) != asleep {
		<-t.done
	}
}
