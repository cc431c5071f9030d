package compile

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"os"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"

	"github.com/crococlock/crococlock/kernel/engine/internal/unit"
)

// Packages are those that are compiled into the program.
type Packages interface {
	// Value is a function, a pointer to a variable, or a nil pointer to a type.
	Value(path, name string) (any, bool)
	// Instance is the same of a generic function or type with type arguments, if
	// that is compiled in.
	Instance(path, name string, args []types.Type) (any, bool)
	// Has reports whether the package is compiled in.
	Has(path string) bool
	// Source is the syntax of a package's generic functions and what they need,
	// or nil.
	Source(path string) *unit.Unit
}

// Options are what a machine needs from its surroundings.
type Options struct {
	Packages Packages
	Fset     *token.FileSet // of all that is compiled
	// Print takes what the builtins print and println write.
	Print func(string)
	// File returns what stands for a file where it becomes an interface that has
	// methods, such as a reader that asks the user; nil: the file itself. It must
	// be an Unwrapper.
	File func(*os.File) any
	// Crash is told of a panic that ends the process, on its goroutine.
	Crash func(*RunError)
}

// A Machine compiles what has been checked, and runs it.
type Machine struct {
	opts Options
	pkgs Packages
	ctx  *types.Context

	mu      sync.Mutex // held while something is compiled
	types   typeTable
	funcs   weakMap[types.Func, *funcCell]
	decls   weakMap[types.Func, *declared]
	insts   map[instKey]*funcCell
	globals weakMap[types.Var, *variable]
	sources map[string]*unit.Unit
	begun   map[*unit.Unit]bool // units whose variables are initialised
	pending []*unit.Unit        // units whose variables are not

	codes      atomic.Uint32
	dispatches sync.Map // dispatchKey → *dispatched
	made       sync.Map // a type's word → types.Type
	threads    threads
	versions   sync.Map // an earlier version's word → the first one's
	grown      atomic.Bool
	current    atomic.Pointer[task]
	standIns   atomic.Pointer[[]unsafe.Pointer]
}

// New returns a machine.
func New(o Options) *Machine {
	m := &Machine{
		opts: o, pkgs: o.Packages, ctx: types.NewContext(),
		insts: map[instKey]*funcCell{}, sources: map[string]*unit.Unit{}, begun: map[*unit.Unit]bool{},
	}
	m.types.init(m)
	m.current.Store(newTask())
	return m
}

func (m *Machine) isCompiled(p *types.Package) bool {
	return p != nil && p.Path() != "main" && m.pkgs.Has(p.Path())
}

func (m *Machine) newCode(name, symbol string) *code {
	return &code{m: m, id: m.codes.Add(1), name: name, symbol: symbol}
}

// A task is the run of a cell, with the goroutines that it starts. An interrupt
// ends what runs; what is deferred runs then, and is ended in its turn some time
// later.
type task struct {
	soft, hard limit
	once       sync.Once
	unwinds    atomic.Bool // the cell runs what it has deferred
}

// A limit is where code of cells ends.
type limit struct {
	reached uint32
	done    chan struct{} // closed when it is reached
}

// DeferLimit is how long what an interrupted cell has deferred may take.
const DeferLimit = 500 * time.Millisecond

func newTask() *task {
	return &task{soft: limit{done: make(chan struct{})}, hard: limit{done: make(chan struct{})}}
}

func (l *limit) reach() {
	atomic.StoreUint32(&l.reached, 1)
	close(l.done)
}

func (t *task) interrupt() {
	t.once.Do(func() {
		t.soft.reach()
		time.AfterFunc(DeferLimit, t.hard.reach)
	})
}

// thread is the thread of the goroutine that calls it: compiled code calls
// cells' code on any goroutine.
func (m *Machine) thread() (th *thread, release func()) {
	g := goroutine()
	if th := m.threads.find(g); th != nil {
		return th, nothing
	}
	th = newThread(m, m.current.Load())
	th.foreign = true
	m.threads.add(g, th)
	return th, func() { m.threads.remove(g) }
}

func nothing() {}

func (m *Machine) spawn(by *thread) *thread {
	return newThread(m, by.task)
}

// goroutine runs what a go statement starts.
func (m *Machine) goroutine(th *thread, run prepared) {
	g := goroutine()
	m.threads.add(g, th)
	defer m.threads.remove(g)
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		if _, ok := p.(Interrupted); ok {
			return
		}
		if m.opts.Crash != nil {
			m.opts.Crash(th.runError(p))
		}
		panic(p)
	}()
	run(th, nil)
}

// global is a variable at the level of a package.
func (m *Machine) global(v *types.Var) *variable {
	x := m.globals.get(v)
	if x == nil && v.Parent() != nil && v.Pkg() != nil && v.Parent() == v.Pkg().Scope() {
		rt := m.types.rt(v.Type())
		x = &variable{kind: fixed, p: unsafeNew(word(rt)), rt: rt}
		m.globals.set(v, x)
	}
	return x
}

// A Program is a cell that is compiled.
type Program struct {
	m       *Machine
	cell    *unit.Cell
	co      *code
	results []reflect.Value // pointers to what the last expression gives
	task    *task
	gave    bool   // the last expression was evaluated
	do      func() // in place of a cell
}

// Compile compiles a cell. Nothing shows of it before Commit.
func (m *Machine) Compile(cell *unit.Cell) (p *Program, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	defer func() { err = compileError(recover(), err) }()
	for i := range cell.Funcs {
		m.declare(&cell.Funcs[i])
	}
	if len(cell.Grown) > 0 {
		m.grow(cell.Grown)
	}
	for _, v := range cell.Vars {
		if old := m.globals.get(v.Keeps); v.Keeps != nil && old != nil {
			m.globals.set(v.Obj, old)
			continue
		}
		m.global(v.Obj)
	}
	p = &Program{m: m, cell: cell, task: newTask()}
	c := &fn{m: m, info: cell.Info, vars: map[*types.Var]*variable{}, sig: types.NewSignatureType(nil, nil, nil, nil, nil, false)}
	c.boxes = map[*types.Var]bool{}
	if cell.Body != nil {
		maps.Copy(c.boxes, escapes(cell.Body, cell.Info))
	}
	for _, s := range cell.Steps {
		for _, e := range append(s.Values, s.Result) {
			if e != nil {
				maps.Copy(c.boxes, escapes(e, cell.Info))
			}
		}
	}
	c.co = m.newCode(fmt.Sprintf("cell %d", cell.Number), "main.main")
	c.l.size = headSize
	c.nlabel = firstLabel
	list := p.steps(c)
	run := c.block(list)
	c.co.body = withDefers(run, token.NoPos)
	c.done()
	p.co = c.co
	return p, nil
}

// compileError makes an error of what compiling panicked with.
func compileError(r any, err error) error {
	switch r := r.(type) {
	case nil:
		return err
	case *Error:
		return r
	case runtime.Error:
		panic(r)
	case error:
		return r
	}
	panic(r)
}

// A step of a cell as a statement.
type stepStmt struct {
	*ast.EmptyStmt
	step unit.Step
	run  func(c *fn) stmt
}

func (s *stepStmt) Pos() token.Pos {
	switch {
	case len(s.step.Names) > 0:
		return s.step.Names[0].Pos()
	case s.step.Result != nil:
		return s.step.Result.Pos()
	}
	return token.NoPos
}

func (p *Program) steps(c *fn) (list []ast.Stmt) {
	add := func(s unit.Step, run func(c *fn) stmt) { list = append(list, &stepStmt{step: s, run: run}) }
	for _, s := range p.cell.Steps {
		switch {
		case s.Stmt != nil:
			list = append(list, s.Stmt)
		case s.Result != nil:
			add(s, func(c *fn) stmt { return c.inOrder(func() stmt { return p.result(c, s.Result) }, s.Result) })
		default:
			add(s, func(c *fn) stmt {
				return c.inOrder(func() stmt { return c.bindGlobals(s.Names, s.Values) }, s.Values...)
			})
		}
	}
	for _, f := range p.cell.Inits {
		add(unit.Step{}, func(c *fn) stmt { return c.effect(c.finish(&callee{sig: f.Signature(), cell: c.m.funcCell(f)}, nil)) })
	}
	if f := p.cell.Main; f != nil {
		add(unit.Step{}, func(c *fn) stmt { return c.effect(c.finish(&callee{sig: f.Signature(), cell: c.m.funcCell(f)}, nil)) })
	}
	return list
}

// result keeps what an expression gives.
func (p *Program) result(c *fn, e ast.Expr) stmt {
	x := c.typed(e)
	if x.run != nil {
		ss := []stmt{c.effect(&expr{run: x.run})}
		for _, v := range x.tuple {
			ss = append(ss, p.keep(c, v))
		}
		return seq(ss)
	}
	return p.keep(c, x)
}

func (p *Program) keep(c *fn, x *expr) stmt {
	v := reflect.New(x.rt)
	p.results = append(p.results, v)
	to, dst := c.to(x), v.UnsafePointer()
	return func(f F) ctl { to(f, dst); p.gave = true; return next }
}

func (m *Machine) declare(f *unit.Func) {
	d := m.decls.get(f.Replaces)
	if d == nil {
		m.decls.set(f.Obj, &declared{f})
		return
	}
	m.decls.set(f.Obj, d) // Commit puts the new syntax there
	if cell := m.funcs.get(f.Replaces); cell != nil {
		m.funcs.set(f.Obj, cell)
	}
}

// Commit makes what a cell declares known: functions that it declares again
// are the new ones for all who call them.
func (p *Program) Commit() {
	m := p.m
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := range p.cell.Funcs {
		f := &p.cell.Funcs[i]
		d := m.decls.get(f.Obj)
		if d.f == f {
			continue
		}
		d.f = f
		if cell := m.funcs.get(f.Obj); cell != nil {
			cell.code.Store(nil)
		}
		for k, cell := range m.insts {
			if k.d == d {
				cell.code.Store(nil)
			}
		}
	}
}

// Interrupt ends the program's code, and that of goroutines it has started, at
// the next call or turn of a loop.
func (p *Program) Interrupt() { p.task.interrupt() }

// Leave has callbacks of compiled code that begin from now on not be the
// program's: its end is not theirs.
func (p *Program) Leave() { p.m.current.CompareAndSwap(p.task, newTask()) }

// Unwinds reports whether the program has been interrupted and runs what it has
// deferred, for a moment yet.
func (p *Program) Unwinds() bool { return p.task.unwinds.Load() }

// Run runs the program, on the goroutine that calls it, and then finish with the
// values of the cell's last expression, which are read by nobody else.
func (p *Program) Run(finish func([]reflect.Value)) (err error) {
	m := p.m
	if p.do == nil {
		m.current.Store(p.task)
		defer p.Leave()
	}
	th := newThread(m, p.task)
	th.own = true
	g := goroutine()
	m.threads.add(g, th)
	defer m.threads.remove(g)
	defer func() {
		if r := recover(); r != nil {
			err = th.runError(r)
		}
	}()
	if p.do != nil {
		p.do()
		return nil
	}
	for _, u := range m.takePending() {
		m.initialise(th, u)
	}
	f := p.co.enter(th)
	p.co.run(th, f)
	var vals []reflect.Value
	if p.gave {
		for _, v := range p.results {
			vals = append(vals, v.Elem())
		}
	}
	th.top = f // for what goes wrong in what finish calls of the cells
	finish(vals)
	return nil
}

func (m *Machine) takePending() []*unit.Unit {
	m.mu.Lock()
	defer m.mu.Unlock()
	us := m.pending
	m.pending = nil
	return us
}

// Require notes a package whose variables must be initialised, and whose init
// functions run, before the next program.
func (m *Machine) Require(u *unit.Unit) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.require(u)
}

func (m *Machine) require(u *unit.Unit) {
	if u == nil || m.begun[u] {
		return
	}
	m.begun[u] = true
	for _, file := range u.Files {
		for _, d := range file.Decls {
			fd, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if o, ok := u.Info.Defs[fd.Name].(*types.Func); ok {
				m.decls.set(o, &declared{&unit.Func{Obj: o, Decl: fd, Unit: u}})
			}
		}
	}
	m.pending = append(m.pending, u)
}

// initialise sets a package's variables and runs its init functions.
func (m *Machine) initialise(th *thread, u *unit.Unit) {
	m.mu.Lock()
	c := &fn{m: m, info: u.Info, vars: map[*types.Var]*variable{}, sig: types.NewSignatureType(nil, nil, nil, nil, nil, false), boxes: map[*types.Var]bool{}}
	c.co = m.newCode(u.Pkg.Name()+".init", u.Pkg.Path()+".init")
	c.l.size = headSize
	c.nlabel = firstLabel
	co := func() *code {
		defer m.mu.Unlock()
		var ss []stmt
		for _, in := range u.Info.InitOrder {
			for b := range escapes(in.Rhs, u.Info) {
				c.boxes[b] = true
			}
			var names []*ast.Ident
			for _, v := range in.Lhs {
				id := ast.NewIdent(v.Name())
				id.NamePos = v.Pos()
				u.Info.Defs[id] = v
				names = append(names, id)
			}
			ss = append(ss, c.inOrder(func() stmt { return c.bindGlobals(names, []ast.Expr{in.Rhs}) }, in.Rhs))
		}
		for _, file := range u.Files {
			for _, d := range file.Decls {
				if fd, ok := d.(*ast.FuncDecl); ok && fd.Recv == nil && fd.Name.Name == "init" {
					f := u.Info.Defs[fd.Name].(*types.Func)
					ss = append(ss, c.effect(c.finish(&callee{sig: f.Signature(), cell: m.funcCell(f)}, nil)))
				}
			}
		}
		c.co.body = seq(ss)
		c.done()
		return c.co
	}()
	f := co.enter(th)
	co.run(th, f)
}

// print is what the builtins print and println write.
func (m *Machine) print(vals []any, line bool) {
	var b strings.Builder
	for i, v := range vals {
		if line && i > 0 {
			b.WriteByte(' ')
		}
		if v == nil {
			v = "nil"
		}
		fmt.Fprint(&b, v)
	}
	if line {
		b.WriteByte('\n')
	}
	if m.opts.Print != nil {
		m.opts.Print(b.String())
	}
}

// Bind gives a variable the memory that p points to.
func (m *Machine) Bind(v *types.Var, p reflect.Value) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.types.learn(v.Type(), p.Type().Elem())
	m.globals.set(v, &variable{kind: fixed, p: p.UnsafePointer(), rt: p.Type().Elem()})
}
