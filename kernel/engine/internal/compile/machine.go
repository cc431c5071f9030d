package compile

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
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
	begun   map[*unit.Unit]bool // units that are initialised, or are being so
	pending []*unit.Unit        // units that have not, before the next program
	failed  []*unit.Unit        // units that could not be

	codes      atomic.Uint32
	dispatches sync.Map // dispatchKey → *dispatched
	made       sync.Map // a type's word → types.Type
	threads    threads
	versions   sync.Map // an earlier version's word → the first one's
	newest     sync.Map // the first version's word of a type with a name → the last one's
	latest     sync.Map // any version's word → the last one's, as far as it was asked for
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
	m.mentioned(v.Pkg())
	x := m.globals.get(v)
	if x == nil && v.Parent() != nil && v.Pkg() != nil && v.Parent() == v.Pkg().Scope() {
		rt := m.types.rt(v.Type())
		x = &variable{kind: fixed, p: unsafeNew(word(rt)), rt: rt}
		m.globals.set(v, x)
	}
	return x
}

// initialisePending initialises the packages that wait for it. If one fails, it and
// those after it wait until they are mentioned, or imported, again.
func (m *Machine) initialisePending(th *thread) {
	m.mu.Lock()
	us := m.pending
	m.pending = nil
	for _, u := range us {
		m.begun[u] = true
	}
	m.mu.Unlock()
	defer func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		for _, u := range us {
			delete(m.begun, u)
		}
		m.failed = append(us, m.failed...)
	}()
	for len(us) > 0 {
		m.initialise(th, us[0])
		us = us[1:]
	}
}

// mentioned has a package initialised before the next program if that has failed.
func (m *Machine) mentioned(p *types.Package) {
	if slices.ContainsFunc(m.failed, func(u *unit.Unit) bool { return u.Pkg == p }) {
		m.pending, m.failed = append(m.failed, m.pending...), nil
	}
}

// Require notes packages whose variables must be initialised, and whose init
// functions run, in this order, before the next program, unless that has been done,
// or has failed and they are not among those wanted. It returns those that it hears
// of for the first time.
func (m *Machine) Require(us, wanted []*unit.Unit) (fresh []*unit.Unit) {
	m.mu.Lock()
	defer m.mu.Unlock()
	failed := m.failed
	known := slices.Concat(m.pending, failed)
	m.pending, m.failed = nil, nil
	for _, u := range us {
		switch {
		case m.begun[u]:
			continue
		case slices.Contains(failed, u) && !slices.Contains(wanted, u):
			m.failed = append(m.failed, u)
			continue
		case !slices.Contains(known, u):
			m.noteFuncs(u)
			fresh = append(fresh, u)
		}
		m.pending = append(m.pending, u)
	}
	return fresh
}

// noteFuncs notes a package's functions.
func (m *Machine) noteFuncs(u *unit.Unit) {
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
}

// Embed gives a package's variable the string, []byte or embed.FS that go:embed means.
func (m *Machine) Embed(v *types.Var, value any) {
	m.mu.Lock()
	defer m.mu.Unlock()
	x := m.global(v)
	reflect.NewAt(x.rt, x.p).Elem().Set(reflect.ValueOf(value).Convert(x.rt))
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
