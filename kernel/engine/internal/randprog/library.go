package randprog

import (
	"maps"
	"slices"
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// Library are declarations that programs use, of names that begin with Lib.
const Library = `var LibFuel = 600

// LibTick bounds what a program does.
func LibTick() {
	if LibFuel--; LibFuel < 0 {
		panic("out of fuel")
	}
	if out.Len() > 16000 {
		panic("too much is written")
	}
}

func LibId[T any](x T) T { return x }

func LibRef[T any](x T) *T { return &x }

func LibDeref[T any](p *T) (z T) {
	if p == nil {
		return
	}
	return *p
}

func LibMapOf[K comparable, V any](k K, v V, l K, w V) map[K]V {
	m := map[K]V{k: v}
	m[l] = w
	return m
}

func LibClip[S ~[]E, E any](s S) S { return s[:len(s):len(s)] }

func LibPick[T any](c bool, a, b T) T {
	if c {
		return a
	}
	return b
}

func LibAt[S ~[]E, E any](s S, i int) (z E) {
	if len(s) == 0 {
		return
	}
	return s[uint(i)%uint(len(s))]
}

func LibCut[S ~string](s S) S {
	if len(s) > 24 {
		return s[:24]
	}
	return s
}

// LibSmall is a number that each type of numbers has.
func LibSmall(f float64) float64 {
	if f >= 0 && f < 100 {
		return f
	}
	return 7
}

func LibSplit(s string) (string, int) {
	n := len(s) / 2
	return s[n:], n
}

func LibTrace[T any](name string, x T) T {
	fmt.Fprint(out, name, " ")
	return x
}

// LibSent is a channel with a value in it.
func LibSent[T any](name string, x T) chan T {
	c := make(chan T, 1)
	c <- LibTrace(name, x)
	return c
}

type LibBox[T any] struct{ x T }

func (b LibBox[T]) Get(name string) T { return LibTrace(name, b.x) }

func LibCaught(f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Fprintln(out, "caught:", r)
		}
	}()
	f()
}

type LibInt interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr
}

type LibNumber interface {
	LibInt | ~float32 | ~float64
}

func LibSum[T LibNumber](xs ...T) (s T) {
	for _, x := range xs {
		s += x
	}
	return s
}

func LibMapped[T, U any](s []T, f func(T) U) []U {
	r := make([]U, 0, len(s))
	for _, x := range s {
		r = append(r, f(x))
	}
	return r
}

func LibFold[T, A any](s []T, a A, f func(A, T) A) A {
	for _, x := range s {
		a = f(a, x)
	}
	return a
}

type LibPair[K comparable, V any] struct {
	Key K
	Val V
}

func (p LibPair[K, V]) Get() (K, V) { return p.Key, p.Val }

func (p *LibPair[K, V]) Set(k K, v V) { p.Key, p.Val = k, v }

func (p LibPair[K, V]) With(v V) LibPair[K, V] { p.Val = v; return p }

func LibPairOf[K comparable, V any](k K, v V) LibPair[K, V] { return LibPair[K, V]{k, v} }

type LibStack[T any] struct{ items []T }

func (s *LibStack[T]) Push(xs ...T) { s.items = append(s.items, xs...) }

func (s *LibStack[T]) Pop() (x T, ok bool) {
	if len(s.items) == 0 {
		return x, false
	}
	x = s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1]
	return x, true
}

func (s LibStack[T]) All() func(yield func(int, T) bool) {
	return func(yield func(int, T) bool) {
		for i, x := range s.items {
			if !yield(i, x) {
				return
			}
		}
	}
}

type LibList[T any] struct {
	val  T
	next *LibList[T]
}

func (l *LibList[T]) Add(x T) *LibList[T] { return &LibList[T]{x, l} }

func (l *LibList[T]) Each(yield func(T) bool) {
	for ; l != nil; l = l.next {
		if !yield(l.val) {
			return
		}
	}
}

func (l *LibList[T]) Len() int {
	if l == nil {
		return 0
	}
	return 1 + l.next.Len()
}

type LibTree[K LibInt | ~string, V any] struct {
	left, right *LibTree[K, V]
	key         K
	val         V
}

func (t *LibTree[K, V]) Put(k K, v V) *LibTree[K, V] {
	if t == nil {
		return &LibTree[K, V]{key: k, val: v}
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

func (t *LibTree[K, V]) Walk(f func(K, V)) {
	if t != nil {
		t.left.Walk(f)
		f(t.key, t.val)
		t.right.Walk(f)
	}
}

func LibIota[T LibInt](n T) func(yield func(T) bool) {
	return func(yield func(T) bool) {
		for i := T(0); i < n; i++ {
			if !yield(i) {
				return
			}
		}
	}
}

type LibHeap[T LibInt | ~string] []T

func (h LibHeap[T]) Len() int           { return len(h) }
func (h LibHeap[T]) Less(i, j int) bool { return h[i] < h[j] }
func (h LibHeap[T]) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *LibHeap[T]) Push(x any)        { *h = append(*h, x.(T)) }

func (h *LibHeap[T]) Pop() any {
	s := *h
	x := s[len(s)-1]
	*h = s[:len(s)-1]
	return x
}

type LibTemp int

func (t LibTemp) String() string { return fmt.Sprintf("%d°", int(t)) }

func (t LibTemp) MarshalJSON() ([]byte, error) { return []byte(fmt.Sprintf("[%d]", int(t))), nil }

func (t *LibTemp) UnmarshalJSON(b []byte) error {
	_, err := fmt.Sscanf(string(b), "[%d]", (*int)(t))
	return err
}

type LibError[T any] struct {
	what T
	err  error
}

func (e *LibError[T]) Error() string {
	if e.err != nil {
		return fmt.Sprint("error ", e.what, ": ", e.err)
	}
	return fmt.Sprint("error ", e.what)
}

func (e *LibError[T]) Unwrap() error { return e.err }
`
