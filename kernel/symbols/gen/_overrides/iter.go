package iter

import "github.com/crococlock/crococlock/kernel/symbols/internal/instances"

func Pull[V any](seq Seq[V]) (next func() (V, bool), stop func()) {
	n, stop := instances.Pull(func(yield func(any) bool) {
		seq(func(v V) bool { return yield(v) })
	})
	next = func() (V, bool) {
		x, ok := n()
		v, _ := x.(V) // zero at the end, and for an interface that is nil
		return v, ok
	}
	return next, stop
}

func Pull2[K, V any](seq Seq2[K, V]) (next func() (K, V, bool), stop func()) {
	n, stop := instances.Pull2(func(yield func(any, any) bool) {
		seq(func(k K, v V) bool { return yield(k, v) })
	})
	next = func() (K, V, bool) {
		x, y, ok := n()
		k, _ := x.(K)
		v, _ := y.(V)
		return k, v, ok
	}
	return next, stop
}
