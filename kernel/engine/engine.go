package engine

import (
	"context"
	"errors"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"os"
	"reflect"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/crococlock/crococlock/kernel/engine/internal/cells"
	"github.com/crococlock/crococlock/kernel/engine/internal/compile"
	"github.com/crococlock/crococlock/kernel/engine/internal/rtype"
	"github.com/crococlock/crococlock/kernel/engine/internal/source"
	"github.com/crococlock/crococlock/kernel/engine/internal/unit"
	"github.com/crococlock/crococlock/kernel/symbols"
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
	// File returns what stands for a file where it becomes an interface that has
	// methods, nil for the file itself: os.Stdin as an io.Reader may be one that
	// asks the user. What it returns has the file's methods and one more, Unwrap()
	// *os.File, by which code that asserts the file's type finds it.
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
	// Begin, if not nil, is called on the cell's goroutine before its code runs.
	Begin func()
	// Finish is called with what the cell gives, on the cell's goroutine, where an
	// interrupt reaches what it calls of cells. nil: the result is all that there
	// is to do.
	Finish func(Result)
}

// A Result is what a cell gives.
type Result struct {
	// Values are those of the last expression.
	Values []reflect.Value
	// Call is the function that the last expression calls, if it is a compiled
	// package's: fmt.Println, by the path of its package.
	Call string
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
	imported []string // paths of packages
	sites    map[int]cellSites

	linesMu sync.Mutex
	lines   map[int][]string // each cell's code, for errors
}

// maxStack is to what Go's own stacks may grow: twice what the calls of cells may
// take, as a reserve for compiled code.
const maxStack = 1 << 30

// New returns an engine, or the reason why there can be none in this program.
func New(o Options) (*Engine, error) {
	if err := rtype.Check(); err != nil {
		return nil, err
	}
	if err := compile.Check(); err != nil {
		return nil, err
	}
	if o.Dir == nil {
		o.Dir = func() string { d, _ := os.Getwd(); return d }
	}
	if old := debug.SetMaxStack(maxStack); old > maxStack {
		debug.SetMaxStack(old)
	}
	if o.Linger == 0 {
		o.Linger = 100 * time.Millisecond
	}
	e := &Engine{opts: o, fset: token.NewFileSet(), lines: map[int][]string{}, sites: map[int]cellSites{}}
	with := (&callers{e: e}).replacements()
	maps.Copy(with, o.Replace)
	e.compiled = newCompiled(e.fset, with)
	e.loader = source.New(source.Config{
		Fset: e.fset, Compiled: e.compiled.Import, Paths: symbols.Paths, Module: symbols.Module, Dir: o.Dir, Env: os.Environ,
	})
	e.peeker = newPeeker(e)
	e.machine = compile.New(compile.Options{
		Packages: e.compiled, Fset: e.fset, Print: o.Print, File: o.File,
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

// Get fetches a module, "path@version", with the go command, so that cells can
// import its packages. progress is told what happens. It returns a sentence that
// says what is there now.
func (e *Engine) Get(ctx context.Context, module string, progress func(string)) (string, error) {
	return e.loader.Get(ctx, module, progress)
}

// Do calls f as a cell calls what it does: on a goroutine of its own, where an
// interrupt reaches what f calls of cells.
func (e *Engine) Do(ctx context.Context, f func()) error {
	_, err := e.run(ctx, e.machine.Do(f), nil, nil)
	return err
}

// A Caller is the code of cells that has called one of Options.Replace.
type Caller struct {
	// Cell reports whether it is a cell itself, not a goroutine that one has
	// started.
	Cell bool
	// Done is closed when the cell is interrupted that the code belongs to; nil:
	// it is no code of cells that calls.
	Done <-chan struct{}
	// Places are its functions that are running, innermost first.
	Places []Place
}

// Caller tells on whose behalf the calling goroutine runs.
func (e *Engine) Caller() Caller {
	c := e.machine.Caller()
	return Caller{Cell: c.Own, Done: c.Done, Places: e.places(c.Trace)}
}

// Guard calls f, and returns what code of cells that it calls panics with.
func (e *Engine) Guard(f func()) *Error {
	if err := e.machine.Guard(f); err != nil {
		return e.runError(err)
	}
	return nil
}

// importPackage imports a package for a cell, compiled in or from source.
func (e *Engine) importPackage(path string) (*types.Package, error) {
	pkg, err := e.loader.Import(path)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(e.imported, path) {
		e.imported = append(e.imported, path)
	}
	for _, u := range e.machine.Require(e.loader.InitOrder(e.imported...), e.loader.InitOrder(path)) {
		for _, v := range e.loader.Embeds(u) {
			e.machine.Embed(v.Var, v.Value)
		}
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
	p, res, err := e.prepare(c)
	if err != nil {
		return res, err
	}
	vals, err := e.run(ctx, p, c.Begin, func(vals []reflect.Value) {
		if c.Finish != nil {
			c.Finish(Result{Values: vals, Call: res.Call, Hints: res.Hints})
		}
	})
	res.Values = vals
	return res, err
}

// prepare checks and compiles a cell, and makes known what it declares.
func (e *Engine) prepare(c Cell) (*compile.Program, Result, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.keepLines(c)
	cell, err := e.notebook.Check(c.Number, c.Code)
	res := Result{Hints: e.loader.Hints()}
	if err != nil {
		return nil, res, e.checkError(c, err)
	}
	res.Hints = append(res.Hints, cell.Hints...)
	res.Call = called(cell)
	p, err := e.machine.Compile(cell)
	if err != nil {
		e.notebook.Drop(cell)
		return nil, res, e.compileError(c, err)
	}
	e.notebook.Commit(cell)
	p.Commit()
	return p, res, nil
}

// called is the name of the compiled function that a cell's last expression
// calls.
func called(c *unit.Cell) string {
	n := len(c.Steps)
	if n == 0 || n > 1 && c.Steps[n-2].Result != nil { // a list of expressions
		return ""
	}
	call, ok := ast.Unparen(c.Steps[n-1].Result).(*ast.CallExpr)
	if !ok {
		return ""
	}
	var id *ast.Ident
	switch f := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		id = f
	case *ast.SelectorExpr:
		id = f.Sel
	default:
		return ""
	}
	if f, ok := c.Info.Uses[id].(*types.Func); ok && f.Pkg() != nil && f.Pkg().Path() != "main" && f.Signature().Recv() == nil {
		return f.Pkg().Path() + "." + f.Name()
	}
	return ""
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
func (e *Engine) run(ctx context.Context, p *compile.Program, begin func(), finish func([]reflect.Value)) ([]reflect.Value, error) {
	done := make(chan outcome, 1)
	go func() {
		o := outcome{gone: true}
		defer func() { done <- o }()
		if begin != nil {
			begin()
		}
		o.err = p.Run(func(vals []reflect.Value) {
			o.vals = vals
			finish(vals)
		})
		o.gone = false
	}()
	select {
	case o := <-done:
		return e.ended(o)
	case <-ctx.Done():
	}
	p.Interrupt()
	for began := time.Now(); ; {
		select {
		case o := <-done:
			return e.ended(o)
		case <-time.After(e.opts.Linger):
			if !p.Unwinds() || time.Since(began) > compile.DeferLimit+e.opts.Linger {
				p.Leave()
				return nil, ErrLeftBehind
			}
		}
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
