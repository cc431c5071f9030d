//go:build !windows

package worker_test

import "testing"

func TestMissingReturn(t *testing.T) {
	s := newSession(t)
	for _, body := range []string{
		"",
		"n++",
		"if n > 0 { return 1 }",
		"if n > 0 { return 1 } else if n < 0 { return 2 }",
		"for n < 3 { return 1 }",
		"for { break }",
		"for range 3 { return 1 }",
		"outer:\nfor { for { break outer } }",
		"switch n { case 1: return 1 }",
		"switch { case n > 1: return 1; default: n++ }",
		"switch n { case 1: break; default: return 1 }",
		"select { default: }",
		"func() int { return 1 }()",
	} {
		s.fails("func f(n int) int {\n"+body+"\n}", "CompileError: missing return")
	}
	s.fails("x := 1\nf := func() int {\n\tx++\n}", "missing return", "cell [14], line 4")
	s.fails("type T int\nfunc (t T) M() (a, b int) { a = 1 }", "missing return", "line 2")
	for _, body := range []string{
		"return 1",
		"panic(n)",
		"if n > 0 { return 1 } else { return 2 }",
		"for { n++; if n > 5 { return 1 } }",
		"for { for { break }; return 1 }",
		"outer:\nfor { for { continue outer } }",
		"switch n { case 1: return 1; case 2: fallthrough; default: return 2 }",
		"switch any(n).(type) { case int: return 1; default: return 2 }",
		"for { switch n { case 1: break }; return 1 }",
		"select { default: return 1 }",
		"{ return 1 };",
		"func() { n++ }(); return n",
	} {
		s.run("func g(n int) int {\n" + body + "\n}")
	}
	s.run("func h() { }\nfunc() { for range 3 { } }()")
}

func TestGoto(t *testing.T) {
	s := newSession(t)
	s.gives("func f() int {\n\ti := 0\nagain:\n\ti++\n\tif i < 3 {\n\t\tgoto again\n\t}\n\treturn i\n}\nf()", "3")
	s.gives("g := func() (n int) {\nagain:\n\tfor n < 5 {\n\t\tn++\n\t\tgoto again\n\t}\n\treturn n\n}\ng()", "5")
	s.gives("i := 0\nagain:\ni++\nif i < 3 { goto again }\ni", "3")
	s.gives("func k(n int) int {\n\tif n > 0 { goto end }\n\tn = 1\nend:\n\treturn n\n}\nk(0) + k(5)", "6")
}
