//go:build !windows

package worker_test

import "testing"

func TestRuntimeErrorsAreGos(t *testing.T) {
	s := newSession(t)
	s.run("type point struct{ X int }\nvar none *point\nvar number *int\nvar e error\nvar f func()\nlist, i := []int{1}, 5")
	const pointer = "panic: runtime error: invalid memory address or nil pointer dereference"
	for code, want := range map[string]string{
		"none.X": pointer, "none.X = 1": pointer, "*number": pointer, "*number = 1": pointer, "e.Error()": pointer, "f()": pointer,
		"list[i]": "panic: runtime error: index out of range", "list[i] = 1": "panic: runtime error: index out of range",
		"list[:i]": "panic: runtime error: slice bounds out of range", "make([]int, -i)": "panic: runtime error: makeslice: len out of range",
	} {
		s.fails(code, want, "line 1\n    "+code)
	}
}

func TestErrorsOfConstantsNameTheLine(t *testing.T) {
	s := newSession(t)
	s.fails("func g() int {\n\treturn \"a\"\n}", "line 2\n    \treturn \"a\"")
	s.fails("func h(n int) {}\n\nh(\"x\")", "line 3\n    h(\"x\")")
	s.fails("\nvar q int = 3.5", "line 2")
	s.fails("1 << 64", "overflows", "line 1")
}
