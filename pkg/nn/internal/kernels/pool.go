package kernels

import (
	"runtime"
	"sync"
	"time"
)

// pool keeps values between computations, so that repeating one allocates
// nothing. Unlike sync.Pool it has one list for all processors, from which a
// collection takes nothing that is in use every now and then: what a
// computation needs is made once, however the pieces fall to the processors.
// It keeps as many as were lent at once. Its zero value is ready.
type pool[T any] struct {
	lock     sync.Mutex
	free     []*T
	unused   int // of free, from its start, were not lent since the last trim
	register sync.Once
}

// Get lends the value handed back last, as it was then, or else a new one.
func (p *pool[T]) Get() *T {
	p.lock.Lock()
	last := len(p.free) - 1
	if last < 0 {
		p.lock.Unlock()
		p.register.Do(func() { pools.add(p) })
		return new(T)
	}
	v := p.free[last]
	p.free[last], p.free, p.unused = nil, p.free[:last], min(p.unused, last)
	p.lock.Unlock()
	return v
}

// Put takes a value back. It must not hold on to memory of callers.
func (p *pool[T]) Put(v *T) {
	p.lock.Lock()
	p.free = append(p.free, v)
	p.lock.Unlock()
}

// trim lets go of what was not lent since the last trim.
func (p *pool[T]) trim() {
	p.lock.Lock()
	n := copy(p.free, p.free[p.unused:])
	clear(p.free[n:])
	p.free, p.unused = p.free[:n], n
	p.lock.Unlock()
}

// pools are all that have been used. When nothing is computed for a while, two
// garbage collections release their memory.
var pools trimmer

// rest is how long memory must be unused to be released.
const rest = time.Minute

// trimmer trims pools as collections happen, but not within rest.
type trimmer struct {
	lock  sync.Mutex
	pools []interface{ trim() }
	last  time.Time
}

func (t *trimmer) add(p interface{ trim() }) {
	t.lock.Lock()
	defer t.lock.Unlock()
	if t.pools = append(t.pools, p); len(t.pools) == 1 {
		t.last = time.Now()
		runtime.SetFinalizer(&collection{t}, (*collection).happened)
	}
}

// collected is called after each garbage collection.
func (t *trimmer) collected(now time.Time) {
	t.lock.Lock()
	defer t.lock.Unlock()
	if now.Sub(t.last) < rest {
		return
	}
	t.last = now
	for _, p := range t.pools {
		p.trim()
	}
}

// collection is garbage that notices when it is collected, time and again.
type collection struct{ of *trimmer }

func (c *collection) happened() {
	c.of.collected(time.Now())
	runtime.SetFinalizer(c, (*collection).happened)
}
