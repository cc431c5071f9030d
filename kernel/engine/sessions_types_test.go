package engine_test

// Sessions about types, their methods and values.
var typesSessions = []session{
	{"switch on the type of a constant", `
switch any(int32(1)).(type) {
case int:
	fmt.Fprintln(out, "int")
case int32:
	fmt.Fprintln(out, "int32")
}`, `
int32`},
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
	{"methods that later cells add", `
type T struct{ n int }
type D struct { T; x string }
type S[E any] struct { items []E }
vals := []any{T{1}, []T{{2}}, map[string]T{"a": {3}}, &T{4}, S[T]{[]T{{5}}}, func(T) int { return 6 }, [1]T{{7}}, make(chan T), D{T{8}, "x"}}
var s S[int]
---
func (t T) String() string { return fmt.Sprintf("T%d", t.n) }
func (t *T) Inc() { t.n++ }
func (s *S[E]) Push(e E) { s.items = append(s.items, e) }
---
_, a := vals[0].(T)
_, b := vals[1].([]T)
_, c := vals[2].(map[string]T)
_, d := vals[3].(*T)
_, e := vals[4].(S[T])
_, f := vals[5].(func(T) int)
_, g := vals[6].([1]T)
_, h := vals[7].(chan T)
_, i := vals[8].(D)
fmt.Fprintln(out, a, b, c, d, e, f, g, h, i, vals[0] == any(T{1}), vals[0] == any(T{2}))
switch x := vals[1].(type) {
case []T:
	fmt.Fprintln(out, x)
}
v := D{T{8}, "y"}
v.Inc()
fmt.Fprintln(out, v, &v, struct{ A, B any }{v, S[T]{[]T{{1}}}})
s.Push(3)
---
func (s S[E]) Len() (int, E) { return len(s.items), s.items[0] }
var l interface{ Len() (int, int) } = s
fmt.Fprintln(out, s, l)
l.Len()`, `
true true true true true true true true true true false
[T2]
T9 T9 {T9 {[{1}]}}
{[3]} {[3]}`},
	{"embedded types of other packages whose interfaces want what is unexported", `
type T struct {
	testing.TB
	logs []string
}
func (t *T) Logf(format string, args ...any) { t.logs = append(t.logs, fmt.Sprintf(format, args...)) }
func (t *T) Helper() {}
func say(t testing.TB) { t.Helper(); t.Logf("said %d", 1) }
t := &T{}
say(t)
type E struct { ast.Expr; note string }
var e ast.Expr = E{Expr: &ast.Ident{NamePos: 5, Name: "a"}}
var s ast.Stmt = &struct{ ast.BlockStmt }{ast.BlockStmt{Lbrace: 3}}
type R struct{ reflect.Type }
func (r R) String() string { return "R of " + r.Type.String() }
var r reflect.Type = R{reflect.TypeFor[int]()}
var v types.Object = struct{ *types.Var }{types.NewVar(7, nil, "v", types.Typ[types.Int])}
fmt.Fprintln(out, t.logs, e.Pos(), e.End(), s.Pos(), r, r.Kind(), v.Name(), v.Pos())
ast.Inspect(&ast.ParenExpr{X: &ast.Ident{Name: "x"}}, func(n ast.Node) bool { return true })`, `
[said 1] 5 6 3 R of int int v 7`},
	{"values in interfaces before their types had methods", `
type P struct{ X, Y int }
type N struct{ in P; list []P }
p := P{1, 2}
var a any = p
var b any = &p
var c any = []P{p}
var e any = N{p, []P{p}}
m := map[any]string{a: "a"}
show := func(xs ...any) { fmt.Fprintln(out, xs...) }
show(a, c)
---
func (p P) String() string { return fmt.Sprintf("<%d,%d>", p.X, p.Y) }
func (p *P) Error() string { return "error " + p.String() }
fmt.Fprintln(out, p, a, c, e, m[a], a == any(p))
fmt.Fprintf(out, "%v %s %T\n", a, b, c)
s, ok := a.(fmt.Stringer)
fmt.Fprintln(out, s, ok, s.(P) == p, s == a)
err, ok := b.(error)
fmt.Fprintln(out, err, ok, err.(*P) == &p, a.(any), len(c.([]P)))
switch v := a.(type) {
case error:
	fmt.Fprintln(out, "error", v)
case fmt.Stringer:
	fmt.Fprintln(out, "stringer", v)
}
_, ok = a.(error)
fmt.Fprintln(out, ok)
var st fmt.Stringer = P{3, 4}
---
func (p P) Len() int { return p.X }
fmt.Fprintln(out, a.(interface{ Len() int }).Len(), st, st.(interface{ Len() int }).Len(), fmt.Sprint(a, st))
f := func(x any) string { return x.(fmt.Stringer).String() }
fmt.Fprintln(out, f(a), f(st), m[a])`, `
{1 2} [{1 2}]
<1,2> <1,2> [<1,2>] {{1 2} [{1 2}]} a true
<1,2> error <1,2> []main.P
<1,2> true true true
error <1,2> true true <1,2> 1
stringer <1,2>
false
1 <3,4> 3 <1,2> <3,4>
<1,2> <3,4> a`},
	{"constants of types that are not exported", `
import (
	"gonum.org/v1/gonum/graph"
	"gonum.org/v1/gonum/unit/constant"
)
var nodes graph.Nodes = graph.Empty
fmt.Fprintln(out, nodes.Next(), constant.Planck)
fmt.Fprintf(out, "%T\n", constant.Planck)`, `
false 6.62607015e-34 kg m^2 s^-1
constant.planckUnits`},
	{"variables of types that are not exported", `
import (
	"database/sql/driver"
	"encoding/binary"
	"net/http"
)
order := binary.LittleEndian
body := http.NoBody
key, conv := http.ServerContextKey, driver.Bool
fmt.Fprintln(out, order, order.Uint16([]byte{1, 2}), body, key)
fmt.Fprintf(out, "%T %T\n", conv, body)`, `
LittleEndian 513 {} net/http context value http-server
driver.boolType http.noBody`},
	{"a type declared as a compiled struct's", `
import "regexp"
type pattern regexp.Regexp
func (p *pattern) Find(s string) string { return (*regexp.Regexp)(p).FindString(s) }
p := (*pattern)(regexp.MustCompile("a+"))
fmt.Fprintln(out, p.Find("baac"))
fmt.Fprintf(out, "%T\n", p)`, `
aa
*main.pattern`},
}
