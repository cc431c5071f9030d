//go:build !windows

package worker

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/crococlock/crococlock/kernel/display"
	"github.com/crococlock/crococlock/kernel/engine"
	"github.com/crococlock/crococlock/kernel/link"
	"github.com/crococlock/crococlock/kernel/render"
)

// Options are what an evaluator needs from its surroundings.
type Options struct {
	// Display is called by what a cell shows while it runs, from any goroutine.
	// nil: displays are dropped.
	Display func(display.Data) error
	// Input asks the user for a line, without its newline, until interrupted is
	// closed. It may be called from any goroutine. nil: reading standard input
	// is an error.
	Input func(interrupted <-chan struct{}) (string, error)
	// Turn is called when a cell is about to print to standard output or error,
	// with that file, from any goroutine. nil: nobody minds their order.
	Turn func(to *os.File)
	// Crash is told where a cell is that ends the process, before it does, from
	// any goroutine. nil: nobody is.
	Crash func(*CellError)
	// Output takes what special lines print (%help, $cmd). nil: dropped.
	Output io.Writer
	// Hints takes sentences for the user that are no errors, a line each. nil:
	// dropped.
	Hints io.Writer
}

// A Cell is code to run and the number under which errors name it.
type Cell struct {
	Number int
	Code   string
}

// A CellError says why a cell failed and where.
type CellError = link.CellError

// A Result is what a cell's last expression gave. Data is empty where there is
// nothing to show.
type Result struct {
	Data display.Data
}

// Empty reports whether there is nothing to show.
func (r Result) Empty() bool { return len(r.Data.Data) == 0 }

// An Evaluator runs cells that share their variables. Eval is called by one
// goroutine at a time.
type Evaluator struct {
	engine  *engine.Engine
	opts    Options
	sources sources
	in      *stdin
	tests   tests
	registry
	ctx     context.Context          // what cells see as ctx
	display func(display.Data) error // and as Display
	before  string                   // the folder before %cd

	stdout, stderr *os.File // as they were when the evaluator was made
}

// displayPath is the package that cells see as display.
const displayPath = "github.com/crococlock/crococlock/kernel/display"

// New makes an evaluator with nothing defined but what every cell can use: the
// package display, Display and ctx.
func New(opts Options) (*Evaluator, error) {
	if opts.Display == nil {
		opts.Display = func(display.Data) error { return nil }
	}
	if opts.Input == nil {
		opts.Input = func(<-chan struct{}) (string, error) { return "", errNoInput }
	}
	if opts.Output == nil {
		opts.Output = io.Discard
	}
	if opts.Hints == nil {
		opts.Hints = io.Discard
	}
	e := &Evaluator{opts: opts, ctx: context.Background(), display: opts.Display, stdout: os.Stdout, stderr: os.Stderr}
	e.in = &stdin{File: os.Stdin, ask: e.ask}
	var err error
	e.engine, err = engine.New(engine.Options{
		Values:   []engine.Value{{Name: "ctx", V: &e.ctx}, {Name: "Display", V: &e.display}},
		Packages: []string{displayPath},
		Replace:  e.replacements(),
		File:     e.file,
		Print:    e.printed,
		Crash:    e.crashed,
	})
	if err != nil {
		return nil, fmt.Errorf("worker: %w", err)
	}
	return e, nil
}

// Eval runs a cell. The error is a *CellError; its Name is "Interrupted" where
// ctx ended the cell.
func (e *Evaluator) Eval(ctx context.Context, cell Cell) (Result, error) {
	cellCtx, cancel := context.WithCancel(ctx)
	defer cancel()
	e.ctx = cellCtx
	e.begin()
	e.sources.set(cell.Number, cell.Code)
	res, err := e.eval(cellCtx, cell)
	if ctx.Err() == nil {
		return res, err
	}
	e.in.discard()
	var failed *CellError
	if !errors.As(err, &failed) || failed.Name != errInterrupted { // it saw ctx and came to its end
		err = e.failure(engine.ErrInterrupted, nil)
	}
	return Result{}, err
}

// eval carries out a cell's special lines, and runs its code as they say.
func (e *Evaluator) eval(ctx context.Context, cell Cell) (Result, error) {
	p, err := e.special(ctx, cell)
	if err != nil || strings.TrimSpace(p.code) == "" {
		return p.result, err
	}
	res, err := e.run(ctx, cell.Number, p)
	if err == nil && p.finish == nil {
		e.tests.keep(testsOf(p.code))
	}
	return res, err
}

// A piece is code to run: a cell, or what special lines make of it.
type piece struct {
	code string
	// shift is how many columns the code of a line stands to the right of where
	// the user has written it.
	shift map[int]int
	// begin and end are called on the cell's goroutine, before the code runs and
	// when it has come to its end.
	begin, end func()
	// finish is called there with what the code gives, in place of showing it.
	finish func(engine.Result)
	// after is called when the code has ended without an error. What it returns
	// fails the cell.
	after func() error
	// result is what there is to show where no code is left to run.
	result Result
}

// run runs code.
func (e *Evaluator) run(ctx context.Context, number int, p piece) (Result, error) {
	var shown finished
	cell := engine.Cell{Number: number, Code: p.code, Begin: p.begin, Finish: func(r engine.Result) {
		if p.end != nil {
			p.end()
		}
		if p.finish != nil {
			p.finish(r)
		} else {
			shown.set(resultData(r))
		}
	}}
	res, err := e.evaluate(ctx, cell)
	if strings.Contains(p.code, `"github.com/janpfeifer/gonb/gonbui`) {
		res.Hints = append(res.Hints, "gonbui shows nothing here, it speaks to GoNB: display.HTML(s), display.Image(img) and Display(x) do what it does")
	}
	for _, hint := range res.Hints {
		e.turn(e.opts.Hints)
		fmt.Fprintln(e.opts.Hints, hint)
	}
	if err != nil {
		return Result{}, e.failure(err, p.shift)
	}
	if p.after != nil {
		if err := p.after(); err != nil {
			return Result{}, e.sources.failure(errTest, err.Error())
		}
	}
	return Result{Data: shown.get()}, nil
}

// evaluate runs a cell. A fault of the engine's own is an error, not the end of
// the process and of all variables.
func (e *Evaluator) evaluate(ctx context.Context, cell engine.Cell) (res engine.Result, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the kernel has failed to compile this cell, which is a fault of its own: %v\n%s", p, debug.Stack())
		}
	}()
	return e.engine.Eval(ctx, cell)
}

// finished is what a cell gave: one that is left behind may yet set it.
type finished struct {
	mu   sync.Mutex
	data display.Data
}

func (f *finished) set(d display.Data) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.data = d
}

func (f *finished) get() display.Data {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.data
}

// resultData is what is shown of a cell's last expression: nothing of how many
// bytes were printed.
func resultData(r engine.Result) display.Data {
	switch r.Call {
	case "fmt.Print", "fmt.Printf", "fmt.Println", "fmt.Fprint", "fmt.Fprintf", "fmt.Fprintln":
		return display.Data{}
	}
	return render.Values(r.Values...)
}
