//go:build !windows

package worker

import (
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/scanner"
	"go/token"
	"io"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/crococlock/crococlock/kernel/engine"
)

// tests are the functions of cells that package testing would run.
type tests struct {
	mu       sync.Mutex
	names    []string                // in the order in which they were first declared
	examples map[string]*doc.Example // by the function's name
	flags    *flag.FlagSet           // those of package testing
}

var testName = regexp.MustCompile(`^(Test|Benchmark|Example)($|[^a-z])`)

// found is what a cell declares of tests.
type found struct {
	names    []string
	examples []*doc.Example
}

// testsOf finds the tests that a cell declares, among statements or not.
func testsOf(code string) (f found) {
	if !strings.Contains(code, "func Test") && !strings.Contains(code, "func Benchmark") && !strings.Contains(code, "func Example") {
		return found{}
	}
	for _, text := range functions(code) {
		file, err := parser.ParseFile(token.NewFileSet(), "", "package main; "+text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil || len(file.Decls) != 1 {
			continue
		}
		d, ok := file.Decls[0].(*ast.FuncDecl)
		if ok && d.Recv == nil && testName.MatchString(d.Name.Name) && d.Name.Name != "TestMain" {
			f.names = append(f.names, d.Name.Name)
			f.examples = append(f.examples, doc.Examples(file)...)
		}
	}
	return f
}

// functions are the texts of the functions that a cell declares.
func functions(code string) (list []string) {
	file := token.NewFileSet().AddFile("", -1, len(code))
	var s scanner.Scanner
	s.Init(file, []byte(code), nil, 0)
	start, depth, before := -1, 0, token.SEMICOLON
	for {
		pos, tok, _ := s.Scan()
		at := file.Offset(pos)
		switch tok {
		case token.EOF:
			return list
		case token.FUNC:
			if depth == 0 && before == token.SEMICOLON {
				start = at
			}
		case token.LBRACE:
			depth++
		case token.RBRACE:
			if depth--; depth == 0 && start >= 0 {
				list = append(list, code[start:at+1])
				start = -1
			}
		}
		before = tok
	}
}

// keep keeps what a cell that has run declares.
func (t *tests) keep(f found) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, name := range f.names {
		if !slices.Contains(t.names, name) {
			t.names = append(t.names, name)
		}
	}
	if t.examples == nil {
		t.examples = map[string]*doc.Example{}
	}
	for _, ex := range f.examples {
		t.examples["Example"+ex.Name] = ex
	}
}

// test has the cell's tests run after its code, or the notebook's where the
// cell declares none.
func (e *Evaluator) test(c Cell, args string, p *piece) error {
	if p.finish != nil || p.begin != nil {
		return errors.New("a cell can be %test or something else, not both")
	}
	list, err := words(args)
	if err != nil {
		return fmt.Errorf("%%test: %w", err)
	}
	flags, err := testFlags(list)
	if err != nil {
		return err
	}
	f := testsOf(p.code)
	names := f.names
	if len(names) == 0 {
		names = e.tests.all()
	}
	if len(names) == 0 {
		return errors.New("%test finds no function TestXxx, BenchmarkXxx or ExampleXxx")
	}
	if !slices.ContainsFunc(flags, func(f string) bool { return strings.HasPrefix(f, "-test.bench=") }) && slices.ContainsFunc(names, isBenchmark) {
		flags = append(flags, "-test.bench=.")
	}
	fset := token.NewFileSet()
	if file, err := parser.ParseFile(fset, "", p.code, parser.PackageClauseOnly); err == nil { // its tests are the notebook's
		from, to := fset.Position(file.Package).Offset, fset.Position(file.Name.End()).Offset
		p.code = p.code[:from] + strings.Repeat(" ", to-from) + p.code[to:]
	}
	// What the cell declares is called by what stands below it.
	p.code += "\n[]any{" + strings.Join(names, ", ") + "}"
	failed := false
	p.finish = func(r engine.Result) {
		e.tests.keep(f)
		failed = !e.runTests(names, r.Values[0].Interface().([]any), flags)
	}
	p.after = func() error {
		if failed {
			return errors.New("tests have failed")
		}
		return nil
	}
	return nil
}

func (t *tests) all() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.names)
}

func isBenchmark(name string) bool { return strings.HasPrefix(name, "Benchmark") }

// testFlags makes package testing's flags of what %test is told: -v, -run=RE,
// -bench RE and the like, with or without "test.".
func testFlags(args []string) (flags []string, err error) {
	for i := 0; i < len(args); i++ {
		name, value, has := strings.Cut(strings.TrimPrefix(strings.TrimLeft(args[i], "-"), "test."), "=")
		if !strings.HasPrefix(args[i], "-") {
			return nil, fmt.Errorf("%%test wants flags of go test, such as -v or -run RE, not %q", args[i])
		}
		switch name {
		case "v", "short", "failfast", "benchmem":
			if !has {
				value = "true"
			}
		case "run", "skip", "bench", "benchtime", "count", "parallel", "shuffle":
			if !has {
				if i++; i == len(args) {
					return nil, fmt.Errorf("%%test -%s wants a value", name)
				}
				value = args[i]
			}
			if err := checkPattern(value); err != nil && (name == "run" || name == "skip" || name == "bench") {
				return nil, fmt.Errorf("%%test -%s: %w", name, err)
			}
		default:
			return nil, fmt.Errorf("%%test knows no flag -%s: there are -v, -run, -skip, -bench, -benchtime, -benchmem, -count, -parallel, -shuffle, -short and -failfast", name)
		}
		flags = append(flags, "-test."+name+"="+value)
	}
	return flags, nil
}

// checkPattern reports what is wrong with a pattern, with which package testing would
// end the process. It is matched element by element.
func checkPattern(pattern string) error {
	elements := []string{pattern}
	if !strings.ContainsAny(pattern, "[(") {
		elements = strings.Split(pattern, "/")
	}
	for _, element := range elements {
		if _, err := regexp.Compile(element); err != nil {
			return err
		}
	}
	return nil
}

// runTests runs functions as package testing does, and reports whether all went
// well.
func (e *Evaluator) runTests(names []string, funcs []any, flags []string) bool {
	var ts []testing.InternalTest
	var bs []testing.InternalBenchmark
	var xs []testing.InternalExample
	for i, name := range names {
		switch f := funcs[i].(type) {
		case func(*testing.T):
			ts = append(ts, testing.InternalTest{Name: name, F: guardedTest(f)})
		case func(*testing.B):
			bs = append(bs, testing.InternalBenchmark{Name: name, F: guardedBenchmark(f)})
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
	return testing.MainStart(testDeps{}, ts, bs, nil, xs).Run() == 0
}

// flagSet are the flags of package testing: apart from those of cells, where it
// has not been asked for them before.
func (t *tests) flagSet() *flag.FlagSet {
	if t.flags != nil {
		return t.flags
	}
	if t.flags = flag.CommandLine; flag.Lookup("test.v") == nil {
		all := flag.CommandLine
		t.flags = flag.NewFlagSet("test", flag.ContinueOnError)
		t.flags.SetOutput(io.Discard) // the error is shown without all the flags
		flag.CommandLine = t.flags
		testing.Init()
		flag.CommandLine = all
	}
	return t.flags
}

// Package testing ends the process where a test panics, or its goroutine ends
// though nothing has failed, as that of an interrupted cell does.

func guardedTest(f func(*testing.T)) func(*testing.T) {
	return func(t *testing.T) {
		done := false
		defer func() {
			if p := recover(); p != nil {
				t.Errorf("panic: %v", p)
			} else if !done && !t.Skipped() {
				t.FailNow()
			}
		}()
		f(t)
		done = true
	}
}

func guardedBenchmark(f func(*testing.B)) func(*testing.B) {
	return func(b *testing.B) {
		defer func() {
			if p := recover(); p != nil {
				b.Errorf("panic: %v", p)
			}
		}()
		f(b)
	}
}

// replaceTests has parts of tests guarded, too.
func replaceTests(with map[string]any) {
	with["testing.(*T).Run"] = func(t *testing.T, name string, f func(*testing.T)) bool { return t.Run(name, guardedTest(f)) }
	with["testing.(*B).Run"] = func(b *testing.B, name string, f func(*testing.B)) bool {
		return b.Run(name, guardedBenchmark(f))
	}
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
func (testDeps) CheckCorpus([]any, []reflect.Type) error     { return errNoFuzzing }
func (testDeps) ResetCoverage()                              {}
func (testDeps) SnapshotCoverage()                           {}
func (testDeps) ReadCorpus(string, []reflect.Type) ([]corpusEntry, error) {
	return nil, errNoFuzzing
}
func (testDeps) CoordinateFuzzing(time.Duration, int64, time.Duration, int64, int, []corpusEntry, []reflect.Type, string, string) error {
	return errNoFuzzing
}
func (testDeps) InitRuntimeCoverage() (mode string, tearDown func(coverprofile string, gocoverdir string) (string, error), snapcov func() float64) {
	return "", nil, nil
}
