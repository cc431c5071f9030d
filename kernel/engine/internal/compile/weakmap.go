package compile

import (
	"runtime"
	"sync"
	"weak"
)

// A weakMap has values for objects of go/types as long as something else
// refers to those: a function that is declared again and again leaves nothing.
type weakMap[K, V any] struct {
	mu sync.Mutex
	m  map[weak.Pointer[K]]V
}

func (w *weakMap[K, V]) get(k *K) (v V) {
	if k == nil {
		return v
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.m[weak.Make(k)]
}

func (w *weakMap[K, V]) set(k *K, v V) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.m == nil {
		w.m = map[weak.Pointer[K]]V{}
	}
	p := weak.Make(k)
	if _, there := w.m[p]; !there {
		runtime.AddCleanup(k, w.remove, p)
	}
	w.m[p] = v
}

func (w *weakMap[K, V]) remove(p weak.Pointer[K]) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.m, p)
}

// each calls f with what is there.
func (w *weakMap[K, V]) each(f func(*K, V)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for p, v := range w.m {
		if k := p.Value(); k != nil {
			f(k, v)
		}
	}
}
