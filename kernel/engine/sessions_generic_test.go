package engine_test

// Sessions about type parameters.
var genericSessions = []session{
	{"compiled generic types are types of fields", `
type node struct { v int; next atomic.Pointer[node] }
var head node
for i := range 3 {
	n := &node{v: i}
	n.next.Store(head.next.Load())
	head.next.Store(n)
}
for p := head.next.Load(); p != nil; p = p.next.Load() {
	fmt.Fprint(out, p.v, " ")
}
---
type once[T any] struct { p atomic.Pointer[T]; null sql.Null[T] }
func (o *once[T]) set(v T) bool { return o.p.CompareAndSwap(nil, &v) }
var o once[int]
fmt.Fprintln(out, o.set(3), o.set(4), *o.p.Load(), o.null.Valid)
---
type node struct { name string }
type holder struct { p atomic.Pointer[node]; h unique.Handle[node] }
h := &holder{h: unique.Make(node{"key"})}
h.p.Store(&node{"new"})
load := h.p.Load
fmt.Fprintln(out, load().name, h.h.Value().name, head.next.Load().v, (*atomic.Pointer[node]).Load(&h.p) == load())`, `
2 1 0 true false 3 false
new key 2 true`},
	{"types of generic functions have their arguments in their names", `
type B struct{}
func f[T, U any](x T, y U) {
	type L struct {
		x T
		y U
	}
	fmt.Fprintf(out, "%T %T\n", L{x, y}, []*L{})
}
f(1, "x")
f([]B{}, map[string]any{})`, `
main.L[int,string] []*main.L[int,string]
main.L[[]main.B,map[string]interface {}] []*main.L[[]main.B,map[string]interface {}]`},
	{"generic functions that are compiled in", `
type ints []int
type celsius float64
s, m, c := []int{3, 1, 2}, ints{5, 4}, []celsius{2, 1}
slices.Sort(s)
slices.Sort(m)
slices.Sort(c)
slices.SortFunc(s, func(a, b int) int { return b - a })
fmt.Fprintln(out, s, m, c, slices.Max(s), slices.Contains(s, 9), cmp.Compare("b", "a"))
f := slices.Sort[[]int]
f(s)
fmt.Fprintln(out, s, slices.Sorted(maps.Keys(map[string]int{"b": 1, "a": 2})), maps.Equal(map[int]int{1: 1}, map[int]int{1: 2}))
func() {
	defer func() { fmt.Fprintln(out, recover()) }()
	slices.SortFunc(s, func(a, b int) int { panic("cmp") })
}()
func least[E cmp.Ordered](s ...E) E { slices.Sort(s); return s[0] }
fmt.Fprintln(out, least(2, 1), least("b", "a"), least[celsius](2, 1))
var seq iter.Seq[reflect.StructField] = reflect.TypeFor[struct{ A, B int }]().Fields()
for f := range seq {
	fmt.Fprint(out, f.Name, " ")
}
_, ok := any(seq).(iter.Seq[reflect.StructField])
fmt.Fprintln(out, ok)`, `
[3 2 1] [4 5] [1 2] 3 false 1
[1 2 3] [a b] false
cmp
1 a 1
A B true`},
	{"names of generic types", `
import (
	"encoding/json"
	"net/http"
	"time"
)
type G[T any] struct{ V T }
type L struct{ a int }
for _, x := range []any{
	G[*http.Request]{}, G[map[string][]json.Number]{}, G[func(time.Time, ...L) (json.Number, error)]{}, G[chan<- [2]L]{},
	G[struct {
		json.Number
		X int ` + "`k:\"v\"`" + `
	}]{},
	G[interface{ M(L) http.Handler }]{}, G[any]{}, G[G[*L]]{},
} {
	fmt.Fprintf(out, "%T\n", x)
}`, `
main.G[*net/http.Request]
main.G[map[string][]encoding/json.Number]
main.G[func(time.Time, ...main.L) (encoding/json.Number, error)]
main.G[chan<- [2]main.L]
main.G[struct { encoding/json.Number; X int "k:\"v\"" }]
main.G[interface { M(main.L) net/http.Handler }]
main.G[interface {}]
main.G[main.G[*main.L]]`},
	{"a generic function that is run again", `
func twice[T any](x T) []T { return []T{x, x} }
fmt.Fprintln(out, twice(1), twice("a"))
---
func twice[T any](x T) []T { return []T{x, x} }
fmt.Fprintln(out, twice(1), twice("a"))
---
func twice[U any](x U) []U { return []U{x} }
type Stack[T any] struct{ of []T }
func (s *Stack[T]) Push(x T) { s.of = append(s.of, x) }
s := &Stack[int]{}
s.Push(1)
fmt.Fprintln(out, twice(2), s.of)
---
func (s *Stack[E]) Push(x E) { s.of = append(s.of, twice(x)...); s.of = append(s.of, x) }
s.Push(3)
fmt.Fprintln(out, s.of)`, `
[1 1] [a a]
[1 1] [a a]
[2] [1]
[1 3 3]`},
	{"a generic type that a generic function declares", `
func pair[N any](n N) (any, any) {
	type list[X any, _ *N] struct {
		of   X
		with N
		next *list[X, *N]
		ns   *list[N, *N]
	}
	l := &list[string, *N]{"a", n, nil, &list[N, *N]{of: n}}
	l.next = &list[string, *N]{of: "b"}
	return *l.next, *l.ns
}
a, b := pair(1)
c, d := pair(2)
e, f := pair("x")
fmt.Fprintf(out, "%T %T %T\n", a, b, f)
fmt.Fprintln(out, a == c, b == d, a == e, a == b, f)`, `
main.list[int;string,*int] main.list[int;int,*int] main.list[string;string,*string]
true false false false {x  <nil> <nil>}`},
}
