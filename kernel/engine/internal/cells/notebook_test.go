package cells_test

import (
	"errors"
	"go/token"
	"go/types"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/kernel/engine/internal/cells"
)

func TestSteps(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"", ""},
		{"x := 1", "x:1"},
		{"1 + 2", "=1 + 2 int"},
		{"x := 1\nx", "x:1 | =x int"},
		{"x := 2; x * 3;", "x:2 | =x * 3 int"},
		{`fmt.Println("a")`, `=fmt.Println("a") (n int, err error)`},
		{"len(\"abc\")", "=len(\"abc\") int"},
		{"float64(3)", "=float64(3) float64"},
		{"(1 == 2)", "=(1 == 2) bool"},
		{"func f() {}\nf()", "=f() ()"},
		{"a, err := fmt.Println()\nb, err := fmt.Println()", "a,err:fmt.Println() | b,err:fmt.Println()"},
		{"var a = b + 1\nvar b = c()\nfunc c() int { return 1 }", "b:c() | a:b + 1"},
		{"var a int\nvar b, c = 1, 2", "a: | b:1 | c:2"},
		{"for i := range 3 { _ = i }\ny := 2.5", "RangeStmt | y:2.5"},
		{"x := 1\nfunc g() int { return x }\ntype T int\nT(g())", "x:1 | =T(g()) T"},
		{"x := 3\nif x > 2 { x++ }\nx\nvar y = 2", ""},
	} {
		s := newSession(t)
		if c.want == "" && c.src != "" {
			if _, err := s.check(c.src); err == nil {
				t.Errorf("%s: accepted", c.src)
			}
			continue
		}
		if got := steps(s.ok(c.src)); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.src, got, c.want)
		}
	}
}

func TestEarlierNames(t *testing.T) {
	s := newSession(t)
	s.ok("x := 1")
	s.ok("x := x + 1")
	s.ok(`x := fmt.Sprint(x)`)
	s.ok(`x := strings.Split(x, ",")`)
	s.ok("fmt.Println(x[0]); x := 3; x + 1")
	s.ok("strings := strings.ToUpper(`a`)")
	s.ok("strings + `a`")
	s.ok("m := map[int]string{x: `a`}; x := m[x]; x + ``")
	s.bad("u := u + 1", "1:6: undefined: u")
	s.bad("y := 1; y := 2", "1:11: no new variables on left side of :=")
	s.bad("_ := 1", "1:3: no new variables on left side of :=")
	s.bad("q, x := 1, 2\nw, q := 3, `a`", "2:12: cannot use `a` (untyped string constant \"a\") as int value in assignment")
}

func TestPredeclared(t *testing.T) {
	shown := types.NewPackage("example.com/show", "show")
	shown.Scope().Insert(types.NewConst(token.NoPos, shown, "N", types.Typ[types.Int], nil))
	sig := types.NewSignatureType(nil, nil, nil, nil, nil, false)
	shown.Scope().Insert(types.NewFunc(token.NoPos, shown, "F", sig))
	shown.MarkComplete()
	fset := token.NewFileSet()
	nb := cells.New(fset, cells.Config{
		Import: func(string) (*types.Package, error) { return nil, errors.New("no") },
		Predeclared: []types.Object{
			types.NewPkgName(token.NoPos, nil, "show", shown),
			types.NewVar(token.NoPos, nil, "ctx", types.Typ[types.Int]),
			types.NewFunc(token.NoPos, nil, "Show", sig),
		},
	})
	for i, src := range []string{"show.F(); Show(); ctx + 1", "ctx := ``; ctx + ``", "func Show() int { return 1 }\nShow() + 1", "ctx + ``"} {
		c, err := nb.Check(i+1, src)
		if err != nil {
			t.Fatalf("%s: %v", src, err)
		}
		complete(t, c)
		nb.Commit(c)
	}
	if got := nb.Names(); !slices.Equal(got, []string{"Show", "ctx", "show"}) {
		t.Errorf("names %q", got)
	}
	if v := nb.Lookup("ctx"); v == nil || v.Type() != types.Typ[types.String] {
		t.Errorf("ctx is %v", v)
	}
	if v := nb.Lookup("fmt"); v != nil {
		t.Errorf("fmt is %v", v)
	}
}

// What a cell has declared must be found where the compiler looks for it.
func TestObjectsAreThePackages(t *testing.T) {
	s := newSession(t)
	s.ok("x := 1\ntype T struct{ n int }")
	c := s.ok("x := x + 1\nlen := len(`a`)\na, b := 1, 2\nb, d := 3, 4\nfunc f() int { return a + len }\nfunc (t T) M() int { return t.n }\nv := T{1}.M()")
	if c.Pkg.Path() != "main" || len(c.Pkg.Imports()) != 0 {
		t.Errorf("package %v imports %v", c.Pkg, c.Pkg.Imports())
	}
	for _, v := range c.Vars {
		if v.Obj.Parent() != c.Pkg.Scope() || c.Pkg.Scope().Lookup(v.Obj.Name()) != v.Obj {
			t.Errorf("%s is not in the scope of its package", v.Obj)
		}
	}
	for _, st := range c.Steps {
		for _, id := range st.Names {
			if c.Info.ObjectOf(id) != c.Pkg.Scope().Lookup(id.Name) {
				t.Errorf("%s is %v", id.Name, c.Info.ObjectOf(id))
			}
		}
	}
	for _, f := range c.Funcs {
		checked, _ := c.Info.Defs[f.Decl.Name].(*types.Func)
		if checked == nil || checked != f.Obj {
			t.Errorf("%v was checked as %v", f.Obj, checked)
		}
	}
	c = s.ok("func (t T) M() int { return t.n + 1 }")
	f := c.Funcs[0]
	if f.Obj != f.Replaces || s.nb.Lookup("T").Type().(*types.Named).Method(0) != f.Obj || c.Info.Defs[f.Decl.Name] == f.Obj {
		t.Errorf("%v replaces %v", f.Obj, f.Replaces)
	}
}

func TestManyCells(t *testing.T) {
	s := newSession(t)
	src := "x := 1\n" + strings.Repeat("for i := 0; i < x; i++ { x += i }\n", 100)
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	s.ok(src)
	const cells = 200
	before := heap()
	for range cells {
		s.ok(src)
	}
	// The syntax of one of these cells alone takes a quarter of a megabyte.
	if grown := int64(heap() - before); grown > cells*(4<<10) {
		t.Errorf("%d cells keep %d bytes", cells, grown)
	}
	runtime.KeepAlive(s)
}
