//go:build !windows

package worker_test

import "testing"

func TestSeveralValues(t *testing.T) {
	s := newSession(t)
	s.gives("a, b := 1, \"x\"\na, b", "1 x")
	s.gives("a, b // both", "1 x")
	s.gives("a, (b); \n\n", "1 x")
	s.gives("1, 2.5, 'c', []int{3, 4}", "1 2.5 99 [3 4]")
	s.gives("func two() (int, error) { return 1, nil }\nfunc() int { return 5 }(), len(b)", "5 1")
	s.gives("m := map[string]int{\"k\": 1}\nm[\"k\"], m[\"none\"]", "1 0")
	s.gives("for i := range 2 {\n\t_ = i\n}\na, a", "1 1")
	s.fails("x := 1\nx, nothing", "undefined: nothing", "line 2\n    x, nothing\n       ^")
	s.fails("a, nil", "untyped nil")
	s.fails("a, b\na", "cell [10], line 1")
	s.fails("a, ", "cell [11], line 1")
	s.gives("a", "1")
}
