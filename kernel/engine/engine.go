package engine

import (
	"context"
	"errors"
	"go/token"
	"go/types"
	"os"
	"reflect"
	"sync"
	"time"

	"github.com/crococlock/crococlock/kernel/engine/internal/cells"
	"github.com/crococlock/crococlock/kernel/engine/internal/compile"
	"github.com/crococlock/crococlock/kernel/engine/internal/rtype"
	"github.com/crococlock/crococlock/kernel/engine/internal/source"
	"github.com/crococlock/crococlock/kernel/engine/symbols"
)

// A Value is one that cells see without declaring it. It is a variable: V points
// to it.
type Value struct {
	Name string
	V    any
}

// Options are what an engine needs from its surroundings. All may be left out.
type Options struct {
	// Values are variables that every cell sees.
	Values []Value
	// Packages are import paths of compiled packages that every cell can name
	// without importing them.
	Packages []string
	// Replace are values that stand for compiled packages' own, by "path.Name":
	// functions of the same type, and for methods of a pointer type, by
	// "path.(*Type).Method", functions that take the receiver first. Variables
	// are pointers to them.
	Replace map[string]any
	// File returns what stands for a file where it becomes an interface, nil for
	// the file itself: os.Stdin as an io.Reader may be one that asks the user.
	File func(*os.File) any
	// Print takes what the builtins print and println write.
	Print func(string)
	// Crash is told of a panic on a goroutine that a cell has started, before
	// it ends the process, on that goroutine.
	Crash func(*Error)
	// Dir is the notebook's folder, where imports of source are looked for. nil:
	// the working directory.
	Dir func() string
	// Linger is how long an interrupted cell may take to end before it is left
	// behind. Zero: 100 ms.
	Linger time.Duration
}

// A Cell is code to run and the number under which errors name it.
type Cell struct {
	Number int
	Code   string
}

// A Result is what a cell gives.
type Result struct {
	// Values are those of the last expression.
	Values []reflect.Value
	// Hints are sentences for the user that are no errors.
	Hints []string
}

// An Engine runs cells that share their declarations. Eval is called by one
// goroutine at a time; everything else at any time.
type Engine struct {
	opts     Options
	fset     *token.FileSet
	compiled *compiled
	loader   *source.Loader
	machine  *compile.Machine
	peeker   *peeker // of cells that are being written
	docs     docs

	mu       sync.Mutex // held by what reads or changes the notebook
	notebook *cells.Notebook
	lines    map[int][]string // each cell's code, for errors
	sites    map[int]cellSites
}

// New returns an engine, or the reason why there can be none in this program.
func New(o Options) (*Engine, error) {
	if err := rtype.Check(); err != nil {
		return nil, err
	}
	if o.Dir == nil {
		o.Dir = func() string { d, _ := os.Getwd(); return d }
	}
	if o.Linger == 0 {
		o.Linger = 100 * time.Millisecond
	}
	e := &Engine{opts: o, fset: token.NewFileSet(), lines: map[int][]string{}, sites: map[int]cellSites{}}
	e.compiled = newCompiled(e.fset, o.Replace)
	e.loader = source.New(source.Config{
		Fset: e.fset, Compiled: e.compiled.Import, Paths: symbols.Paths, Dir: o.Dir, Env: os.Environ,
	})
	e.peeker = newPeeker(e)
	e.machine = compile.New(compile.Options{
		Packages: e.compiled, Print: o.Print, File: o.File,
		Crash: func(err *compile.RunError) {
			if o.Crash != nil {
				o.Crash(e.runError(err))
			}
		},
	})
	objects, err := e.predeclared()
	if err != nil {
		return nil, err
	}
	e.notebook = cells.New(e.fset, cells.Config{
		Import: e.importPackage, Standard: symbols.Standard, Known: symbols.Paths, Moved: symbols.Moved, Predeclared: objects,
	})
	return e, nil
}

// importPackage imports a package for a cell, compiled in or from source.
func (e *Engine) importPackage(path string) (*types.Package, error) {
	pkg, err := e.loader.Import(path)
	if err != nil {
		return nil, err
	}
	for _, u := range e.loader.InitOrder(path) {
		e.machine.Require(u)
	}
	return pkg, nil
}

// predeclared are the objects that every cell sees.
func (e *Engine) predeclared() (objs []types.Object, err error) {
	for _, path := range e.opts.Packages {
		p, err := e.compiled.Import(path)
		if err != nil {
			return nil, err
		}
		objs = append(objs, types.NewPkgName(token.NoPos, nil, p.Name(), p))
	}
	for _, v := range e.opts.Values {
		o, err := e.variable(v)
		if err != nil {
			return nil, err
		}
		objs = append(objs, o)
	}
	return objs, nil
}

// Eval runs a cell. Its error is an *Error, or ErrInterrupted.
func (e *Engine) Eval(ctx context.Context, c Cell) (Result, error) {
	p, hints, err := e.prepare(c)
	if err != nil {
		return Result{Hints: hints}, err
	}
	vals, err := e.run(ctx, p)
	return Result{Values: vals, Hints: hints}, err
}

// prepare checks and compiles a cell, and makes known what it declares.
func (e *Engine) prepare(c Cell) (*compile.Program, []string, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.keepLines(c)
	cell, err := e.notebook.Check(c.Number, c.Code)
	hints := e.loader.Hints()
	if err != nil {
		return nil, hints, e.checkError(c, err)
	}
	hints = append(hints, cell.Hints...)
	p, err := e.machine.Compile(cell)
	if err != nil {
		e.notebook.Drop(cell)
		return nil, hints, e.compileError(c, err)
	}
	e.notebook.Commit(cell)
	p.Commit()
	return p, hints, nil
}

// ErrInterrupted is what a cell ends with whose context is cancelled.
var ErrInterrupted = errors.New("interrupted")

// ErrLeftBehind is ErrInterrupted, of a cell that compiled code did not give
// back: its goroutine ends when it next reaches the cell's own code.
var ErrLeftBehind = &leftBehind{}

type leftBehind struct{}

func (*leftBehind) Error() string   { return "interrupted; what the cell was waiting for goes on" }
func (*leftBehind) Is(t error) bool { return t == ErrInterrupted }

type outcome struct {
	vals []reflect.Value
	err  error
	gone bool // the goroutine was ended by runtime.Goexit
}

// run runs a program on a goroutine of its own, which an interrupt leaves behind
// where compiled code does not return.
func (e *Engine) run(ctx context.Context, p *compile.Program) ([]reflect.Value, error) {
	done := make(chan outcome, 1)
	go func() {
		o := outcome{gone: true}
		defer func() { done <- o }()
		o.vals, o.err = p.Run()
		o.gone = false
	}()
	select {
	case o := <-done:
		return e.ended(o)
	case <-ctx.Done():
	}
	p.Interrupt()
	t := time.NewTimer(e.opts.Linger)
	defer t.Stop()
	select {
	case o := <-done:
		return e.ended(o)
	case <-t.C:
		return nil, ErrLeftBehind
	}
}

func (e *Engine) ended(o outcome) ([]reflect.Value, error) {
	if o.gone {
		return nil, nil
	}
	var re *compile.RunError
	if !errors.As(o.err, &re) {
		return o.vals, o.err
	}
	if _, ok := re.Value.(compile.Interrupted); ok {
		return nil, ErrInterrupted
	}
	return nil, e.runError(re)
}
