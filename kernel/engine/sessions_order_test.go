package engine_test

// Sessions about what is evaluated when, and how often.
var orderSessions = []session{
	{"calls come before what they change is read", `
n := 1
add := func() int { n++; return n }
s := []int{10, 20, 30, 40}
fmt.Fprintln(out, n, add(), n+add(), add()*n)
fmt.Fprintln(out, [2]int{n, add()}, []any{n, add()}, n == add(), n-add())
type pair struct{ a, b int }
p := pair{1, 2}
set := func() int { p.a = 7; s[0] = 99; return 3 }
fmt.Fprintln(out, p.b, set(), p)
fmt.Fprintln(out, s[0], p.a, set(), len(s), s[:1])
s[n-8], n = set(), 1
x := n + add()
n += add()
n -= add() * n
fmt.Fprintln(out, x, n, s)
m := map[string]int{"a": n, "b": add(), "c": n}
fmt.Fprintln(out, m)
b := []byte("ab")
up := func() string { b[0] = 'X'; return "!" }
fmt.Fprintln(out, string(b)+up(), n > 0 && add() > 0 || n > 5, n)
var q *pair
hi := func() int { fmt.Fprintln(out, "hi"); return 1 }
func() {
	defer func() { fmt.Fprintln(out, recover()) }()
	q.a = hi()
}()
func() {
	defer func() { fmt.Fprintln(out, recover()) }()
	fmt.Fprintln(out, s[n+70]+hi())
}()
func() (r []int) {
	defer func() { r[0]++ }()
	return append(r, n, add(), n)
}()`, `
4 2 7 16
[5 5] [8 6] true 0
2 3 {7 2}
99 7 3 4 [99]
4 -42 [3 20 30 40]
map[a:-42 b:-41 c:-41]
Xb! false -41
hi
runtime error: invalid memory address or nil pointer dereference
hi
runtime error: index out of range [29] with length 4`},
	{"an embedded pointer is read before anything is assigned", `
type T struct{ f int }
done, p := false, (*struct{ *T })(nil)
func() {
	defer func() { recover() }()
	done, p.f = true, 1
}()
t := &T{}
p = &struct{ *T }{}
func() {
	defer func() { recover() }()
	p.T = t
	p.f, p.T = 3, nil
}()
q := (*T)(nil)
set := false
func() {
	defer func() { recover() }()
	set, q.f = true, 1
}()
fmt.Fprintln(out, done, t.f, set)`, `
false 3 true`},
	{"what a statement calls is called once", `
type T struct {
	k  int
	in struct{ x int; a [3]int }
	s  []int
}
n, b := 0, 0
t := &T{s: []int{1, 2, 3}}
list := []T{}
func get() *T { n++; return t }
func made() T { n++; return T{k: n} }
func at() int { n += 10; return 0 }
list = append(list, made())
fmt.Fprintln(out, n, len(list))
n = 0
b, get().k = 1, n
fmt.Fprintln(out, n, t.k)
n = 0
get().in.a[at()], b = n, n
fmt.Fprintln(out, n, t.in.a, b)
n = 0
get().s[at()], get().in.x = n, n
fmt.Fprintln(out, n, t.s, t.in.x)
n = 0
for get().in.x, b = range get().s {
}
fmt.Fprintln(out, n, t.in.x, b)
fmt.Fprintln(out, len([][]T{append(list, made())}[0]), n)`, `
1 1
1 1
11 [11 0 0] 11
12 [12 2 3] 12
4 2 3
2 5`},
	{"what a range over a function assigns to", `
x, list := 3, []int{0, 0}
num := func() *int { return &x }
at := func() int { x++; return 1 }
for *num(), list[at()] = range func(yield func(int, int) bool) { yield(1, 7) } {
}
fmt.Fprintln(out, x, list)
for *num(), list[at()] = range []int{8} {
}
fmt.Fprintln(out, x, list)`, `
2 [0 7]
0 [0 8]`},
	{"what is ranged over beside calls that change it", `
type S struct{ k int; s []int; a [2]int }
var i int
list, f := []int{2, 3}, func() S { return S{} }
change := func() []int { i, list, f = 1, []int{5, 6}, func() S { return S{s: []int{7}} }; return nil }
back := func() { i, list, f = 0, []int{2, 3}, func() S { return S{} } }
for n := range (S{k: []int{0, 2}[i], s: change()}.k) {
	fmt.Fprint(out, n, " ")
}
back()
for _, n := range append(list, S{s: change()}.s...) {
	fmt.Fprint(out, n, " ")
}
back()
for k := range map[int][]int{list[i]: change()} {
	fmt.Fprint(out, k, " ")
}
back()
for _, n := range [2]int{i, len(change())} {
	fmt.Fprint(out, n, " ")
}
back()
func() {
	defer func() { fmt.Fprintln(out, recover()) }()
	for range [][2]int{}[len(append(list[i:], change()...))] {
	}
}()`, `
0 1 5 6 6 1 0 runtime error: index out of range [2] with length 0`},
	{"the calls of a map's literal are made where it stands", `
n := 0
func call(s string) int { n++; fmt.Fprint(out, s, n, " "); return n }
fmt.Fprintln(out, map[int]int{call("k"): call("v")}[call("i")], n)
type T struct{ x int }
func made() T { return T{call("made")} }
fmt.Fprintln(out, map[int]int{2: made().x}[call("i")])
a, b := map[int]int{5: made().x}[5], call("b")
fmt.Fprintln(out, a, b)`, `
k1 v2 i3 0 3
made4 i5 0
made6 b7 6 7`},
	{"the calls in what is incremented, iterated with or received into are made before it is found", `
type T struct{ in struct{ a [3]int } }
n := 0
func call(s string) int { n++; fmt.Fprint(out, s, n, " "); return 1 }
func none() *T { call("none"); return nil }
func() {
	defer func() { fmt.Fprintln(out, recover()) }()
	none().in.a[call("at")]++
}()
func() {
	defer func() { fmt.Fprintln(out, recover()) }()
	for none().in.a[call("at")] = range 2 {
	}
}()
func() {
	defer func() { fmt.Fprintln(out, recover()) }()
	c := make(chan int, 1)
	c <- 5
	select {
	case none().in.a[call("at")] = <-c:
	}
}()
a, m := [3]int{}, map[int]bool{}
func key() int { a[0] = 9; return call("key") }
c := make(chan int, 1)
c <- 5
select {
case a[0], m[key()] = <-c:
}
fmt.Fprintln(out, a, m)`, `
none1 at2 runtime error: invalid memory address or nil pointer dereference
none3 at4 runtime error: invalid memory address or nil pointer dereference
none5 at6 runtime error: invalid memory address or nil pointer dereference
key7 [5 0 0] map[1:true]`},
	{"loops of a program of before Go 1.22", `
//go:build go1.21

package main

func main() {
	var fs []func() int
	for i := 0; i < 2; i++ {
		fs = append(fs, func() int { return i })
	}
	for i, s := range []string{"a", "b"} {
		fs = append(fs, func() int { return i }, func() int { return int(s[0]) })
	}
	for k := range map[string]bool{"k": true} {
		fs = append(fs, func() int { return len(k) })
	}
	for _, f := range fs {
		fmt.Fprintln(out, f())
	}
}`, `
2
2
1
98
1
98
1`},
}
