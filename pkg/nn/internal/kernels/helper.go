package kernels

import (
	"sync"
	"sync/atomic"
)

// patience is how many pauses, of a fraction of a microsecond each, one waits
// awake for what usually comes soon: waking up takes longer. It bridges the
// time from one layer to the next.
const patience = 100

// helper is a goroutine that works for one team after another.
type helper struct {
	team   atomic.Pointer[team] // to work for next; who takes it away decides
	parked atomic.Bool
	wake   chan struct{}
}

// start gives h, which is idle, a team to work for.
func (h *helper) start(t *team) {
	h.team.Store(t)
	if h.parked.CompareAndSwap(true, false) {
		h.wake <- struct{}{}
	}
}

func (h *helper) loop() {
	for {
		if t := h.next(); t != nil {
			t.work()
			if t.pending.Add(-1) == asleep {
				t.done <- struct{}{}
			}
		}
	}
}

// next waits for a team; nil if it was taken away again.
func (h *helper) next() *team {
	for range patience {
		if h.team.Load() != nil {
			return h.team.Swap(nil)
		}
		pause()
	}
	h.parked.Store(true)
	if h.team.Load() == nil || !h.parked.CompareAndSwap(true, false) {
		<-h.wake
	}
	return h.team.Swap(nil)
}

// crew holds the helpers that work for nobody.
type crew struct {
	lock  sync.Mutex
	idle  []*helper
	total int
}

var idle crew

// take appends up to n helpers to h. There are never more than the callers on
// all processors but one can use.
func (c *crew) take(h []*helper, n int) []*helper {
	c.lock.Lock()
	defer c.lock.Unlock()
	for ; c.total < n; c.total++ {
		one := &helper{wake: make(chan struct{}, 1)}
		go one.loop()
		c.idle = append(c.idle, one)
	}
	n = max(0, len(c.idle)-n)
	h = append(h, c.idle[n:]...)
	c.idle = c.idle[:n]
	return h
}

func (c *crew) give(h []*helper) {
	c.lock.Lock()
	c.idle = append(c.idle, h...)
	c.lock.Unlock()
}
