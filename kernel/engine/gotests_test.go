package engine_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/crococlock/crococlock/kernel/engine"
)

// program names a program for the process to run as a cell instead of the
// tests.
const program = "ENGINE_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if file := os.Getenv(program); file != "" {
		os.Exit(runProgram(file))
	}
	os.Exit(m.Run())
}

func runProgram(file string) int {
	debug.SetMaxStack(4 << 30)
	os.Args = os.Args[:1]
	code, err := os.ReadFile(file)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	e, err := engine.New(engine.Options{Print: func(s string) { os.Stdout.WriteString(s) }})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	if _, err := e.Eval(context.Background(), engine.Cell{Number: 1, Code: string(code)}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

const (
	ownFile = "it looks for the name of its file"
)

// Programs of the Go project's own tests that differ as cells, and why.
var differ = map[string]string{
	"fixedbugs/bug347.go":     ownFile,
	"fixedbugs/bug348.go":     ownFile,
	"fixedbugs/issue22083.go": ownFile,
	"fixedbugs/issue22662.go": "it looks for a file without a name",
	"fixedbugs/issue27201.go": ownFile,
	"fixedbugs/issue38093.go": "it is for js only",
	"fixedbugs/issue4562.go":  ownFile,
	"fixedbugs/issue4618.go":  "it counts allocations",
	"fixedbugs/issue5856.go":  ownFile,
	"fixedbugs/issue7690.go":  ownFile,
	"typeparam/nested.go":     "it prints the compiler's internal names of types that generic functions declare",
}

// Programs that go round millions of times, what says how often, and how often
// under -race, where each round takes about fifteen times as long.
var long = map[string][2]string{
	"divmod.go":               {"gen2(2, 64", "gen2(1, 64"},
	"fixedbugs/issue79186.go": {"iters = 200000", "iters = 5000"},
	"fixedbugs/issue80188.go": {"x := range 10000", "x := range 500"},
}

// Programs that race when they are compiled, too: `go run -race` reports it.
// Under -race they are still to print what they print, and may race.
var races = map[string]bool{
	"atomicload.go":            true,
	"chan/powser1.go":          true,
	"chan/powser2.go":          true,
	"fixedbugs/issue13160.go":  true,
	"fixedbugs/issue29362.go":  true,
	"fixedbugs/issue29362b.go": true,
	"fixedbugs/issue80188.go":  true,
	"ken/chan.go":              true,
}

// shortened is a copy of a program that goes round less often.
func shortened(t *testing.T, file string, rounds [2]string) string {
	t.Helper()
	code, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(code, []byte(rounds[0])) {
		t.Fatalf("it does not say %q", rounds[0])
	}
	short := filepath.Join(t.TempDir(), filepath.Base(file))
	if err := os.WriteFile(short, bytes.ReplaceAll(code, []byte(rounds[0]), []byte(rounds[1])), 0o644); err != nil {
		t.Fatal(err)
	}
	return short
}

// What the programs must not need: the compiler's own parts, and what the tests
// of this kind leave out everywhere.
var needs = regexp.MustCompile(`"C"|"runtime/(cgo|metrics|pprof|trace)"|"internal/|go:(linkname|embed|build (ignore|race|cgo|!|wasm|arm|ppc|mips|s390|riscv|386))|` +
	`runtime\.(MemStats|ReadMemStats|SetFinalizer|AddCleanup|GC\()|"syscall"|"plugin"|os/exec"|go/build|GOROOT`)

// TestGoPrograms runs the Go project's own test programs, those of one file
// that are only run, as cells: each prints what it prints when it is compiled.
func TestGoPrograms(t *testing.T) {
	if testing.Short() {
		t.Skip("several hundred programs take a minute")
	}
	root := filepath.Join(goroot(t), "test")
	if _, err := os.Stat(filepath.Join(root, "helloworld.go")); err != nil {
		t.Skip("the Go project's test programs are not here")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var programs []string
	for _, dir := range []string{".", "chan", "interface", "ken", "fixedbugs", "typeparam"} {
		files, _ := filepath.Glob(filepath.Join(root, dir, "*.go"))
		for _, f := range files {
			if isProgram(t, f) {
				programs = append(programs, f)
			}
		}
	}
	if len(programs) < 800 {
		t.Errorf("only %d programs were found", len(programs))
	}
	for _, f := range programs {
		name, _ := filepath.Rel(root, f)
		name = filepath.ToSlash(name)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if rounds, ok := long[name]; ok && raced {
				f = shortened(t, f, rounds)
			}
			// Under -race, each would sleep a second at its end.
			detector := "GORACE=atexit_sleep_ms=0 "
			if races[name] {
				detector += "exitcode=0 "
			}
			bad := differs(t, f, self, detector+os.Getenv("GORACE"))
			switch why := differ[name]; {
			case bad != "" && why == "":
				t.Error(bad)
			case bad == "" && why != "":
				t.Errorf("it is as when compiled, though it is said to differ: %s", why)
			}
		})
	}
}

func isProgram(t *testing.T, file string) bool {
	t.Helper()
	code, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(code)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "//go:") {
			continue
		}
		return line == "// run" && bytes.Contains(code, []byte("package main")) && !needs.Match(code)
	}
	return false
}

// differs is how a program's output as a cell differs from what it prints when
// it is compiled, or empty. The process that runs it is given the variables.
func differs(t *testing.T, file, self string, variables ...string) string {
	want, err := os.ReadFile(strings.TrimSuffix(file, ".go") + ".out")
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err.Error()
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, self)
	cmd.Env = append(append(os.Environ(), program+"="+file), variables...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return fmt.Sprintf("%v: %.300s", err, stderr.String())
	}
	if !bytes.Equal(out, want) {
		return fmt.Sprintf("printed %.200q, want %.200q", out, want)
	}
	return ""
}
