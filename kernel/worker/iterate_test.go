//go:build !windows

package worker_test

import (
	"context"
	"strings"
	"testing"
	"time"
)

// TestRangeOverFunctions is a notebook of iterators. count notes in clean
// whether its own end was reached, as an iterator's cleanup is.
func TestRangeOverFunctions(t *testing.T) {
	s := newSession(t)
	s.run(`import ("fmt"; "iter"; "strings"; "sort")
var clean []string
func count(n int) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		defer func() { clean = append(clean, fmt.Sprint("count ", n)) }()
		for i := 0; i < n; i++ {
			if !yield(i) {
				return
			}
		}
	}
}
func pairs(words ...string) func(yield func(int, string) bool) {
	return func(yield func(int, string) bool) {
		for i, w := range words {
			if !yield(i, w) {
				clean = append(clean, "pairs")
				return
			}
		}
	}
}
func twice(yield func() bool) { _ = yield() && yield() }`)
	for _, c := range []struct{ code, want string }{
		{"sum := 0\nfor i := range count(5) { sum += i }\nsum", "10"},
		{"n := 0\nfor range twice { n++ }\nn", "2"},
		{"n = 0\nfor range count(3) { n++ }\nn", "3"},
		{"text := \"\"\nfor i, w := range pairs(\"a\", \"b\") { text += fmt.Sprint(i, w, \" \") }\ntext", "0a 1b "},
		{"text = \"\"\nfor _, w := range pairs(\"a\", \"b\") { text += w }\ntext", "ab"},
		{"n = 0\nfor i := range pairs(\"a\", \"b\", \"c\") { n = i }\nn", "2"},
		{"text = \"\"\nfor w := range strings.SplitSeq(\"a,b,c\", \",\") { text = w + text }\ntext", "cba"},
		{"var k int\nvar w string\nfor k, w = range pairs(\"a\", \"b\") {}\nfmt.Sprint(k, w)", "1b"},
		{"m := map[int]int{}\nfor m[0] = range count(3) {}\nm", "map[0:2]"},
		{"sum = 0\nfor i := range count(10) { if i%2 == 0 { continue }; if i > 6 { break }; sum += i }\nsum", "9"},
		{"sum = 0\nfor i := range count(9) { switch { case i == 1: continue; case i > 3: break; default: sum += i } }\nsum", "5"},
		{"sum = 0\nfor i := range count(3) { for j := 0; j < 9; j++ { if j > i { break }; if j == 1 { continue }; sum++ } }\nsum", "4"},
		{"text = \"\"\nouter:\nfor i := range count(4) {\n\tfor j, w := range pairs(\"x\", \"y\", \"z\") {\n\t\tif j == i { continue outer }\n\t\tif i == 3 { break outer }\n\t\ttext += w\n\t}\n}\ntext", "xxy"},
		{"text = \"\"\nall:\nfor i := 0; i < 3; i++ {\n\tfor j := range count(3) {\n\t\tif j == 1 { continue all }\n\t\tif i == 2 { break all }\n\t\ttext += fmt.Sprint(i, j, \" \")\n\t}\n}\ntext", "0 0 1 0 "},
		{"var fs []func() int\nfor i := range count(3) { fs = append(fs, func() int { i *= 10; return i }) }\nfmt.Sprint(fs[1](), fs[2](), fs[1]())", "10 20 100"},
		{"func first(seq iter.Seq[string], has string) (string, bool) {\n\tfor s := range seq {\n\t\tif strings.Contains(s, has) { return s, true }\n\t}\n\treturn \"\", false\n}\nfirst(strings.FieldsSeq(\"one two three\"), \"w\")", "two true"},
		{"first(strings.FieldsSeq(\"one two three\"), \"x\")", " false"},
		{"func find(want int) (at int, err error) {\n\tdefer func() { at *= 10 }()\n\tfor i := range count(9) {\n\t\tbad := fmt.Errorf(\"at %d\", i)\n\t\tif i == want { return i, bad }\n\t\tif i > want { at = 7; return }\n\t}\n\treturn -1, nil\n}\nfind(3)", "30 at 3"},
		{"find(-1)", "70 <nil>"},
		{"find(99)", "-10 <nil>"},
		{"func grid(n int) int {\n\tfor i := range count(n) {\n\t\tfor j := range count(n) {\n\t\t\tif i*j == 6 { return 10*i + j }\n\t\t}\n\t}\n\treturn -1\n}\ngrid(5)", "23"},
		{"func() int { for i := range count(9) { if i == 4 { return i } }; return 0 }()", "4"},
		{"func noResult() { for i := range count(9) { if i == 1 { n = 77; return } }; n = 0 }\nnoResult()\nn", "77"},
		{"func two() (int, string) { return 6, \"six\" }\nfunc pass() (int, string) { for range count(1) { return two() }; return 0, \"\" }\npass()", "6 six"},
		{"var seq iter.Seq2[int, string] = pairs(\"a\")\nvar seqs = map[string]iter.Seq[int]{\"two\": count(2)}\nn = 0\nfor range seq { for i := range seqs[\"two\"] { n += 10 + i } }\nn", "21"},
		{"func one(_ int) int { return 1 }\nf := func(int) int { return 2 }\none(0) + f(0)", "3"},
		{"type list struct{ items []string }\nfunc (l list) Each(yield func(string) bool) { for _, s := range l.items { if !yield(s) { return } } }\nfunc (l list) All() iter.Seq2[int, string] { return pairs(l.items...) }\nl := list{[]string{\"p\", \"q\"}}\ntext = \"\"\nfor s := range l.Each { text += s }\nfor i, s := range l.All() { text += fmt.Sprint(i) + s }\ntext", "pq0p1q"},
		{"type point struct{ X, Y int }\nfunc points(yield func(point) bool) { _ = yield(point{1, 2}) && yield(point{3, 4}) }\nsum = 0\nfor p := range points { sum += p.X * p.Y }\nsum", "14"},
		{"func filter(seq iter.Seq[int], keep func(int) bool) iter.Seq[int] {\n\treturn func(yield func(int) bool) {\n\t\tfor v := range seq {\n\t\t\tif keep(v) && !yield(v) { return }\n\t\t}\n\t}\n}\nsum = 0\nfor v := range filter(count(10), func(v int) bool { return v%3 == 0 }) { sum += v }\nsum", "18"},
		{"type tree struct { left, right *tree; v int }\nfunc (t *tree) walk(yield func(int) bool) bool { return t == nil || t.left.walk(yield) && yield(t.v) && t.right.walk(yield) }\nfunc (t *tree) All() func(yield func(int) bool) { return func(yield func(int) bool) { t.walk(yield) } }\nroot := &tree{&tree{nil, nil, 1}, &tree{nil, nil, 3}, 2}\ntext = \"\"\nfor v := range root.All() { if v == 3 { break }; text += fmt.Sprint(v) }\ntext", "12"},
		{"ch := make(chan int, 1)\nch <- 4\nclose(ch)\nfor range count(2) { for v := range ch { n = v } }\nn", "4"},
		{"func() int { for v := range ch { return v }; return 8 }()", "8"},
		{"keys := []string{}\nfor i, w := range []string{\"s\", \"t\"} { for range count(i) { keys = append(keys, w) } }\nsort.Strings(keys)\nkeys", `["t"]`},
	} {
		s.gives(c.code, c.want)
	}
}

func TestIteratorsCleanUp(t *testing.T) {
	s := newSession(t)
	s.run(`clean := ""
func count(yield func(int) bool) {
	defer func() { clean += "c" }()
	for i := 0; ; i++ {
		if !yield(i) {
			clean += "f"
			return
		}
	}
}`)
	s.gives("for i := range count { if i == 2 { break } }\nclean", "fc")
	s.run("clean = \"\"\nfunc f() int { for i := range count { if i == 2 { clean += \"r\"; return i } }; return 0 }")
	s.gives("f()\nclean", "rfc")
	s.run("clean = \"\"")
	s.fails("for i := range count {\n\tif i == 2 {\n\t\tpanic(\"body\")\n\t}\n}", "panic: body", "cell [6], line 1")
	s.gives("clean", "c")
	s.fails("func bad(yield func(int) bool) {\n\tyield(1)\n\tpanic(\"iterator\")\n}\nfor range bad {}", "panic: iterator", "line 3", "line 5")
	s.fails("func deaf(yield func(int) bool) { yield(1); yield(2) }\nfor range deaf { break }", "continued iteration")
	s.run("clean = \"\"")
	for _, code := range []string{
		"for range count {}",
		"for { for range count { break } }",
		"for range count { for {} }",
		"func stuck(yield func(int) bool) { for {} }\nfor range stuck {}",
	} {
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		_, err := s.eval(ctx, code)
		cancel()
		if err == nil || !strings.HasPrefix(err.Error(), "Interrupted") {
			t.Errorf("%s\nended with %v, want Interrupted", code, err)
		}
	}
	s.gives("len(clean) > 2", "true")
}

func TestRangesThatFail(t *testing.T) {
	s := newSession(t)
	s.run("func ints(yield func(int) bool) { yield(1) }\nn := 5")
	s.fails("for i, v := range ints { _, _ = i, v }", "permits only one iteration variable")
	s.fails("for i := range func() {} { _ = i }", "cannot range over", "func must be func(yield func(...) bool)")
	s.fails("for i, v := range n { _, _ = i, v }", "permits only one iteration variable")
	s.fails("for i, v := range 1.5 { _, _ = i, v }", "cannot range over", "1.5")
	s.gives("for range ints { return }\n", "") // ends the cell
	s.gives("log := \"\"\nfunc f() { for range ints { defer func() { log += \"late\" }() }; log += \"end \" }\nf()\nlog", "end late")
	s.fails("for v := range ints {\n\tvar s string = v\n}", "line 2")
}
