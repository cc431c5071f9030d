package compile

import (
	"fmt"
	"go/ast"
	"go/types"
	"reflect"
	"unsafe"
)

// A closure is a function value of cells. For compiled code it is a function
// value like any other: tramp hands a call on to inner.
type closure struct {
	tramp unsafe.Pointer
	inner unsafe.Pointer // the function value that compiled code calls
	cell  *funcCell
	env   unsafe.Pointer // *[n]unsafe.Pointer, the captured variables
}

// trampAddr is the address of tramp, in assembly.
var trampAddr unsafe.Pointer

// closureOf is the closure that a function value is, or nil.
func closureOf(w unsafe.Pointer) *closure {
	if *(*unsafe.Pointer)(w) == trampAddr {
		return (*closure)(w)
	}
	return nil
}

// newClosure makes a function value of type rt.
func newClosure(m *Machine, rt reflect.Type, cell *funcCell, env unsafe.Pointer) *closure {
	cl := &closure{tramp: trampAddr, cell: cell, env: env}
	if s := shimFor(rt); s != nil {
		cl.inner = s(m, cl)
	} else {
		cl.inner = funcWord(reflect.MakeFunc(rt, func(args []reflect.Value) []reflect.Value { return m.callback(cl, args) }).Interface())
	}
	return cl
}

// callback runs a closure for compiled code.
func (m *Machine) callback(cl *closure, args []reflect.Value) []reflect.Value {
	return m.reflected(cl.cell, func(co *code, n F) {
		headOf(n).env = cl.env
	}, args)
}

// reflected runs a function with reflected arguments; set is called with its
// frame before.
func (m *Machine) reflected(cell *funcCell, set func(*code, F), args []reflect.Value) (out []reflect.Value) {
	co := cell.get(m)
	th, release := m.thread()
	defer release()
	n := co.enter(th)
	set(co, n)
	for i, a := range args {
		reflect.NewAt(co.params[i].rt, unsafe.Add(n, co.params[i].off)).Elem().Set(a)
	}
	th.inside(co, n)
	out = make([]reflect.Value, len(co.results))
	for i, s := range co.results {
		v := reflect.New(s.rt).Elem()
		v.Set(reflect.NewAt(s.rt, unsafe.Add(n, s.off)).Elem())
		out[i] = v
	}
	co.leave(th, n)
	return out
}

// inside runs a frame for compiled code: if it panics, compiled code may
// recover, and the thread must be as it was.
func (th *thread) inside(co *code, n F) {
	headOf(n).rec, th.offered = th.offered, nil
	if p := th.guarded(co, n); p != nil {
		panic(p) // with Go's stack unwound, as in withDefers
	}
	headOf(n).rec = nil
}

// guarded runs a frame and returns what it panics with.
func (th *thread) guarded(co *code, n F) (p any) {
	top, depth := th.top, th.depth
	done := false
	defer func() {
		if done {
			return
		}
		if p = recover(); p != nil {
			th.lost = th.caught(p)
			if th.foreign && top == nil && th.m.opts.Crash != nil && !recovers() {
				th.m.opts.Crash(th.runError(p))
			}
		}
		th.top, th.depth = top, depth
		if p != nil && th.exits { // Go would not return from here
			panic(p)
		}
	}()
	co.run(th, n)
	done = true
	return nil
}

// callMethod runs a method for compiled code. recv points to the receiver, or
// is it, if it is a pointer.
func (m *Machine) callMethod(cell *funcCell, recv unsafe.Pointer, args []reflect.Value) []reflect.Value {
	return m.reflected(cell, func(co *code, n F) { co.setRecv(n, recv) }, args)
}

func (co *code) setRecv(n F, recv unsafe.Pointer) {
	if co.isPtr {
		*at[unsafe.Pointer](n, co.recv.off) = recv
	} else {
		typedmemmove(word(co.recv.rt), unsafe.Add(n, co.recv.off), recv)
	}
}

// funcLit is a function literal: a cell, and for each evaluation an
// environment.
func (c *fn) funcLit(e *ast.FuncLit) *expr {
	t := c.typeOf(e)
	n := &fn{m: c.m, info: c.info, sub: c.sub, vars: map[*types.Var]*variable{}, outer: c, boxes: c.boxes, sig: t.(*types.Signature)}
	orig := c.info.TypeOf(e).(*types.Signature)
	c.lits++
	n.co = c.m.newCode(c.co.name+".func", literalName(c, c.lits))
	n.function(orig, nil, e.Body)
	cell := &funcCell{name: n.co.name, symbol: n.co.symbol, pos: e.Pos()}
	cell.code.Store(n.co)
	rt, m := c.rt(t), c.m
	if len(n.caps) == 0 {
		cell.value = newClosure(m, rt, cell, nil)
		w := unsafe.Pointer(cell.value)
		return c.value(t, func(F) unsafe.Pointer { return w })
	}
	boxes := make([]func(F) unsafe.Pointer, len(n.caps))
	for i, v := range n.caps {
		boxes[i] = c.varExpr(e, v).addr
	}
	w := word(reflect.ArrayOf(len(boxes), reflect.TypeFor[unsafe.Pointer]()))
	make := closureMaker(m, rt, cell)
	r := c.value(t, func(f F) unsafe.Pointer {
		env := unsafeNew(w)
		for i, b := range boxes {
			*at[unsafe.Pointer](env, uintptr(i)*8) = b(f)
		}
		return unsafe.Pointer(make(env))
	})
	return r
}

// literalName is the n-th function literal's name as package runtime has it.
func literalName(in *fn, n int) string {
	if in.outer != nil {
		return fmt.Sprintf("%s.%d", in.co.symbol, n)
	}
	return fmt.Sprintf("%s.func%d", in.co.symbol, n)
}

// closureMaker is newClosure for one cell.
func closureMaker(m *Machine, rt reflect.Type, cell *funcCell) func(env unsafe.Pointer) *closure {
	return func(env unsafe.Pointer) *closure { return newClosure(m, rt, cell, env) }
}

// funcValue is a declared function as a value.
func (c *fn) funcValue(id *ast.Ident, o *types.Func) *expr {
	t := c.typeOf(id)
	if inst, ok := c.info.Instances[id]; ok {
		t = c.sub.typ(inst.Type)
	}
	cell := c.cellOf(id, o)
	if cell == nil {
		v, ok := c.m.pkgs.Value(o.Pkg().Path(), o.Name())
		if !ok {
			c.fail(id, "function %s.%s cannot be reached from cells", o.Pkg().Name(), o.Name())
		}
		c.m.types.learn(o.Signature(), reflect.TypeOf(v))
		w := funcWord(v)
		return c.value(t, func(F) unsafe.Pointer { return w })
	}
	if cell.value == nil {
		cell.value = newClosure(c.m, c.m.types.rtFunc(t.Underlying().(*types.Signature)), cell, nil)
	}
	w := unsafe.Pointer(cell.value)
	return c.value(t, func(F) unsafe.Pointer { return w })
}
