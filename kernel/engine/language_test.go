package engine_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/kernel/engine"
)

// Each session is cells, parted by lines of three dashes, and what they write to
// out.
var sessions = []struct{ name, cells, want string }{
	{"a recovered function gives zeros", `
f := func(n int) (int, string) {
	defer func() { recover() }()
	if n == 1 {
		panic(n)
	}
	return 1, "one"
}
for i := range 3 {
	n, s := f(i)
	fmt.Fprintf(out, "%d %q\n", n, s)
}`, `
1 "one"
0 ""
1 "one"`},
	{"switch on the type of a constant", `
switch any(int32(1)).(type) {
case int:
	fmt.Fprintln(out, "int")
case int32:
	fmt.Fprintln(out, "int32")
}`, `
int32`},
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
	{"a pointer beside fields without size in an interface", `
type pair struct {
	none [0]int
	m    map[string]int
	also struct{}
}
type lone struct{ p pair }
func (p pair) Len() int { return len(p.m) }
var x any = pair{m: map[string]int{"a": 1}}
fmt.Fprintln(out, x, x.(pair).m["a"], [1]any{pair{}}, x.(interface{ Len() int }).Len())
_, ok := x.(pair)
switch y := any(lone{x.(pair)}).(type) {
case lone:
	fmt.Fprintln(out, y, ok, y.p.Len())
}`, `
{[] map[a:1] {}} 1 [{[] map[] {}}] 1
{{[] map[a:1] {}}} true 1`},
	{"promoted methods of nil", `
type I interface{ M() int }
type V struct{ a int }
func (v V) M() int { return v.a }
type W struct{ V }
type T struct{ I }
try := func(f func()) {
	defer func() { fmt.Fprintln(out, recover()) }()
	f()
}
vs := []I{(*V)(nil), (*W)(nil), T{}, (*T)(nil)}
for _, v := range vs {
	try(func() { v.M() })
}
try(func() { (*V).M(nil) })`, `
value method main.V.M called using nil *V pointer
runtime error: invalid memory address or nil pointer dereference
runtime error: invalid memory address or nil pointer dereference
runtime error: invalid memory address or nil pointer dereference
value method main.V.M called using nil *V pointer`},
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
}

func TestSessions(t *testing.T) {
	for _, s := range sessions {
		t.Run(s.name, func(t *testing.T) {
			out := new(strings.Builder)
			e, err := engine.New(engine.Options{
				Values:   []engine.Value{{Name: "out", V: &out}},
				Packages: []string{"errors", "fmt", "maps", "slices", "sort", "strings", "sync"},
			})
			if err != nil {
				t.Fatal(err)
			}
			for i, c := range strings.Split(s.cells, "\n---\n") {
				if _, err := e.Eval(context.Background(), engine.Cell{Number: i + 1, Code: c}); err != nil {
					fmt.Fprintf(out, "cell %d: %v\n", i+1, err)
				}
			}
			if want := strings.TrimPrefix(s.want, "\n"); strings.TrimSuffix(out.String(), "\n") != want {
				t.Errorf("got\n%s\nwant\n%s", out, want)
			}
		})
	}
}
