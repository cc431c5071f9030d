//go:build !windows

package worker_test

import (
	"context"
	"testing"
	"time"
)

// What a cell defers runs at its end, as at a function's.
func TestDeferInCells(t *testing.T) {
	s := newSession(t)
	s.run("import (\"fmt\"; \"sync\")\nlog := \"\"\nfunc note(a ...any) { log += fmt.Sprint(a...) + \";\" }\nfunc noteFloat(x float64) { note(x) }\nfunc two() (int, string) { return 1, \"two\" }")
	for _, c := range []struct{ code, result, log string }{
		{"defer note(\"end\")\nnote(\"now\")\nx := 3", "", "now;end;"},
		{"for i := range 3 {\n\tdefer note(i)\n}\nnote(\"now\")\nlen(log)", "4", "now;2;1;0;"},
		{"for i := 0; i < 2; i++ {\n\tdefer func() { note(i) }()\n}\nnote(\"now\")", "", "now;1;0;"},
		{"n := 1\nif n > 0 {\n\tdefer note(n)\n}\nn = 2\nnote(n)", "", "2;1;"},
		{"defer noteFloat(1)\ndefer note([]any{1, 2}...)\nnote(\"now\")", "", "now;1 2;1;"},
		{"c := make(chan int)\ndefer close(c)\nnote(\"now\")", "", "now;"},
		{"_, open := <-c\nopen", "false", ""},
		{"defer note(two())\nnote(\"now\")", "", "now;1two;"},
		{"var mu sync.Mutex\nmu.Lock()\ndefer mu.Unlock()\nmu.TryLock()", "false", ""},
		{"mu.TryLock()", "true", ""},
		{"defer func() { note(recover()) }()\npanic(\"lost\")", "", "lost;"},
		{"defer note(\"last\")\ndefer func() { recover() }()\nfunc() { panic(1) }()\nnote(\"never\")", "", "last;"},
		{"func() { for i := range 2 { defer note(i) }; note(\"now\") }()", "", "now;1;0;"},
		{"func f() (n int) { defer func() { n = 7 }(); return 1 }\nf()", "7", ""},
		{"defer note(\"only\")", "", "only;"},
		{"type list struct{ next *list }\nfunc (l *list) Done() { note(\"done\") }\nl := &list{}\ndefer l.Done()\nnote(\"now\")", "", "now;done;"},
	} {
		s.run("log = \"\"")
		s.gives(c.code, c.result)
		s.gives("log + \"|\"", c.log+"|")
	}
	s.run("log = \"\"")
	s.fails("defer note(\"after\")\nvar p *int\n*p", "nil pointer", "line 3")
	s.fails("defer panic(\"second\")\ndefer note(\"too\")\npanic(\"first\")", "panic: second",
		"a deferred function panicked while this panic was under way: first")
	s.fails("defer note(nothing)", "undefined: nothing", "line 1")
	s.fails("defer note", "")
	s.gives("log", "after;too;")
	s.run("log = \"\"")
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := s.eval(ctx, "defer note(\"closed\")\nfor {}"); err == nil {
		t.Error("an interrupted cell gave no error")
	}
	s.gives("log", "closed;")
	s.interrupted("defer func() { for {} }()\nfor {}")
	s.interrupted("defer func() { for {} }()\n_ = 1")
	s.gives("log", "closed;")
}
