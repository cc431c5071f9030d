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
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/crococlock/crococlock/kernel/engine"
)

// tests are the functions of cells that package testing would run.
type tests struct {
	mu       sync.Mutex
	names    []string                // in the order in which they were first declared
	examples map[string]*doc.Example // by the function's name
	flags    *flag.FlagSet           // those of package testing
	inMain   atomic.Bool             // a cell's TestMain runs
}

var testName = regexp.MustCompile(`^(Test|Benchmark|Fuzz|Example)($|[^a-z])`)

// found is what a cell declares of tests.
type found struct {
	names    []string
	examples []*doc.Example
}

// testsOf finds the tests that a cell declares, among statements or not.
func testsOf(code string) (f found) {
	if !slices.ContainsFunc([]string{"Test", "Benchmark", "Fuzz", "Example"}, func(kind string) bool { return strings.Contains(code, "func "+kind) }) {
		return found{}
	}
	for _, text := range functions(code) {
		file, err := parser.ParseFile(token.NewFileSet(), "", "package main; "+text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil || len(file.Decls) != 1 {
			continue
		}
		d, ok := file.Decls[0].(*ast.FuncDecl)
		if ok && d.Recv == nil && testName.MatchString(d.Name.Name) {
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
		return errors.New("%test finds no function TestXxx, BenchmarkXxx, FuzzXxx or ExampleXxx")
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
