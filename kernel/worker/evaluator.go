//go:build !windows

package worker

import (
	"context"
	"errors"
	"go/ast"
	"go/build"
	"go/token"
	"io"
	"maps"
	"os"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/cosmos72/gomacro/ast2"
	"github.com/cosmos72/gomacro/fast"
	xr "github.com/cosmos72/gomacro/xreflect"

	"github.com/crococlock/crococlock/kernel/display"
	"github.com/crococlock/crococlock/kernel/link"
	"github.com/crococlock/crococlock/kernel/symbols"
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

// Empty tells whether there is nothing to show.
func (r Result) Empty() bool { return len(r.Data.Data) == 0 }

// An Evaluator runs cells that share their variables. Eval and the other
// methods but Interrupt must be called on the goroutine that made it.
type Evaluator struct {
	ir          *fast.Interp
	opts        Options
	sources     sources
	renders     []renderer
	text        []renderer
	found       findings              // of the cell that is compiled
	refers      map[string][]string   // what each type of cells refers to
	methods     map[string]bool       // names of methods of types that refer to themselves
	functions   map[string]bool       // functions that mention such types
	last        ast.Node              // of the cell that runs
	deferred    []func()              // what the cell that runs has deferred
	panicked    any                   // what it panicked with
	haveMethods bool                  // whether cells have declared methods
	dotted      map[string]*fast.Bind // printing functions that import . "fmt" has declared
	shapes      shapes
	goroutines  atomic.Int64            // that cells have started and that run
	generics    map[string]*fast.Import // packages with generic functions, by the names cells give them

	in             *stdin
	exiting        sync.Map // goroutines that have called runtime.Goexit
	stdout, stderr *os.File // as they were when the evaluator was made

	mu      sync.Mutex
	wake    chan struct{} // closed by Interrupt while a cell runs
	done    chan struct{} // closed when the cell has ended
	deep    bool          // whether the cell was ended because of its stack
	running bool          // whether the cell is past its compilation
	evalID  uintptr       // the evaluating goroutine
}

// prelude is what cells have imported from the start.
const prelude = `import "display"`

// New makes an evaluator with nothing defined but what every cell can use: the
// package display, Display and ctx.
func New(opts Options) *Evaluator {
	if opts.Display == nil {
		opts.Display = func(display.Data) error { return nil }
	}
	if opts.Output == nil {
		opts.Output = io.Discard
	}
	e := &Evaluator{ir: newInterp(), opts: opts, refers: map[string][]string{}, methods: map[string]bool{}, functions: map[string]bool{}, generics: map[string]*fast.Import{}, dotted: map[string]*fast.Bind{}, stdout: os.Stdout, stderr: os.Stderr}
	e.shapes.interfaces = map[string]xr.Type{}
	e.shapes.forget()
	g := &e.ir.Comp.Globals
	g.Stdout, g.Stderr = io.Discard, io.Discard // "redefined identifier" is no news in a notebook
	g.ReplCmdChar = 0
	e.declareBuiltins()
	e.declareBlocking()
	e.replaceSleep()
	e.replaceStdin()
	e.replacePrinting()
	e.replaceErrors()
	e.replaceExit()
	e.replaceCommand()
	symbols.Load("display")
	e.ir.RunExpr(e.ir.Compile(prelude))
	e.ir.DeclVar("Display", nil, e.opts.Display)
	e.loadRenderers()
	return e
}

// newInterp makes an interpreter that describes compiled packages by
// reflection alone. gomacro would ask the go command for export data, already
// while it is being made: where the toolchain's folder is unknown, it does not.
func newInterp() *fast.Interp {
	saved := build.Default
	build.Default.GOROOT, build.Default.GOPATH = "", ""
	defer func() { build.Default = saved }()
	ir := fast.New()
	ir.Comp.Universe.Importer = &xr.Importer{}
	return ir
}

// Eval runs a cell. The error is a *CellError; its Name is "Interrupted" where
// ctx ended the cell.
func (e *Evaluator) Eval(ctx context.Context, cell Cell) (res Result, err error) {
	e.sources.set(cell.Number, cell.Code)
	cellCtx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer e.begin(ctx)()

	code, err := e.special(cellCtx, cell)
	if err != nil {
		return Result{}, err
	}
	expr, err := e.compile(cellCtx, cell, code)
	if err != nil || expr == nil {
		return Result{}, err
	}
	e.deferred, e.panicked = nil, nil
	err = e.guard(cellCtx, expr.last, func(env *fast.Env) {
		if values, types := e.run(expr, env); types != nil {
			res = e.render(values, types)
		}
	})
	if e.tooDeep() {
		shrinkStack()
	}
	if ctx.Err() != nil || e.interrupted() {
		e.in.discard()
	}
	return res, e.runDeferred(cellCtx, expr.last, err)
}

// compiled is a cell ready to run.
type compiled struct {
	before []*fast.Expr // what runs before
	expr   *fast.Expr
	last   ast.Node // the last of the cell, nil where it is empty
	result bool     // whether its value is the cell's result
}

// compile parses and compiles a cell. Where that fails, what the cell declared
// is forgotten.
func (e *Evaluator) compile(ctx context.Context, cell Cell, code string) (*compiled, error) {
	if strings.TrimSpace(code) == "" {
		return nil, nil
	}
	e.shapes.interrupted.Store(false)
	e.shapes.compiling.Lock()
	defer e.shapes.compiling.Unlock()
	defer e.alone()()
	e.setContext(ctx)
	e.found = findings{channels: map[place]bool{}, plain: map[place]bool{}, methods: map[place]receiver{}, assigned: map[place]bool{}, indexed: map[place]bool{}, implicit: map[place]bool{}, iterators: map[place]bool{}}
	for {
		e.found.again = false
		c, err := e.compileOnce(cell, code)
		if !errors.Is(err, errAgain) {
			return c, err
		}
	}
}

func (e *Evaluator) compileOnce(cell Cell, code string) (c *compiled, err error) {
	comp := e.ir.Comp
	parsed, several := false, false // several functions
	binds, typs := maps.Clone(comp.Binds), maps.Clone(comp.Types)
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		comp.Binds, comp.Types = binds, typs
		comp.Code.Clear()
		if p == any(errAgain) || e.found.again || e.pairsFailed(p) {
			c, err = nil, errAgain
			return
		}
		c = nil
		err = e.refuse(e.compileError(cell, code, p), parsed, several)
	}()
	g := &comp.Globals
	g.Filepath, g.Line = cellName(cell.Number), 0
	nodes := e.parse(code)
	if len(nodes) == 0 {
		return nil, nil
	}
	parsed = true
	if err := checkImports(nodes); err != nil {
		return nil, e.plainError(cell, "ImportError", err)
	}
	if message, at := e.checkConstants(nodes); message != "" {
		return nil, e.newError(errCompile, message, e.place(at))
	}
	if end := missingReturn(nodes); end != token.NoPos {
		return nil, e.newError(errCompile, "missing return", e.place(end))
	}
	e.loadGenerics(nodes)
	e.rewriteTexts(nodes)
	last := nodes[len(nodes)-1]
	nodes, calling := e.methodsToFunctions(e.importDotted(nodes))
	several = functions(nodes) > 1
	for i, node := range nodes {
		e.refuseGenericValues(node)
		nameBlank(node)
		e.rewriteImplicit(node)
		node = e.rewriteDefers(node)
		rewriteGotos(node)
		node = e.rewriteIterators(node)
		e.rewriteSingles(node)
		node = rewriteOperators(node)
		e.rewriteRanges(node)
		rewriteStreams(node)
		rewritePrinting(node)
		rewriteErrorAs(node)
		tagPrivate(node)
		e.rewriteAssignments(node)
		node = e.rewriteMethods(node)
		node = e.rewriteBlocking(define(node))
		rewriteLoops(node)
		rewriteBlanks(node)
		nodes[i] = node
		if stmt, ok := node.(ast.Stmt); ok {
			nodes[i] = freshLoop(stmt)
		}
		if x, ok := node.(ast.Expr); ok && i < len(nodes)-1 {
			// Statements know their positions at run time.
			nodes[i] = &ast.BlockStmt{Lbrace: x.Pos(), List: []ast.Stmt{&ast.ExprStmt{X: x}}, Rbrace: x.End()}
		}
	}
	var parts []*fast.Expr
	all := methodsApart(nodes, calling)
	if e.found.announce {
		all = announced(all)
	}
	if d := e.found.diagnosis; d != nil {
		d.explain = func(p any) *CellError { return e.compileError(cell, code, p) }
		d.types = map[ast.Node][]xr.Type{}
		for _, part := range all {
			for i, node := range part {
				part[i] = rewriteTried(node)
			}
		}
	}
	for _, part := range all {
		if len(part) == 0 {
			continue
		}
		if expr := e.ir.CompileAst(ast2.NodeSlice{X: part}); expr != nil {
			parts = append(parts, expr)
		}
	}
	if e.found.again {
		panic(errAgain)
	}
	if d := e.found.diagnosis; d != nil { // of a cell that is not to run
		d.cause = nil
		panic(e.found.refused)
	}
	e.noteStructs(nodes)
	if len(parts) == 0 {
		return nil, nil
	}
	n := len(parts) - 1
	return &compiled{parts[:n], parts[n], last, e.givesResult(last)}, nil
}

// define turns "var a, b = f()" of a cell into "a, b := f()": gomacro takes the
// first for a package clause.
func define(node ast.Node) ast.Node {
	decl, ok := node.(*ast.GenDecl)
	if !ok || decl.Tok != token.VAR || len(decl.Specs) != 1 {
		return node
	}
	spec, ok := decl.Specs[0].(*ast.ValueSpec)
	if !ok || spec.Type != nil || len(spec.Names) < 2 || len(spec.Values) != 1 {
		return node
	}
	stmt := &ast.AssignStmt{TokPos: decl.Pos(), Tok: token.DEFINE, Rhs: spec.Values}
	for _, name := range spec.Names {
		stmt.Lhs = append(stmt.Lhs, name)
	}
	return stmt
}

// setContext declares ctx afresh for a cell, unless the user has made
// something else of the name.
func (e *Evaluator) setContext(ctx context.Context) {
	typ := e.ir.Comp.Universe.FromReflectType(reflect.TypeFor[context.Context]())
	if bind := e.ir.Comp.Binds["ctx"]; bind != nil && !(bind.Type != nil && bind.Type.ReflectType() == typ.ReflectType()) {
		return
	}
	e.ir.DeclVar("ctx", typ, ctx)
}
