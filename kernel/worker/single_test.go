//go:build !windows

package worker_test

import "testing"

// An element of a map and the value in an interface are one value, wherever
// they stand.
func TestOnlyArguments(t *testing.T) {
	s := newSession(t)
	s.run(`import "fmt"
m := map[string]int{"a": 1}
var x any = 3
l := []int{4, 5}
nested := map[string][]int{"l": {6}}
func double(n int) int { return 2 * n }
func show(all ...any) string { return fmt.Sprint(all...) }
func two() (int, string) { return 1, "b" }
func at(k string) int { return m[k] }`)
	s.gives("double(m[\"a\"])", "2")
	s.gives("double((m[\"a\"]))", "2")
	s.gives("double(x.(int))", "6")
	s.gives("double(l[1])", "10")
	s.gives("double(l[m[\"a\"]])", "10")
	s.gives("double(nested[\"l\"][0])", "12")
	s.gives("double(double(m[\"a\"]))", "4")
	s.gives("show(m[\"a\"])", "1")
	s.gives("show(x.(int))", "3")
	s.gives("fmt.Sprint(m[\"none\"])", "0")
	s.gives("fmt.Sprintf(\"%d %v %v\", m[\"a\"], x.(int), l[0])", "1 3 4")
	s.gives("fmt.Sprint(two())", "1b")
	s.fails("fmt.Sprint(1, two())", "multiple-value two()")
	s.gives("len(nested[\"l\"])", "1")
	s.gives("float64(m[\"a\"]) / 2", "0.5")
	s.gives("at(\"a\")", "1")
	s.gives("n := 0\nfor range nested[\"l\"] { n++ }\nn", "1")
	s.gives("sum := 0\nfor _, k := range []string{\"a\", \"b\", \"a\"} { sum += double(m[k]) }\nsum", "4")
	s.gives("v, ok := m[\"none\"]\nfmt.Sprint(v, ok)", "0 false")
	s.gives("_, ok = x.(string)\nok", "false")
	s.fails("double(x.(string))", "double")
}

func TestAssignmentsToBlank(t *testing.T) {
	s := newSession(t)
	s.run("a, b := 1, 2\nfunc two() (int, string) { return 3, \"c\" }\nn := 0\nfunc count() int { n++; return n }")
	s.gives("a, _ = b, a\na", "2")
	s.gives("_, a = a, 7\na", "7")
	s.gives("_, _ = count(), count()\nn", "2")
	s.gives("func() int { c, d := 1, 2; _, _ = c, d; return c + d }()", "3")
	s.gives("func() (got int) { _, got, _ = \"x\", 4, 1.5; return }()", "4")
	s.gives("a, _ = two()\na", "3")
	s.gives("l := []int{1, 2, 3}\nl[0], _, l[2] = l[2], n, l[0]\nl", "[3 2 1]")
	s.fails("a, _ = 1, nil", "nil")
}
