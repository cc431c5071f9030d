//go:build !windows

package worker

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/crococlock/crococlock/kernel/engine"
)

// runTests runs functions as package testing does, and reports whether all went
// well.
func (e *Evaluator) runTests(names []string, funcs []any, flags []string) bool {
	var ts []testing.InternalTest
	var bs []testing.InternalBenchmark
	var fs []testing.InternalFuzzTarget
	var xs []testing.InternalExample
	var main func(*testing.M)
	for i, name := range names {
		switch f := funcs[i].(type) {
		case func(*testing.T):
			ts = append(ts, testing.InternalTest{Name: name, F: guarded(e, f)})
		case func(*testing.B):
			bs = append(bs, testing.InternalBenchmark{Name: name, F: guarded(e, f)})
		case func(*testing.F):
			fs = append(fs, testing.InternalFuzzTarget{Name: name, Fn: guarded(e, f)})
		case func(*testing.M):
			main = f
		case func():
			if x := e.tests.examples[name]; x != nil && (x.Output != "" || x.EmptyOutput) {
				xs = append(xs, testing.InternalExample{Name: name, F: f, Output: x.Output, Unordered: x.Unordered})
			}
		}
	}
	all, mine := flag.CommandLine, e.tests.flagSet()
	flag.CommandLine = mine
	defer func() { flag.CommandLine = all }()
	set := map[string]string{}
	mine.VisitAll(func(f *flag.Flag) {
		if strings.HasPrefix(f.Name, "test.") {
			set[f.Name] = f.Value.String()
		}
	})
	defer func() {
		for name, value := range set {
			_ = mine.Set(name, value) // it was its value
		}
	}()
	// What go test has told the process is not for the tests of a cell.
	flags = append([]string{"-test.testlogfile=", "-test.timeout=0", "-test.coverprofile=", "-test.run=", "-test.skip=", "-test.bench=", "-test.v=false", "-test.count=1"}, flags...)
	if err := mine.Parse(flags); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return false
	}
	e.turn(os.Stdout)
	m := testing.MainStart(testDeps{}, ts, bs, fs, xs)
	if main != nil {
		return e.testMain(main, m) == 0
	}
	return m.Run() == 0
}

// testMain runs a cell's TestMain, and returns the status that it ends with.
func (e *Evaluator) testMain(main func(*testing.M), m *testing.M) (status int) {
	e.tests.inMain.Store(true)
	defer func() {
		e.tests.inMain.Store(false)
		switch p := recover().(type) {
		case nil:
			status = int(reflect.ValueOf(m).Elem().FieldByName("exitCode").Int()) // as go test has it
		case exitStatus:
			status = int(p)
		default:
			panic(p)
		}
	}()
	main(m)
	return status
}

// exitStatus is what os.Exit panics with that a TestMain calls: the process goes on.
type exitStatus int

// Package testing ends the process where a test panics, or its goroutine ends
// though nothing has failed, as that of an interrupted cell does.

// guarded is a test that fails where it panics, and says where that was.
func guarded[T testing.TB](e *Evaluator, f func(T)) func(T) {
	return func(t T) {
		done := false
		defer func() {
			if !done && !t.Skipped() {
				t.FailNow()
			}
		}()
		if err := e.engine.Guard(func() { f(t) }); err != nil {
			fmt.Fprint(t.Output(), panicText(err))
			t.Fail()
		}
		done = true
	}
}

// panicText is a test's panic with the lines of cells that led to it, as package
// testing writes what a test logs.
func panicText(err *engine.Error) string {
	var b strings.Builder
	said := "panic: " + strings.ReplaceAll(err.Error(), "\n", "\n    ")
	for _, p := range err.Places {
		at := p.File
		if p.Cell > 0 {
			at = cellName(p.Cell)
		}
		fmt.Fprintf(&b, "%s:%d: %s\n", at, p.Line, said)
		said = "calls it"
	}
	if b.Len() == 0 {
		return said + "\n"
	}
	return b.String()
}

// replaceTests has parts of tests guarded, too.
func (e *Evaluator) replaceTests(with map[string]any) {
	with["testing.(*T).Run"] = func(t *testing.T, name string, f func(*testing.T)) bool { return t.Run(name, guarded(e, f)) }
	with["testing.(*B).Run"] = func(b *testing.B, name string, f func(*testing.B)) bool { return b.Run(name, guarded(e, f)) }
	with["testing.(*F).Fuzz"] = func(f *testing.F, ff any) { f.Fuzz(e.guardedFuzz(ff)) }
}

// guardedFuzz is guarded for what a fuzz test calls with each entry of its corpus.
func (e *Evaluator) guardedFuzz(ff any) any {
	f := reflect.ValueOf(ff)
	if f.Kind() != reflect.Func || f.IsNil() || f.Type().NumIn() == 0 || f.Type().In(0) != reflect.TypeFor[*testing.T]() {
		return ff // package testing says what is wrong with it
	}
	return reflect.MakeFunc(f.Type(), func(in []reflect.Value) []reflect.Value {
		guarded(e, func(*testing.T) { f.Call(in) })(in[0].Interface().(*testing.T))
		return nil
	}).Interface()
}

// testDeps are what package testing asks go test for.
type testDeps struct{}

type corpusEntry = struct {
	Parent     string
	Path       string
	Data       []byte
	Values     []any
	Generation int
	IsSeed     bool
}

var errNoFuzzing = errors.New("fuzzing needs go test")

func (testDeps) ImportPath() string                          { return "" }
func (testDeps) ModulePath() string                          { return "" }
func (testDeps) MatchString(pat, str string) (bool, error)   { return regexp.MatchString(pat, str) }
func (testDeps) SetPanicOnExit0(bool)                        {}
func (testDeps) StartCPUProfile(io.Writer) error             { return errNoFuzzing }
func (testDeps) StopCPUProfile()                             {}
func (testDeps) StartTestLog(io.Writer)                      {}
func (testDeps) StopTestLog() error                          { return nil }
func (testDeps) WriteProfileTo(string, io.Writer, int) error { return errNoFuzzing }
func (testDeps) RunFuzzWorker(func(corpusEntry) error) error { return errNoFuzzing }
func (testDeps) ResetCoverage()                              {}
func (testDeps) SnapshotCoverage()                           {}
func (testDeps) CoordinateFuzzing(time.Duration, int64, time.Duration, int64, int, []corpusEntry, []reflect.Type, string, string) error {
	return errNoFuzzing
}
func (testDeps) InitRuntimeCoverage() (mode string, tearDown func(coverprofile string, gocoverdir string) (string, error), snapcov func() float64) {
	return "", nil, nil
}

// CheckCorpus reports what is wrong with values that a fuzz test adds.
func (testDeps) CheckCorpus(values []any, types []reflect.Type) error {
	if len(values) != len(types) {
		return fmt.Errorf("wrong number of values in corpus entry: %d, want %d", len(values), len(types))
	}
	for i, v := range values {
		if reflect.TypeOf(v) != types[i] {
			return fmt.Errorf("mismatched types in corpus entry: %T, want %v", v, types[i])
		}
	}
	return nil
}

// ReadCorpus reads no corpus in files, and says so where there is one.
func (testDeps) ReadCorpus(dir string, _ []reflect.Type) ([]corpusEntry, error) {
	if _, err := os.Stat(dir); err == nil {
		return nil, fmt.Errorf("%s: a corpus in files needs go test", dir)
	}
	return nil, nil
}
