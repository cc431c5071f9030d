//go:build !windows

package worker_test

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
)

// says runs a cell and tells what it prints by its special lines.
func (s *session) says(code string) string {
	s.t.Helper()
	s.out.Reset()
	s.run(code)
	return s.out.String()
}

func TestTime(t *testing.T) {
	s := newSession(t)
	times := regexp.MustCompile(`^CPU times: user .* [nµm]?s, sys: .*, total: .*\nWall time: .* [nµm]?s\n$`)
	for _, code := range []string{"%time x := 3", "%time\ny := 4", "%%time\nfor range 3 {\n}\n", "func f() {}\n"} {
		if got := s.says(code); times.MatchString(got) != strings.Contains(code, "%") {
			t.Errorf("%s\nsays %q", code, got)
		}
	}
	s.gives("x + y", "7")
	s.gives("%time x + 1", "4")
	s.gives("%time\nx + 2", "5")
	s.fails("!true\n%time x + none", "undefined: none", "cell [8], line 2\n    %time x + none\n              ^")
	s.fails("%%time x", "its line holds no code")
}

func TestTimeit(t *testing.T) {
	s := newSession(t)
	found := regexp.MustCompile(`^\S+ [nµm]?s ± \S+ [nµm]?s per loop \(mean ± std\. dev\. of 3 runs, 10 loops each\)\n$`)
	s.run("n, list := 0, []int{1}")
	for _, code := range []string{"%timeit -n 10 -r 3 n++", "%timeit -n10 -r3\nn++\nfor range 2 { n++ }", "%%timeit -n 10 -r 3 step := 5\nn += step", "%timeit -r 3 -n 10 len(list)", "%timeit -r 3 -n 10 list[0] + 1"} {
		if got := s.says(code); !found.MatchString(got) {
			t.Errorf("%s\nsays %q", code, got)
		}
	}
	s.gives("n", "270") // 30 × (1 + 3 + 5)
	if got := s.says("%timeit -r 2 n = 1"); !strings.Contains(got, "of 2 runs, ") || strings.Contains(got, " 1 loop each") {
		t.Errorf("a fast statement is timed as %q", got)
	}
	s.fails("%timeit -n 3 none()", "undefined: none", "line 1\n    %timeit -n 3 none()\n                 ^")
	s.fails("%timeit -n 2\nn++\nnone()", "undefined: none", "line 3\n    none()\n    ^")
	s.fails("%timeit -n x n++", "wants a number")
	s.fails("%timeit n++; return", "return would leave the loop")
	s.fails("%timeit\nif n > 0 {\n\tbreak\n}", "break would leave the loop")
	s.run("%timeit -n 2 for { if func() bool { return true }() { break } }")
	s.interrupted("%timeit for {}")
}

func TestMainBody(t *testing.T) {
	s := newSession(t)
	s.run("got := \"\"")
	s.run("%%\nfor i := range 3 {\n\tif i == 2 {\n\t\treturn\n\t}\n\tgot += \"a\"\n}\ngot += \"never\"")
	s.gives("got", "aa")
	s.run("func twice(n int) int { return 2 * n }\n\n%%\nlocal := twice(4)\ngot = fmt.Sprint(local) // last")
	s.gives("got", "8")
	s.fails("local", "undefined: local")
	s.fails("%main\n\nnone()", "undefined: none", "line 3\n    none()\n    ^")
	s.run("n := flag.Int(\"n\", 1, \"a number\")")
	s.run("%% -n 5\ngot = fmt.Sprint(*n, flag.Args(), len(os.Args))")
	s.gives("got", "5 [] 3")
	s.gives("n := flag.Int(\"n\", 2, \"again\")\n*n", "2")
	s.gives("len(os.Args)", "1")
	s.run("name := flag.String(\"name\", \"\", \"a name\")")
	s.run("%% -name \"two words\" 'x y'\ngot = fmt.Sprintf(\"%q %q\", *name, flag.Args())")
	s.gives("got", `"two words" ["x y"]`)
	s.fails("%% --undefined\ngot = got", "flag provided but not defined: -undefined")
	s.run("%% -h\ngot = \"never\"")
	s.gives("got", `"two words" ["x y"]`)
	s.fails("%% \"open\ngot = got", "a quotation is not closed")
	s.gives("package main\n\nimport \"fmt\"\n\nvar said = fmt.Sprint(1)\n\nfunc main() { got = said }", "")
}

func TestRegistries(t *testing.T) {
	s := newSession(t)
	const handler = "import (\"net/http\"; \"net/http/httptest\")\nhttp.HandleFunc(\"/of/a/test\", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, %q) })\n" +
		"rec := httptest.NewRecorder()\nhttp.DefaultServeMux.ServeHTTP(rec, httptest.NewRequest(\"GET\", \"/of/a/test\", nil))\nrec.Body.String()"
	s.gives(fmt.Sprintf(handler, "first"), "first")
	s.gives(fmt.Sprintf(handler, "second"), "second")
	s.fails("for range 2 {\n\thttp.HandleFunc(\"/twice\", func(http.ResponseWriter, *http.Request) {})\n}", "conflicts with pattern")
	s.fails("flag.Int(\"twice\", 1, \"\")\nflag.String(\"twice\", \"\", \"\")", "flag redefined: twice")
	s.gives("*flag.Int(\"twice\", 3, \"\")", "3")
	s.gives("*flag.Int(\"quickchecks\", 4, \"one of the process's own\")", "4")
}

func TestTests(t *testing.T) {
	s := newSession(t)
	s.run("func double(n int) int { return 2 * n }\nran := 0")
	s.run("%test\nfunc TestDouble(t *testing.T) {\n\tran++\n\tt.Run(\"three\", func(t *testing.T) { ran++; if double(3) != 6 { t.Fatal(\"not 6\") } })\n}\nfunc TestSkipped(t *testing.T) { t.Skip(\"later\"); ran = 100 }")
	s.gives("ran", "2")
	s.fails("%test -v\nfunc TestWrong(t *testing.T) { t.Fatalf(\"got %d\", double(2)); ran = 100 }", "TestError: tests have failed")
	s.fails("%test\nfunc TestPanic(t *testing.T) {\n\tvar m map[string]int\n\tm[\"a\"] = 1\n}", "TestError")
	s.run("%test -run Double")
	s.gives("ran", "4")
	s.run("%test -benchtime 10x\nfunc BenchmarkDouble(b *testing.B) { for b.Loop() { double(1) }; ran = 7 }")
	s.gives("ran", "7")
	s.run("%test\nfunc ExampleDouble() {\n\tfmt.Println(double(5))\n\t// Output: 10\n}")
	s.fails("%test\nfunc ExampleWrong() {\n\tfmt.Println(double(5))\n\t// Output: 11\n}", "TestError")
	s.fails("%test -nonsense", "knows no flag -nonsense")
	s.fails("%test double", "wants flags")
	s.fails("%test -run \"TestWrong\"", "TestError")
	s.run("%test -run 'TestDouble' -bench NONE")
	for _, wrong := range []string{"-run (", "-skip *", "-bench a/["} {
		s.fails("%test "+wrong, "")
	}
	s.fails("%test\nfunc TestBroken(t *testing.T) { none() }", "undefined: none")
	s.run("%test -run Double")
	s.run("%test\nran = 0\nfunc TestAfter(t *testing.T) { ran++ }\nran = 5")
	s.gives("ran", "6")
	s.run("%test -bench NONE\npackage main\n\nimport \"testing\"\n\nfunc TestOfPackage(t *testing.T) { ran = 9 }")
	s.gives("ran", "9")
	s.run("%test -bench NONE\nfunc TestText(t *testing.T) { ran = len(`\npackage main`) }")
	s.gives("ran", "13")
	s.interrupted("%test\nfunc TestEndless(t *testing.T) { for {} }")
	s.gives("double(4)", "8")
}

// printed is what is printed on standard output while f runs.
func printed(t *testing.T, f func()) string {
	t.Helper()
	file, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	old := os.Stdout
	os.Stdout = file
	defer func() { os.Stdout = old }()
	f()
	text, err := os.ReadFile(file.Name())
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestTestsThatPanic(t *testing.T) {
	s := newSession(t)
	s.run("func second(s []int) int {\n\treturn s[1]\n}")
	for code, want := range map[string]string{
		"func TestPanic(t *testing.T) {\n\tdefer fmt.Print()\n\tsecond(nil)\n}":                                    ":2: panic: runtime error: index out of range [1] with length 0\n    cell [",
		"func TestPart(t *testing.T) {\n\tt.Run(\"part\", func(*testing.T) {\n\t\tpanic(\"two\\nlines\")\n\t})\n}": ":4: panic: two\n",
		"func BenchmarkPanic(b *testing.B) {\n\tvar m map[int]int\n\tm[0] = 1\n}":                                  ":4: panic: assignment to entry in nil map",
		"func FuzzPanic(f *testing.F) {\n\tf.Fuzz(func(t *testing.T, b []byte) {})\n\tpanic(\"after\")\n}":         ":4: panic: after",
	} {
		said := printed(t, func() { s.fails("%test\n"+code, "TestError") })
		if !strings.Contains(said, want) {
			t.Errorf("%s\nsays\n%s\nwant %q", code, said, want)
		}
	}
	s.run("second([]int{1, 2})")
}

func TestFuzzTests(t *testing.T) {
	s := newSession(t)
	s.run("var seen []string\nran := 0")
	s.run("%test\nfunc FuzzWords(f *testing.F) {\n\tf.Add(\"a\", 1)\n\tf.Add(\"b\", 2)\n\tf.Fuzz(func(t *testing.T, s string, n int) { seen = append(seen, fmt.Sprint(s, n)) })\n}")
	s.gives("seen", "[\"a1\" \"b2\"]")
	for code, want := range map[string]string{
		"func FuzzWrong(f *testing.F) {\n\tf.Add(3)\n\tf.Fuzz(func(t *testing.T, n int) {\n\t\tt.Errorf(\"got %d\", n)\n\t})\n}": ":5: got 3",
		"func FuzzPanics(f *testing.F) {\n\tf.Add(3)\n\tf.Fuzz(func(t *testing.T, n int) {\n\t\tpanic(n)\n\t})\n}":               ":5: panic: 3",
		"func FuzzTypes(f *testing.F) {\n\tf.Add(3)\n\tf.Fuzz(func(t *testing.T, s string) {})\n}":                               "mismatched types in corpus entry: int, want string",
		"func FuzzNumber(f *testing.F) {\n\tf.Add(3, 4)\n\tf.Fuzz(func(t *testing.T, n int) {})\n}":                              "wrong number of values in corpus entry: 2, want 1",
		"func FuzzNothing(f *testing.F) {\n\tf.Fuzz(3)\n}":                                                                       "F.Fuzz must receive a function",
	} {
		said := printed(t, func() { s.fails("%test\n"+code, "TestError") })
		if !strings.Contains(said, want) {
			t.Errorf("%s\nsays\n%s\nwant %q", code, said, want)
		}
	}
}

func TestTestMain(t *testing.T) {
	s := newSession(t)
	const cell = "%%test\nvar steps []string\nfunc TestMain(m *testing.M) {\n\tsteps = append(steps, \"before\")\n\t%s\n}\nfunc TestIt(t *testing.T) { steps = append(steps, \"test\") }\nfunc TestFails(t *testing.T) { if len(steps) > 5 { t.Fail() } }"
	for _, run := range []string{"m.Run()\n\tsteps = append(steps, \"after\")", "status := m.Run()\n\tsteps = append(steps, \"after\")\n\tos.Exit(status)"} {
		s.run(fmt.Sprintf(cell, run))
		s.gives("steps", "[\"before\" \"test\" \"after\"]")
	}
	s.fails(fmt.Sprintf(cell, "os.Exit(3)"), "TestError")
	s.gives("steps", "[\"before\"]")
	s.fails(fmt.Sprintf(cell, "steps = make([]string, 5)\n\tm.Run()"), "TestError")
	s.fails(fmt.Sprintf(cell, "panic(\"in main\")"), "panic", "in main", "line 5")
	s.run("func TestMain(m *testing.M) { m.Run() }\n1")
	s.interrupted(fmt.Sprintf(cell, "for {}"))
}
