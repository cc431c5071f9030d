package cells_test

import "testing"

func TestErrors(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"x", "1:1: undefined: x"},
		{"\n\n  é := 1; é + ü", "3:15: undefined: ü"},
		{"\ufeffx", "1:1: undefined: x"},
		{"a := 1\r\na + b\r\n", "2:5: undefined: b"},
		{"1 + 2; 3", "1:1: 1 + 2 (untyped int constant 3) is not used"},
		{"x := 1; x; x", "1:9: x (variable of type int) is not used"},
		{"fmt.Println(1", "1:14: missing ',' before newline in argument list"},
		{"if true {\n", "2:1: expected '}', found 'EOF'"},
		{"x := 1 }", "1:8: expected statement, found '}'"},
		{"func f() {\n\tx :=\n}\ny = 2", "3:1: expected operand, found '}'"},
		{"var s string = 1\nvar n int = ``", "1:16: cannot use 1 (untyped int constant) as string value in variable declaration\n2:13: cannot use `` (untyped string constant \"\") as int value in variable declaration"},
		{"f.x := 1", "1:1: non-name f.x on left side of :="},
		{"a, a := 1, 2", "1:4: a repeated on left side of :="},
		{"a, b := 1, 2, 3", "1:9: assignment mismatch: 2 variables but 3 values"},
		{"a, b := 1", "1:9: assignment mismatch: 2 variables but 1 value"},
		{"a, b, c := fmt.Println()", "1:12: assignment mismatch: 3 variables but fmt.Println returns 2 values"},
		{"x := nil", "1:6: use of untyped nil in assignment"},
		{"nil", "1:1: use of untyped nil"},
		{"int", "1:1: int (type) is not an expression"},
		{"len", "1:1: len (built-in) must be called"},
		{"fmt", "1:1: undefined: fmt"},
		{"a, err := fmt.Println()\nb, err := 1, `a`", "2:14: cannot use `a` (constant \"a\" of type string) as error value in assignment: string does not implement error (missing method Error)"},
		{"func g() (int, int) { return 1, 2 }\na, err := fmt.Println()\nb, err := g()", "3:4: cannot use err (variable of type int) as error value in assignment: int does not implement error (missing method Error)"},
		{"func f() {}\nfunc f() {}", "2:6: f redeclared in this block\n\tcell 1:1:6: other declaration of f"},
		{"type T struct{}\nT := 1", "2:1: T redeclared in this block\n\tcell 1:1:6: other declaration of T"},
		{"func f() int {}", "1:15: missing return"},
		{"type T struct{}\nfunc (T) M() {}\nfunc (T) M() {}", "3:10: method T.M already declared at cell 1:2:10"},
		{"return 1", "1:8: too many return values\n\thave (number)\n\twant ()"},
		{"break", "1:1: break not in for, switch, or select statement"},
		{"rand.Intn(3)", `1:1: undefined: rand (import "crypto/rand", "math/rand" or "math/rand/v2")`},
		{"var x = f()\nfunc f() int { return x }", "1:5: initialization cycle for x\n\tcell 1:1:5: x refers to f\n\tcell 1:2:6: f refers to x"},
		{"var x = x + 1", "1:5: initialization cycle: x refers to itself"},
		{"fib := func(n int) int { return fib(n - 1) }", "1:33: undefined: fib"},
		{"fmt.Println(later)\nvar later = 1", "1:13: undefined: later"},
		{`"main.T" + main.x`, "1:12: undefined: main"},
		{`var n int = "main.T"`, `1:13: cannot use "main.T" (untyped string constant) as int value in variable declaration`},
		{"for {\n\tx := 1\n\tx = `a`\n}", "3:6: cannot use `a` (untyped string constant \"a\") as int value in assignment"},
		{"//go:embed a.txt\nvar s string", "1:1: go:embed is done by the go command, which does not see cells: read the file with os.ReadFile"},
		{"goto L", "1:6: label L not declared"},
		{"package main\nimport \"fmt\"\nvar fmt = 1", "3:5: fmt already declared through import of package fmt (\"fmt\")\n\tcell 1:2:8: other declaration of fmt"},
	} {
		newSession(t).bad(c.src, c.want)
	}
}

func TestNoErrors(t *testing.T) {
	for _, src := range []string{
		"import \"fmt\"\nfunc f() { x := 1 }",
		"L:\nfor { break }",
		"L: for { break L }",
		"x := f()\nfunc f() int { return x }",
		"func(a int) int { return a }(1)",
		"func (a int) (int, error) { return a, nil }(1)",
		"func() []int { return nil }()",
		"defer fmt.Println(`a`)",
		"func init() {}\nfunc init() {}",
		"x := 1 // one\n// f is documented.\nfunc f() {}",
		"a := `x\r\ny`; func f() {}; b := a",
		"/* a */ x := 1 /* b\n c */\nfunc f() {} // d",
		"goto L\nx := 1\nL:\nx++",
		"ch := make(chan int, 1)\nch <- 1\n<-ch\nv, ok := <-ch",
		"var e error\nif _, err := fmt.Println(); err != nil { e = err }\ne",
		"import . \"math\"\nSqrt(2)",
		"import _ \"math\"",
		"import (\n\tm \"math\"\n\t\"fmt\"\n)\nfmt.Println(m.Pi)",
		"import \"unsafe\"\nunsafe.Sizeof(1)",
		"var _ = 1\n_ = 2\nvar _, _ = 1, 2",
		"type T[P any] struct{ x P }\nfunc (t T[P]) M() P { return t.x }\nT[int]{1}.M()",
		"select {\ndefault:\n}",
		"{ x := 1; x++ }",
		";;x := 1;;",
		"type (\n\tA struct{ b *B }\n\tB struct{ a A }\n)\nconst (\n\tX = iota\n\tY\n)",
		"func f[T any](x T) T { return x }\nf(1)",
		"f := func() { }\nf()",
		"strings := strings.Fields(`a b`)\nstrings[0]",
	} {
		newSession(t).ok(src)
	}
}
