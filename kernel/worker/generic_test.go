//go:build !windows

package worker_test

import (
	"slices"
	"strings"
	"testing"
)

func TestGenericFunctions(t *testing.T) {
	s := newSession(t)
	s.run(`import ("fmt"; "slices"; "maps"; "cmp"; "strings"; "sync"; "iter"; "math/rand/v2"; "time")
type point struct{ X, Y int }
type path []point
type celsius float64
xs := []int{3, 1, 2}
words := []string{"b", "c", "a"}
ps := path{{2, 1}, {1, 5}, {1, 2}}
m := map[string]int{"one": 1, "two": 2, "three": 3}
temps := []celsius{20.5, -3}`)
	s.run("import sl \"slices\"")
	for _, c := range []struct{ code, want string }{
		{"slices.Sort(xs)\nxs", "[1 2 3]"},
		{"sl.Sort(words)\nwords", `["a" "b" "c"]`},
		{"slices.Sort(temps)\ntemps", "[-3 20.5]"},
		{"slices.SortFunc(ps, func(a, b point) int { return cmp.Or(cmp.Compare(a.X, b.X), cmp.Compare(a.Y, b.Y)) })\nps", "[{X:1 Y:2} {X:1 Y:5} {X:2 Y:1}]"},
		{"slices.SortFunc(xs, func(a, b int) int { return b - a })\nxs", "[3 2 1]"},
		{"slices.SortStableFunc(ps, func(a, b point) int { return a.Y % 2 - b.Y % 2 })\nps[0]", "{X:1 Y:2}"},
		{"slices.SortFunc(words, strings.Compare)\nslices.SortFunc(temps, cmp.Compare[celsius])\nslices.SortFunc(xs, cmp.Compare)\nfmt.Sprint(words, temps, xs)", "[a b c] [-3 20.5] [1 2 3]"},
		{"slices.IsSorted(xs)", "true"},
		{"slices.BinarySearch(xs, 3)", "2 true"},
		{"slices.BinarySearchFunc(ps, 9, func(p point, x int) int { return p.X - x })", "3 false"},
		{"slices.Contains(ps, point{1, 5})", "true"},
		{"slices.Contains([]any{1, \"a\"}, \"a\")", "true"},
		{"slices.ContainsFunc(xs, func(x int) bool { return x > 3 })", "false"},
		{"slices.Index(words, \"c\")", "2"},
		{"slices.IndexFunc(ps, func(p point) bool { return p.X == 2 })", "2"},
		{"slices.Equal(xs, []int{1, 2, 3})", "true"},
		{"slices.Compare(temps, []celsius{0})", "-1"},
		{"slices.Max(xs) + slices.Min(xs)", "4"},
		{"slices.Max(temps)", "20.5"},
		{"slices.MaxFunc(ps, func(a, b point) int { return cmp.Compare(a.Y, b.Y) }).Y", "5"},
		{"slices.Insert(xs, 1, 7, 8)", "[1 7 8 2 3]"},
		{"slices.Insert(ps, 0, ps...)[3].X", "1"},
		{"slices.Delete(slices.Clone(ps), 0, 2)", "[{X:2 Y:1}]"},
		{"slices.DeleteFunc(slices.Clone(ps), func(p point) bool { return p.X == 1 })", "[{X:2 Y:1}]"},
		{"slices.Replace(slices.Clone(words), 0, 2, \"z\")", `["z" "c"]`},
		{"slices.Compact([]int{1, 1, 2, 2, 1})", "[1 2 1]"},
		{"slices.CompactFunc([]string{\"a\", \"A\", \"b\"}, strings.EqualFold)", `["a" "b"]`},
		{"slices.Concat(xs, []int{9}, xs)", "[1 2 3 9 1 2 3]"},
		{"slices.Repeat(words[:1], 3)", `["a" "a" "a"]`},
		{"rs := slices.Clone(xs)\nslices.Reverse(rs)\nrs", "[3 2 1]"},
		{"cap(slices.Clip(make([]int, 2, 9))) + len(slices.Grow(xs, 100))", "5"},
		{"slices.Sorted(maps.Keys(m))", `["one" "three" "two"]`},
		{"slices.SortedFunc(maps.Values(m), func(a, b int) int { return b - a })", "[3 2 1]"},
		{"slices.Collect(slices.Values(ps))[1]", "{X:1 Y:5}"},
		{"slices.AppendSeq(words, strings.SplitSeq(\"x,y\", \",\"))", `["a" "b" "c" "x" "y"]`},
		{"text := \"\"\nfor i, p := range slices.Backward(ps) { if i == 0 { break }; text += fmt.Sprint(i, p.X, \";\") }\ntext", "2 2;1 1;"},
		{"text = \"\"\nfor part := range slices.Chunk(xs, 2) { text += fmt.Sprint(part) }\ntext", "[1 2][3]"},
		{"n := 0\nfor i, x := range slices.All(xs) { n += i * x }\nfor _, v := range maps.All(m) { n += v }\nn", "14"},
		{"func average(of []float64) float64 { sum := 0.0; for v := range slices.Values(of) { sum += v }; return sum / float64(len(of)) }\naverage([]float64{1, 2})", "1.5"},
		{"m2 := maps.Clone(m)\nmaps.DeleteFunc(m2, func(_ string, v int) bool { return v > 1 })\nmaps.Copy(m2, map[string]int{\"ten\": 10})\nm2", "map[one:1 ten:10]"},
		{"maps.Equal(m, maps.Collect(maps.All(m)))", "true"},
		{"maps.EqualFunc(m, map[string]string{}, func(a int, b string) bool { return true })", "false"},
		{"maps.EqualFunc(map[int][]int{1: xs}, map[int][]int{1: xs}, slices.Equal)", "true"},
		{"maps.Insert(m2, maps.All(map[string]int{\"six\": 6}))\nlen(m2)", "3"},
		{"cmp.Compare(2.5, 1)", "1"},
		{"cmp.Less(\"a\", \"b\")", "true"},
		{"cmp.Or(\"\", \"default\", \"x\")", "default"},
		{"calls := 0\nvalue := sync.OnceValue(func() int { calls++; return 41 + calls })\nvalue() + value() + calls", "85"},
		{"both := sync.OnceValues(func() (int, error) { return 3, nil })\nboth()", "3 <nil>"},
		{"next, stop := iter.Pull(slices.Values(words))\nv, ok := next()\nstop()\nfmt.Sprint(v, ok)", "atrue"},
		{"d := rand.N(3 * time.Second)\nd >= 0 && d < 3*time.Second && rand.N(1) == 0", "true"},
		{"type shape interface{ Area() float64 }\ntype square struct{ side float64 }\nfunc (s square) Area() float64 { return s.side * s.side }\nshapes := []shape{square{3}, square{2}}\nslices.SortFunc(shapes, func(a, b shape) int { return cmp.Compare(a.Area(), b.Area()) })\nshapes[0].Area()", "4"},
		{"type node struct { next *node; v int }\nnodes := []*node{{nil, 2}, {nil, 1}}\nslices.SortFunc(nodes, func(a, b *node) int { return a.v - b.v })\nnodes[0].v", "1"},
		{"slices.Index(nodes, nodes[1])", "1"},
		{"slices.ContainsFunc(nodes, func(n *node) bool { return n.v == 2 })", "true"},
		{"n = 0\nfor _, nd := range slices.Backward(nodes) { n = 10*n + nd.v }\nn", "21"},
		{"len(slices.Insert(nodes, 1, &node{v: 5})) + slices.MaxFunc(nodes, func(a, b *node) int { return a.v - b.v }).v", "5"},
		{"n = 0\nfor nd := range maps.Values(map[string]*node{\"a\": nodes[0]}) { n = nd.v }\nn", "1"},
		{"slices.Insert(path{}, 0, point{1, 2})", "[{X:1 Y:2}]"},
	} {
		s.gives(c.code, c.want)
	}
}

func TestGenericFunctionsThatFail(t *testing.T) {
	s := newSession(t)
	s.run("import (\"slices\"; \"maps\"; \"cmp\")\ntype point struct{ X, Y int }\nps := []point{{1, 2}}")
	s.fails("x := 1\nslices.Sort(ps)", "in call to slices.Sort, main.point does not satisfy cmp.Ordered", "line 2")
	s.fails("slices.Sort(3)", "in call to slices.Sort, 3 <int> does not match []E")
	s.fails("slices.Sort(map[int]int{})", "<map[int]int> does not match []E")
	s.fails("slices.Contains(ps, \"a\")", "string")
	s.fails("slices.Contains(ps, 1 == 1)", "bool")
	s.fails("slices.SortFunc(ps, func(a, b point) bool { return true })", "as <func(main.point, main.point) int> in argument to slices.SortFunc")
	s.fails("slices.Index(ps)", "slices.Index takes 2 arguments, got 1")
	s.fails("maps.Keys(ps)", "does not match map[K]V")
	s.fails("slices.Collect(ps)", "does not match func(yield func(E) bool)")
	s.fails("slices.Contains([][]int{}, nil)", "[]int does not satisfy comparable")
	s.fails("cmp.Compare(1, \"a\")", "cannot use 1")
	s.fails("slices.Contains([]string{}, 1)", "cannot use 1", "<string>")
	s.run("type node struct{ next *node }")
	s.fails("slices.Collect(slices.Values([]*node{}))", "yields a type that refers to itself: range over it instead")
	s.fails("f := slices.Sort", "slices.Sort is generic: type parameters cannot be used in cells")
	s.fails("slices.Max([]point{}[:0])", "does not satisfy cmp.Ordered")
	s.fails("slices.Max([]int{})", "panic: slices.Max: empty list")
	s.fails("slices.Delete(ps, 1, 3)", "slice bounds out of range")
	s.fails("slices.SortFunc([]point{{1, 2}, {3, 4}}, func(a, b point) int {\n\tpanic(\"in cmp\")\n})", "panic: in cmp", "line 2")
	s.gives("len(ps)", "1")
}

func TestGenericFunctionsAreKnown(t *testing.T) {
	s := newSession(t)
	s.run("import \"slices\"")
	matches, _, _ := s.e.Complete("slices.SortS", len("slices.SortS"))
	if !slices.Contains(matches, "SortStableFunc") {
		t.Errorf("slices.SortS completes to %v", matches)
	}
	if doc := s.e.Inspect("slices.Sort", len("slices.Sort")); !strings.Contains(doc, "func Sort[S ~[]E, E cmp.Ordered](x S)") {
		t.Errorf("slices.Sort is %q", doc)
	}
}
