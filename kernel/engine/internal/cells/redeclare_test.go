package cells_test

import (
	"go/types"
	"testing"

	"github.com/crococlock/crococlock/kernel/engine/internal/unit"
)

// keeps describes the variables that take over memory, and the functions and
// methods that replace others.
func keeps(c *unit.Cell) string {
	s := ""
	for _, v := range c.Vars {
		if v.Keeps != nil {
			s += " keeps " + v.Obj.Name()
		} else {
			s += " new " + v.Obj.Name()
		}
	}
	for _, f := range c.Funcs {
		if f.Replaces != nil {
			s += " replaces " + f.Obj.Name()
		} else {
			s += " new " + f.Obj.Name() + "()"
		}
	}
	for _, n := range c.Grown {
		s += " grown " + n.Obj().Name()
	}
	return s
}

func TestRedeclare(t *testing.T) {
	s := newSession(t)
	for _, c := range []struct{ src, want string }{
		{"x, y := 1, `a`", " new x new y"},
		{"x, y := 2, 3", " keeps x new y"},
		{"var x any = x", " new x"},
		{"func f(a int) int { return a }", " new f()"},
		{"func f(b int) int { return b + 1 }", " replaces f"},
		{"func f(b int) {}", " new f()"},
		{"f := f", " new f"},
		{"f(1)", ""},
		{"type T struct{ a int; s []S }\ntype S struct{ t *T }\nfunc (t T) A() int { return t.a }", " new A()"},
		{"v := T{1, nil}; w := []S{{&v}}", " new v new w"},
		// The same again, in other clothes.
		{"type S struct{ t *T } // a comment\ntype T struct {\n\ta int\n\ts []S\n}\nfunc (t T) A() int { return t.a + 1 }", " replaces A"},
		{"v := T{1, nil}; w := []S{{&v}}", " keeps v keeps w"},
		{"func (t T) B() int { return t.A() }\nv.B()", " new B() grown T"},
		{"func (t *T) B() int { return t.A() }\nv.B()", " new B() grown T"},
		{"func (t *T) B() string { return `` }\nv.B() + ``", " new B() grown T"},
		{"func (u *T) B() string { return u.B() }", " replaces B"},
		// One of the two is another, so both are.
		{"type S struct{ t *T; n int }\ntype T struct{ a int; s []S }", ""},
		{"v.A()", ""},
		{"v := T{}", " new v"},
		{"func (t T) A() {}\nv.A()", " new A() grown T"},
		{"const N = 3\ntype Arr [N]int\nvar a Arr", " new a"},
		{"const N = 3\ntype Arr [N]int\nvar a Arr", " keeps a"},
		{"const N = 4\ntype Arr [N]int\nvar a Arr", " new a"},
		{"type Color int\nconst (\n\tRed Color = iota\n\tGreen\n)\nfunc (c Color) String() string { return `c` }\nc := Green", " new c new String()"},
		{"type Color int\nconst (\n\tRed Color = iota\n\tGreen\n)\nfunc (c Color) String() string { return `d` }\nc := Green", " keeps c replaces String"},
		{"type L[E any] struct{ next *L[E]; v E }\nfunc (l *L[E]) Len() int { return 1 }\nvar l L[int]", " new l new Len()"},
		{"type L[E any] struct{ next *L[E]; v E }\nfunc (l *L[E]) Len() int { return 2 }\nvar l L[int]", " keeps l replaces Len"},
		{"type L[E any] struct{ next *L[E]; v E }\nfunc (l *L[E]) Len() int8 { return 2 }\nvar l L[int]", " keeps l new Len() grown L"},
		{"type A = []int\nvar z A", " new z"},
		{"type A = []string\nvar z A", " new z"},
		{"import t2 `time`\ntype D struct{ d t2.Duration }\nvar d D", " new d"},
		{"import t2 `time`\ntype D struct{ d t2.Duration }\nvar d D", " keeps d"},
		{"type D2 struct{ d time.Duration }\nvar d2 D2", " new d2"},
		{"type D2 struct{ d time.Duration }\nvar d2 D2", " keeps d2"},
		{"time := 1\ntype time2 int", " new time"},
		{"len := len(`abc`)\nfunc g() int { return len }\nlen + g()", " new len new g()"},
		{"len + 1", ""},
		{"max := max(1, 2); max, y := max + 1, max; max", " new max keeps y"},
		{"nil := 1; nil + 1", " new nil"},
	} {
		cell := s.ok(c.src)
		if got := keeps(cell); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.src, got, c.want)
		}
	}
	if _, ok := s.nb.Lookup("len").(*types.Var); !ok {
		t.Errorf("len is %v", s.nb.Lookup("len"))
	}
}

func TestMethodsOfGenericTypes(t *testing.T) {
	s := newSession(t)
	s.ok("type Num interface{ ~int | ~float64 }\ntype S[K comparable, V Num] struct{ m map[K]V }")
	s.ok("func NewS[K comparable, V Num]() *S[K, V] { return &S[K, V]{map[K]V{}} }")
	if got := keeps(s.ok("func (s *S[A, B]) Add(a A, b B) *S[A, B] { s.m[a] += b; return s }")); got != " new Add() grown S" {
		t.Error(got)
	}
	s.ok("func (s *S[K, V]) Sum() (sum V) { for _, v := range s.m { sum += v }; return }")
	s.ok("s := NewS[string, int](); s.Add(`a`, 1).Add(`b`, 2).Sum() + 1")
	s.ok("func (s *S[K, V]) Sum() (sum V) { return }")
	s.ok("func (s *S[K, V]) More() K { panic(1) }\ns.More() + `a`")
	s.bad("func (s *S[K, V]) Less() {}\ns.Less() + 1", "2:1: s.Less() (no value) used as value")
	s.bad("s.Less()", "1:3: s.Less undefined (type *S[string, int] has no field or method Less)")
	s.bad("func (s *S[K]) More() {}", "1:10: receiver declares 1 type parameter, but receiver base type declares 2")
	s.ok("s.Add(`c`, 3)")
}

func TestRefusedCellsChangeNothing(t *testing.T) {
	s := newSession(t)
	s.ok("type T struct{ a int }\nfunc (t T) A() int { return t.a }\nt := T{1}")
	s.bad("func (t T) B() int { return t.A() }\nt.B() + `a`", "2:1: invalid operation: t.B() + `a` (mismatched types int and untyped string)")
	s.bad("t.B()", "1:3: t.B undefined (type T has no field or method B)")
	s.bad("func (t T) A() string { return 1 }", "1:32: cannot use 1 (untyped int constant) as string value in return statement")
	s.ok("t.A() + 1")
	c, err := s.nb.Check(9, "func (t T) A() string { return `` }\nx := t.A() + ``")
	if err != nil {
		t.Fatal(err)
	}
	s.nb.Drop(c)
	s.ok("t.A() + 1")
	s.bad("x", "1:1: undefined: x")
	s.bad("func (t T) A() {}\nfunc (t T) A() {}", "2:12: method T.A already declared at cell 8:1:12")
	s.bad("func (t T) a() {}", "1:12: field and method with the same name a\n\tcell 1:1:16: other declaration of a")
	s.bad("func (t time.Duration) M() {}", "1:9: cannot define new methods on non-local type time.Duration")
	s.bad("func (t int) M() {}", "1:9: cannot define new methods on non-local type int")
	s.ok("type I interface{ A() int }\ntype P *int")
	s.bad("func (i I) M() {}", "1:9: invalid receiver type I (pointer or interface type)")
	s.ok("var i I = t")
	s.ok("type B T\ntype E struct{ T }\nE{t}.A() + B(t).a")
	s.ok("any := 1\nfunc (t T) D() int { return any }\nq := t.D()")
	s.ok("type Al = T\nfunc (a Al) C() int { return a.a }\nt.C()")
}

func TestTypesOfOneName(t *testing.T) {
	s := newSession(t)
	s.ok("type T struct{ a int }\nt := T{1}; p := &t\nfunc (t T) Is(o T) bool { return t == o }")
	s.ok("type T struct{ a, b int }")
	s.bad("var u T = t", "1:11: cannot use t (variable of struct type T) as T value in variable declaration: T was declared again, and one is of the earlier type")
	s.bad("t == T{}", "1:6: invalid operation: t == T{} (mismatched types T and T): T was declared again, and one is of the earlier type")
	s.bad("type T struct{ c int }\nvar u *T = p", "2:12: cannot use p (variable of type *T) as *T value in variable declaration: T was declared again, and one is of the earlier type")
	s.ok("t.Is(t)")
	s.ok("T{1, 2}.b + t.a")
	s.bad("T{1}", "1:4: too few values in struct literal of type T")
	s.bad("T{1, ``}", "1:6: cannot use `` (untyped string constant \"\") as int value in struct literal")
	s.ok("type W struct{ T; p *T; _ int }\nfunc f(w W) []T { return []T{{1, 2}, w.T} }")
	s.ok("_ = []W{{T: T{1, 2}}}[0].b\nf(W{T{3, 4}, nil, 5})")
	s.bad("f(W{T{3, 4}, nil, ``})", "1:19: cannot use `` as int value in struct literal")
	s.ok("map[T]*T{{1, 2}: {3, 4}}")
}

func TestBeforeTheVariable(t *testing.T) {
	s := newSession(t)
	s.ok("x, y := 1, `a`")
	for _, c := range []struct{ src, want string }{
		{"fmt.Print(x + 1)\nvar x = `b`\nx + ``", "ExprStmt | x:`b` | =x + `` string"},
		{"var a = x\nvar x = 2.5\na + x", "x:2.5 | a:x | =a + x float64"},
		{"var x = fmt.Sprint(x + 1)\nx + ``", "x:fmt.Sprint(x + 1) | =x + `` string"},
		{"x, y := y, x\nfunc f() string { return y + x }", "x,y:y,x"},
		{"if x := x + ``; x != `` { x += x }\nx := 1\nx + 1", "IfStmt | x:1 | =x + 1 int"},
		{"g := func() int { return x + 1 }\nx := `a`\nfunc h() string { return x }\ng() + len(h())", "g:(func() int literal) | x:`a` | =g() + len(h()) int"},
		{"type P struct{ x string }\np := P{x: x}\nx := P{x: p.x}\nx.x + ``", "p:P{…} | x:P{…} | =x.x + `` string"},
		{"import \"time\"\ntime := time.Now()\ntime.Year() + 1", "time:time.Now() | =time.Year() + 1 int"},
		{"L: x := 1\ngoto M\nM:\n_ = x", "LabeledStmt | BranchStmt | LabeledStmt"},
	} {
		if got := steps(s.ok(c.src)); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.src, got, c.want)
		}
	}
}
