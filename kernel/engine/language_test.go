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
	{"callers are found far out", `
func at(skip int) string { _, file, line, ok := runtime.Caller(skip); return fmt.Sprint(file, ":", line, ok) }
func deep(n, skip int) string {
	if n == 0 {
		return at(skip)
	}
	return deep(n-1, skip)
}
var pcs [3000]uintptr
func counted(n int) int {
	if n == 0 {
		return runtime.Callers(0, pcs[:])
	}
	return counted(n - 1)
}
---
for _, n := range []int{0, 3, 300, 3000} {
	fmt.Fprintln(out, deep(n, 0), deep(n, 1), deep(n, n+1), deep(n, n+2), deep(n, n+1000), counted(n)-counted(n/2))
}`, `
cell [1]:2 true cell [1]:5 true cell [1]:5 true cell [2]:2 true :0 false 0
cell [1]:2 true cell [1]:5 true cell [1]:7 true cell [2]:2 true :0 false 2
cell [1]:2 true cell [1]:5 true cell [1]:7 true cell [2]:2 true :0 false 150
cell [1]:2 true cell [1]:5 true cell [1]:7 true cell [2]:2 true :0 false 1496`},
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
	{"what has been recovered can be panicked with again", `
func f(n int) int {
	defer func() {
		fmt.Fprintln(out, n, recover())
		panic("raw")
	}()
	if n == 0 {
		return 0
	}
	return f(n - 1)
}
func() {
	defer func() { fmt.Fprintln(out, recover()) }()
	f(2)
}()`, `
0 <nil>
1 raw
2 raw
raw`},
	{"what is deferred runs while a goroutine ends", `
run := func(f func()) {
	done := make(chan bool)
	go func() {
		defer close(done)
		defer func() { fmt.Fprintln(out, "last", recover()) }()
		f()
		fmt.Fprintln(out, "returned")
	}()
	<-done
}
run(func() { defer fmt.Fprintln(out, "deferred"); runtime.Goexit() })
run(func() {
	defer func() { fmt.Fprintln(out, "nothing", recover()) }()
	defer runtime.Goexit()
	panic("forgotten")
})
run(func() {
	defer func() { fmt.Fprintln(out, "outer", recover()) }()
	func() {
		defer fmt.Fprintln(out, "after")
		defer panic("on the way out")
		runtime.Goexit()
	}()
	fmt.Fprintln(out, "never")
})
run(func() {
	defer fmt.Fprintln(out, "out")
	sort.Slice([]int{2, 1}, func(i, j int) bool { defer fmt.Fprintln(out, "in"); runtime.Goexit(); return true })
})
safe := func() (s string) {
	defer func() { s = fmt.Sprint("safe ", recover()) }()
	panic("inner")
}
run(func() {
	defer func() {
		defer func() { fmt.Fprintln(out, "then", recover(), safe()) }()
		panic(safe())
	}()
	runtime.Goexit()
})`, `
deferred
last <nil>
nothing <nil>
last <nil>
after
outer on the way out
last <nil>
in
out
last <nil>
then safe inner safe inner
last <nil>`},
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
	{"what functions of cells are called", `
type T struct{}
func (T) V() string { return name() }
func (*T) P() string { return name() }
func name() string {
	pc, _, line, _ := runtime.Caller(1)
	return fmt.Sprint(runtime.FuncForPC(pc).Name(), ":", line)
}
func of(f any) string { return runtime.FuncForPC(reflect.ValueOf(f).Pointer()).Name() }
func Gen[A any](a A) string { return name() }
type G[A any] struct{}
func (*G[A]) M() string { return name() }
---
fmt.Fprintln(out, name(), T{}.V(), (*T)(nil).P(), Gen(1), (&G[int]{}).M())
func() { fmt.Fprintln(out, name(), func() string { return name() }()) }()
fmt.Fprintln(out, of(name), of(T.V), of((*T).P), of(T{}.V), of(Gen[int]), of(strings.ToUpper), of(func() {}))
fmt.Fprintln(out, reflect.ValueOf(name).Pointer() == reflect.ValueOf(name).Pointer(), reflect.ValueOf(name).Pointer() == reflect.ValueOf(of).Pointer())
sort.Slice([]int{1, 2}, func(i, j int) bool {
	_, file, _, _ := runtime.Caller(1)
	fmt.Fprintln(out, path.Base(file))
	return i < j
})`, `
main.main:1 main.T.V:3 main.(*T).P:4 main.Gen[...]:10 main.(*G[...]).M:12
main.main.func1:2 main.main.func1.1:2
main.name main.T.V main.(*T).P main.T.V-fm main.Gen[...] strings.ToUpper main.main.func2
true false
zsortfunc.go`},
	{"where a panic was, for who asks runtime", `
func trace() {
	pcs := make([]uintptr, 20)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs)])
	for more := true; more; {
		var f runtime.Frame
		if f, more = frames.Next(); strings.HasPrefix(f.File, "cell ") {
			fmt.Fprintf(out, "%s %s:%d\n", f.Function, f.File, f.Line)
		} else if f.Function == "runtime.gopanic" {
			fmt.Fprintln(out, f.Function)
		}
	}
}
func f() {
	panic("f")
}
func g() {
	defer func() {
		recover()
		trace()
	}()
	f()
}
g()
fmt.Fprintln(out, strings.Contains(string(debug.Stack()), "main.main()\n\tcell [1]:25\n"))`, `
main.trace cell [1]:4
main.g.func1 cell [1]:20
runtime.gopanic
main.f cell [1]:15
main.g cell [1]:22
main.main cell [1]:24
true`},
	{"lines that package log names", `
l := log.New(out, "p ", log.Lshortfile)
l.Println("one")
l.Printf("%d", 2)
l.SetFlags(log.Lshortfile | log.Lmsgprefix)
say := func(s string) { l.Output(2, s) }
say("three")
type Svc struct{ *log.Logger }
Svc{l}.Print("four")
h := slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{AddSource: true, ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
	if a.Key == slog.TimeKey {
		return slog.Attr{}
	}
	return a
}}))
h.Info("five")`, `
p cell [1]:3: one
p cell [1]:4: 2
cell [1]:7: p three
cell [1]:9: p four
level=INFO source="cell [1]:16" msg=five`},
	{"lines that package slog names", `
without := func(_ []string, a slog.Attr) slog.Attr {
	if a.Key == slog.TimeKey {
		return slog.Attr{}
	}
	return a
}
text := slog.NewTextHandler(out, &slog.HandlerOptions{AddSource: true, ReplaceAttr: without})
type tagged struct{ slog.Handler }
func (t tagged) Handle(ctx context.Context, r slog.Record) error {
	r.AddAttrs(slog.Any("tag", ctx.Value("tag")))
	return t.Handler.Handle(ctx, r)
}
l := slog.New(tagged{text})
l.InfoContext(nil, "wrapped")
---
type queued struct {
	slog.Handler
	records chan slog.Record
}
func (q queued) Handle(_ context.Context, r slog.Record) error { q.records <- r; return nil }
q := queued{text, make(chan slog.Record, 2)}
slog.New(q).LogAttrs(context.Background(), slog.LevelWarn, "queued", slog.Int("n", 1))
slog.New(q).With("n", 2).ErrorContext(context.Background(), "with")
close(q.records)
---
done := make(chan bool)
go func() {
	for r := range q.records {
		f, _ := runtime.CallersFrames([]uintptr{r.PC}).Next()
		fmt.Fprintln(out, r.Source().File, r.Source().Line, f.Line)
		text.Handle(context.Background(), r)
	}
	close(done)
}()
<-done
---
func infof(format string, args ...any) {
	var pcs [1]uintptr
	runtime.Callers(2, pcs[:])
	r := slog.NewRecord(time.Now(), slog.LevelInfo, fmt.Sprintf(format, args...), pcs[0])
	_ = l.Handler().Handle(context.Background(), r)
}
infof("%d", 3)
slog.New(slog.NewJSONHandler(out, &slog.HandlerOptions{AddSource: true, ReplaceAttr: without})).Log(context.Background(), 1, "json")
slog.Debug("not shown")`, `
level=INFO source="cell [1]:15" msg=wrapped tag=<nil>
level=ERROR source="cell [2]:8" msg=with n=2
cell [2] 7 7
level=WARN source="cell [2]:7" msg=queued n=1
level=INFO source="cell [4]:7" msg=3 tag=<nil>
{"level":"INFO+1","source":{"function":"main.main","file":"cell [4]","line":8},"msg":"json"}`},
	{"recover in what package reflect calls, and in wrappers", `
type V struct{ x int }
func (v V) M() { fmt.Fprintln(out, v.x, recover()) }
func run(f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Fprintln(out, "not recovered:", r)
		}
	}()
	f()
}
type I interface{ M() }
type W struct{ *V }
run(func() { defer reflect.ValueOf(V{1}).Method(0).Interface().(func())(); panic(1) })
run(func() { defer reflect.TypeOf(&V{}).Method(0).Func.Interface().(func(*V))(&V{2}); panic(2) })
run(func() { var i I = &V{3}; defer i.M(); panic(3) })
run(func() { var i I = W{&V{4}}; defer i.M(); panic(4) })
run(func() { defer V.M(V{5}); panic(5) })
run(func() { f := (&V{6}).M; defer f(); panic(6) })
made := reflect.MakeFunc(reflect.TypeFor[func()](), func([]reflect.Value) []reflect.Value { V{7}.M(); return nil }).Interface().(func())
run(func() { defer made(); panic(7) })
var once sync.Once
run(func() { defer once.Do(V{8}.M); panic(8) })
run(func() { defer func() { defer recover() }(); panic(9) })
run(func() { defer recover(); panic(10) })`, `
1 1
2 2
3 3
4 4
5 5
6 6
7 <nil>
not recovered: 7
8 <nil>
not recovered: 8
not recovered: 10`},
	{"what cannot be printed or run", `
func missing(n int) int
---
println([2]int{})
---
defer func() { fmt.Fprintln(out, recover()) }()
unsafe.Slice(new(int64), uint(1)<<61)
---
defer func() { fmt.Fprintln(out, recover()) }()
unsafe.String((*byte)(nil), 1)`, `
cell 1: missing function body
cell 2: illegal types for operand: print
	[2]int
runtime error: unsafe.Slice: len out of range
runtime error: unsafe.String: ptr is nil and len is not zero`},
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
	{"what is too large", `
keep := 1
---
var x [1 << 50]int
---
fmt.Fprintln(out, keep)`, `
cell 2: type [1125899906842624]int is too large: 1125899906842624 times 8 bytes
1`},
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

func TestSessions(t *testing.T) {
	for _, s := range sessions {
		t.Run(s.name, func(t *testing.T) {
			out := new(strings.Builder)
			e, err := engine.New(engine.Options{
				Values: []engine.Value{{Name: "out", V: &out}},
				Packages: []string{
					"cmp", "context", "errors", "fmt", "go/ast", "go/types", "iter", "log", "log/slog", "maps", "path", "reflect", "runtime", "runtime/debug",
					"slices", "sort", "strings", "sync", "testing", "time", "unsafe",
				},
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
