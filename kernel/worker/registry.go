//go:build !windows

package worker

import (
	"net/http"
	"sync"
	"sync/atomic"
)

// registry is what runs of cells have put where the process has one of a name: a
// cell that does so can be run again, and one that does it twice fails, as compiled.
type registry struct {
	mu       sync.Mutex
	run      int
	in       map[string]int           // in which run
	handlers map[string]*handlerOfNow // by pattern
}

// begin is called before a cell runs.
func (r *registry) begin() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.run++
}

// first reports whether this run registers this for the first time.
func (r *registry) first(what string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	run, ok := r.in[what]
	if r.in == nil {
		r.in = map[string]int{}
	}
	r.in[what] = r.run
	return !ok || run != r.run
}

// handlerOfNow is a pattern's handler, which a later run may replace.
type handlerOfNow struct{ now atomic.Pointer[http.Handler] }

func (h *handlerOfNow) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	(*h.now.Load()).ServeHTTP(w, r)
}

// replaceHandlers replaces the functions that register handlers.
func (e *Evaluator) replaceHandlers(with map[string]any) {
	with["net/http.Handle"] = e.handle
	with["net/http.HandleFunc"] = func(pattern string, f func(http.ResponseWriter, *http.Request)) {
		if f == nil {
			http.HandleFunc(pattern, nil) // panics
		}
		e.handle(pattern, http.HandlerFunc(f))
	}
}

func (e *Evaluator) handle(pattern string, handler http.Handler) {
	if handler == nil {
		http.Handle(pattern, nil) // panics
	}
	first := e.first("handler " + pattern)
	e.mu.Lock()
	defer e.mu.Unlock()
	if h := e.handlers[pattern]; first && h != nil {
		h.now.Store(&handler)
		return
	}
	h := &handlerOfNow{}
	h.now.Store(&handler)
	http.Handle(pattern, h)
	if e.handlers == nil {
		e.handlers = map[string]*handlerOfNow{}
	}
	e.handlers[pattern] = h
}
