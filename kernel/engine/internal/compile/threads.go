package compile

import (
	"sync"
	"sync/atomic"
)

// threads are the goroutines that run cells' code, with a cache of those that
// have been asked for last.
type threads struct {
	all   sync.Map // goroutine → *runner
	cache [64]atomic.Pointer[runner]
}

type runner struct {
	g  uintptr
	th *thread
}

func (t *threads) at(g uintptr) *atomic.Pointer[runner] {
	return &t.cache[g>>7%uintptr(len(t.cache))]
}

func (t *threads) find(g uintptr) *thread {
	c := t.at(g)
	if r := c.Load(); r != nil && r.g == g {
		return r.th
	}
	r, ok := t.all.Load(g)
	if !ok {
		return nil
	}
	c.Store(r.(*runner))
	return r.(*runner).th
}

func (t *threads) add(g uintptr, th *thread) {
	r := &runner{g, th}
	t.all.Store(g, r)
	t.at(g).Store(r)
}

func (t *threads) remove(g uintptr) {
	t.all.Delete(g)
	if c := t.at(g); c.Load() != nil {
		c.Store(nil)
	}
}
