package compile

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"reflect"
	"runtime"

	"github.com/crococlock/crococlock/kernel/engine/internal/unit"
)

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
	x := c.renewed(c.typed(e))
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
	m.initialisePending(th)
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
