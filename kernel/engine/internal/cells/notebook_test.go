package cells_test

import (
	"testing"
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
