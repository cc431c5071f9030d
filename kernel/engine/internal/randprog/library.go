package randprog

import (
	"maps"
	"slices"
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// library are the declarations that every program has. The dollar stands for
// the prefix.
const library = `var $fuel = 600

// $tick bounds what a program does.
func $tick() {
	if $fuel--; $fuel < 0 {
		panic("out of fuel")
	}
	if out.Len() > 16000 {
		panic("too much is written")
	}
}

func $id[T any](x T) T { return x }

func $ref[T any](x T) *T { return &x }

func $deref[T any](p *T) (z T) {
	if p == nil {
		return
	}
	return *p
}

func $clip[S ~[]E, E any](s S) S { return s[:len(s):len(s)] }

func $pick[T any](c bool, a, b T) T {
	if c {
		return a
	}
	return b
}

func $at[S ~[]E, E any](s S, i int) (z E) {
	if len(s) == 0 {
		return
	}
	return s[uint(i)%uint(len(s))]
}

func $cut[S ~string](s S) S {
	if len(s) > 24 {
		return s[:24]
	}
	return s
}

// $small is a number that each type of numbers has.
func $small(f float64) float64 {
	if f >= 0 && f < 100 {
		return f
	}
	return 7
}

func $trace[T any](name string, x T) T {
	fmt.Fprint(out, name, " ")
	return x
}

func $caught(f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Fprintln(out, "caught:", r)
		}
	}()
	f()
}

type $int interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr
}

type $number interface {
	$int | ~float32 | ~float64
}

func $sum[T $number](xs ...T) (s T) {
	for _, x := range xs {
		s += x
	}
	return s
}

func $mapped[T, U any](s []T, f func(T) U) []U {
	r := make([]U, 0, len(s))
	for _, x := range s {
		r = append(r, f(x))
	}
	return r
}

func $fold[T, A any](s []T, a A, f func(A, T) A) A {
	for _, x := range s {
		a = f(a, x)
	}
	return a
}

type $pair[K comparable, V any] struct {
	Key K
	Val V
}

func (p $pair[K, V]) Get() (K, V) { return p.Key, p.Val }

func (p *$pair[K, V]) Set(k K, v V) { p.Key, p.Val = k, v }

func (p $pair[K, V]) With(v V) $pair[K, V] { p.Val = v; return p }

func $pairOf[K comparable, V any](k K, v V) $pair[K, V] { return $pair[K, V]{k, v} }

type $stack[T any] struct{ items []T }

func (s *$stack[T]) Push(xs ...T) { s.items = append(s.items, xs...) }

func (s *$stack[T]) Pop() (x T, ok bool) {
	if len(s.items) == 0 {
		return x, false
	}
	x = s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1]
	return x, true
}

func (s $stack[T]) All() func(yield func(int, T) bool) {
	return func(yield func(int, T) bool) {
		for i, x := range s.items {
			if !yield(i, x) {
				return
			}
		}
	}
}

type $list[T any] struct {
	val  T
	next *$list[T]
}

func (l *$list[T]) Add(x T) *$list[T] { return &$list[T]{x, l} }

func (l *$list[T]) Each(yield func(T) bool) {
	for ; l != nil; l = l.next {
		if !yield(l.val) {
			return
		}
	}
}

func (l *$list[T]) Len() int {
	if l == nil {
		return 0
	}
	return 1 + l.next.Len()
}

type $tree[K $int | ~string, V any] struct {
	left, right *$tree[K, V]
	key         K
	val         V
}

func (t *$tree[K, V]) Put(k K, v V) *$tree[K, V] {
	if t == nil {
		return &$tree[K, V]{key: k, val: v}
	}
	switch {
	case k < t.key:
		t.left = t.left.Put(k, v)
	case k > t.key:
		t.right = t.right.Put(k, v)
	default:
		t.val = v
	}
	return t
}

func (t *$tree[K, V]) Walk(f func(K, V)) {
	if t != nil {
		t.left.Walk(f)
		f(t.key, t.val)
		t.right.Walk(f)
	}
}

func $iota[T $int](n T) func(yield func(T) bool) {
	return func(yield func(T) bool) {
		for i := T(0); i < n; i++ {
			if !yield(i) {
				return
			}
		}
	}
}

type $error[T any] struct {
	what T
	err  error
}

func (e *$error[T]) Error() string {
	if e.err != nil {
		return fmt.Sprint("error ", e.what, ": ", e.err)
	}
	return fmt.Sprint("error ", e.what)
}

func (e *$error[T]) Unwrap() error { return e.err }
`

func (g *gen) library() { g.emit("%s", library) }
