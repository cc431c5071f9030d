package cells_test

import (
	"slices"
	"testing"
)

func TestPrograms(t *testing.T) {
	const src = `// Package main says hello.
package main

import "fmt"

type T struct{ n, m int }

func (t T) N() int { return t.n }

var (
	a    = b + T{c, d}.N()
	b, c = two()
	d    int
	_    = fmt.Sprint(a)
)

func two() (int, int) { return d, 2 }

func init() { d = 1 }
func init() { d = 2 }

func main() { x := 1; fmt.Println(a) }
`
	src2 := slices.Repeat([]string{src}, 2)
	s := newSession(t)
	for i, src := range src2 {
		c := s.ok(src)
		if got, want := steps(c), "a,b,c,d: | b,c:two() | a:b + T{…}.N() | _:fmt.Sprint(a)"; got != want {
			t.Errorf("steps\n got %s\nwant %s", got, want)
		}
		if len(c.Inits) != 2 || c.Main == nil || c.Main.Name() != "main" || len(c.Hints) > 0 {
			t.Errorf("inits %v, main %v, hints %v", c.Inits, c.Main, c.Hints)
		}
		want := []string{" new a new b new c new d new N() new two() new init() new init() new main()", " keeps a keeps b keeps c keeps d replaces N replaces two new init() new init() replaces main"}[i]
		if got := keeps(c); got != want {
			t.Errorf("run %d:\n got %s\nwant %s", i, got, want)
		}
	}
	s.ok("two()\nmain()\nfmt.Println(a, T{})")
	c := s.ok("package mine\nfunc F() int { return 1 }\nvar V = F()")
	if c.Main != nil || len(c.Hints) != 1 || steps(c) != "V: | V:F()" {
		t.Errorf("main %v, hints %q, steps %s", c.Main, c.Hints, steps(c))
	}
	s.ok("V + F()")
	if c := s.ok("package main\nfunc G() {}"); c.Main != nil || len(c.Steps) > 0 {
		t.Errorf("main %v, steps %s", c.Main, steps(c))
	}
	s.ok("package main")
	s.bad("package main\nfunc main() {}\nmain()", "3:1: expected declaration, found main")
	s.bad("package", "1:8: expected 'IDENT', found 'EOF'")
	s.bad("package main\nfunc main(n int) {}", "2:6: func main must have no arguments and no return values")
	s.bad("package main\nvar x int = ``", "2:13: cannot use `` (untyped string constant \"\") as int value in variable declaration")
}

func TestMainHint(t *testing.T) {
	s := newSession(t)
	if c := s.ok("func main() {}"); len(c.Hints) != 1 || c.Main != nil {
		t.Errorf("hints %q, main %v", c.Hints, c.Main)
	}
	if c := s.ok("func main() {}\nmain()"); len(c.Hints) != 0 {
		t.Errorf("hints %q", c.Hints)
	}
	if c := s.ok("func init() { main() }"); len(c.Inits) != 1 {
		t.Errorf("inits %v", c.Inits)
	}
}
