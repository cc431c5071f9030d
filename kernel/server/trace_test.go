package server_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/kernel/server"
)

// TestCrashTraces: the cell shows what a person wants to know, the kernel's log
// the whole trace.
func TestCrashTraces(t *testing.T) {
	k := startKernel(t)
	for _, c := range []struct {
		name, code string
		shown      []string // in the cell's output
		says       []string // in the traceback
	}{
		{"panic of a goroutine", "func boom() {\n\tpanic(\"boo\")\n}\ngo func() { boom() }()\n<-ctx.Done()",
			[]string{"panic: boo", "calls of the interpreter"}, []string{"line 2", `panic("boo")`, "line 4"}},
		{"in a library", "import \"gonum.org/v1/gonum/mat\"\nfunc product() { new(mat.Dense).Mul(mat.NewDense(1, 2, nil), mat.NewDense(1, 2, nil)) }\ngo product()\n<-ctx.Done()",
			[]string{"panic: mat: dimension mismatch", "gonum.org/v1/gonum/mat.(*Dense).Mul()", ".go:"}, []string{"line 2", "new(mat.Dense).Mul"}},
		{"nil map", "var m map[string]int\ngo func() {\n\tm[\"a\"] = 1\n}()\n<-ctx.Done()",
			[]string{"panic: assignment to entry in nil map"}, []string{"line 3", `m["a"] = 1`}},
		{"fatal error", "m := map[int]int{}\ngo func() { for { m[1]++ } }()\nfor { m[1]++ }",
			[]string{"fatal error: concurrent map", "calls of the interpreter"}, nil},
		{"exit", "import \"os\"\nfunc leave() {\n\tos.Exit(3)\n}\nleave()", nil, []string{"exit status 3", "line 3", "os.Exit(3)", "line 5"}},
	} {
		if raced && c.name == "fatal error" {
			continue // the detector finds it before the runtime does
		}
		published, reply := k.run(c.code)
		text, trace := strings.Join(published, "\n"), strings.Join(reply.Traceback, "\n")
		for _, want := range c.shown {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q is not shown in\n%s", c.name, want, strings.ReplaceAll(text, `\n`, "\n"))
			}
		}
		for _, want := range append(c.says, "variables are gone") {
			if !strings.Contains(trace, want) {
				t.Errorf("%s: the traceback does not say %q:\n%s", c.name, want, trace)
			}
		}
		if strings.Contains(text, "kernel/engine") || len(text) > 6000 {
			t.Errorf("%s: %d bytes are shown:\n%s", c.name, len(text), strings.ReplaceAll(text, `\n`, "\n"))
		}
		if len(c.shown) > 0 && !strings.Contains(k.logged(), "kernel/engine") {
			t.Errorf("%s: the log has no trace: %s", c.name, k.logged())
		}
	}
	// What only looks like a trace is printed as it is.
	k.publishes("import \"os\"\nos.Stderr.WriteString(\"panic: not at all\\n\")\nprintln(1)\nDisplay(display.HTML(\"2\"))\nprintln(3)", `stderr "panic: not at all\n1\n"`, "display_data 2", `stderr "3\n"`)
}

func TestFoldedStackOverflow(t *testing.T) {
	var trace strings.Builder
	trace.WriteString("runtime: goroutine stack exceeds 1000000000-byte limit\nruntime: sp=0x1 stack=[0x1, 0x2]\nfatal error: stack overflow\n\n" +
		"runtime stack:\nruntime.throw({0x1, 0x2})\n\t/usr/local/go/src/runtime/panic.go:1229 +0x48\n\ngoroutine 25 gp=0x1 m=0 [running]:\n")
	for i := range 100 {
		if i == 50 {
			trace.WriteString("...2274777 frames elided...\n")
		}
		fmt.Fprintf(&trace, "example.com/lib.(*T).f%d({0x%x, 0x2})\n\t/src/lib/f.go:%d +0x1d\n", i, i, i)
	}
	trace.WriteString("created by main.main in goroutine 1\n\t/main.go:1 +0x1\n\ngoroutine 1 [select]:\nruntime.gopark()\n\t/proc.go:1 +0x2\n")
	want := "runtime: goroutine stack exceeds 1000000000-byte limit\nfatal error: stack overflow\n\ngoroutine [running]:\nexample.com/lib.(*T).f0()\n\t/src/lib/f.go:0\n"
	got := server.Fold(trace.String())
	if !strings.HasPrefix(got, want) || !strings.HasSuffix(got, "example.com/lib.(*T).f99()\n\t/src/lib/f.go:99\n… 1 other goroutines\n") ||
		!strings.Contains(got, "… 81 calls more") || strings.Count(got, "\n") > 60 {
		t.Errorf("folded:\n%s", got)
	}
}
