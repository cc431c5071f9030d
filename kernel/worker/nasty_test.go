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
	if text := s.e.Inspect("slow", 4); text != "" {
		t.Errorf("a value without end is told as %q", text)
	}
	s.gives("fmt.Sprint(kept)", "1")
}
