//go:build !windows

package worker_test

import (
	"context"
	"strings"
	"testing"
	"time"
)

// interrupted runs a cell that an interrupt must end, with variables kept.
func (s *session) interrupted(code string) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	start := time.Now()
	_, err := s.eval(ctx, code)
	if err == nil || !strings.HasPrefix(err.Error(), "Interrupted") {
		s.t.Errorf("%s\nended with %v, want Interrupted", code, err)
	}
	if took := time.Since(start); took > 5*time.Second {
		s.t.Errorf("%s\nended after %v", code, took)
	}
}

func TestResultsWhoseMethodsFail(t *testing.T) {
	s := newSession(t)
	s.run("kept := 1\nimport (\"fmt\"; \"errors\")\n" +
		"type endless struct{}\nfunc (endless) String() string { for {} }\n" +
		"type stuck struct{}\nfunc (stuck) Error() string { <-make(chan int); return \"\" }\n" +
		"type page struct{}\nfunc (page) HTML() string { for {} }\n" +
		"type drawn struct{}\nfunc (drawn) Render() display.Data { for {} }\n" +
		"type bad struct{}\nfunc (bad) String() string {\n\tpanic(\"no text\")\n}\n" +
		"type worse struct{}\nfunc (worse) HTML() string { return []string{}[1] }\n" +
		"type deep struct{ n int }\nfunc (d deep) String() string { return deep{d.n + 1}.String() + \"x\" }\n" +
		"type wrong struct{}\nfunc (w wrong) Error() string { panic(error(w)) }")
	for _, code := range []string{"endless{}", "stuck{}", "page{}", "&page{}", "drawn{}", "endless{}, 1"} {
		if code == "endless{}, 1" {
			code = "func two() (endless, int) { return endless{}, 1 }\ntwo()"
		}
		s.interrupted(code)
	}
	s.fails("bad{}", "panic: no text", "cell [1], line", "panic(\"no text\")")
	s.fails("worse{}", "index out of range", "cell [1], line")
	s.fails("deep{}", "stack overflow", "variables are kept")
	s.fails("panic(errors.Join(wrong{}))", "Error or String panics too")
	s.fails("panic(errors.New(\"\"))", "panic: \n")
	s.run("slow := endless{}")
	if text := s.e.Inspect("slow", 4, 0); !strings.HasPrefix(text, "slow endless") && !strings.HasPrefix(text, "var slow endless") {
		t.Errorf("a value without end is told as %q", text)
	}
	s.gives("fmt.Sprint(kept)", "1")
}

func TestDeferredBuiltins(t *testing.T) {
	s := newSession(t)
	s.run("c, m := make(chan int), map[string]int{\"a\": 1, \"b\": 2}")
	s.gives("func() { defer close(c); defer delete(m, \"a\") }()\n_, open := <-c\nopen", "false")
	s.gives("d := make(chan int)\ngo close(d)\n<-d\nlen(m)", "1")
	s.gives("close := func(n int) int { return n + 1 }\nclose(1)", "2")
	s.fails("func() { defer close(m) }()", "cell [5], line 1")
	s.fails("func() { defer panic(\"late\") }()", "late")
}

// A panic in a callback of compiled code names the cell's line, and those of
// the code around it.
func TestPanicsUnderCompiledCode(t *testing.T) {
	s := newSession(t)
	s.run("import (\"sort\"; \"strings\"; \"gonum.org/v1/gonum/mat\")\nlist := []int{3, 1, 2}")
	s.fails("sort.Slice(list, func(i, j int) bool {\n\treturn list[i+9] < list[j]\n})", "out of range", "cell [2], line 2", "list[i+9]", "cell [2], line 1")
	s.fails("x := 1\nstrings.Map(func(r rune) rune {\n\tvar p *int\n\treturn r + rune(*p)\n}, \"a\")\n_ = x", "nil pointer", "cell [3], line 4", "cell [3], line 2")
	s.fails("a := mat.NewDense(1, 2, nil)\na.Mul(a, mat.NewDense(1, 2, nil))", "dimension mismatch", "cell [4], line 2", "a.Mul(a, mat", "gonum/mat.(*Dense).Mul")
	s.fails("var v *mat.VecDense\nv.Len()", "nil pointer", "cell [5], line 2", "mat.(*VecDense).Len")
	s.gives("len(list)", "3")
}

func TestParametersWithoutNames(t *testing.T) {
	s := newSession(t)
	s.gives("func twice(f func(string, string) int) int { return f(\"a\", \"b\") + f(\"\", \"\") }\ntwice(func(string, string) int { return 2 })", "4")
	s.gives("twice(func(_, _ string) int { return 3 })", "6")
	s.gives("type k struct{}\nfunc (k) m(int, string) int { return 4 }\nfunc (*k) p(_ int, _ ...string) int { return 5 }\nk{}.m(1, \"a\") + (&k{}).p(1, \"b\", \"c\")", "9")
}
