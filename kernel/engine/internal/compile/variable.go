package compile

import (
	"go/ast"
	"go/types"
	"reflect"
	"unsafe"
)

// Variable returns the variable that a package or the notebook declares, which
// can be set and may change while it is read. It is not there before the code
// that declares it is compiled.
func (m *Machine) Variable(v *types.Var) (reflect.Value, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	x := m.globals.get(v)
	if x == nil || x.p == nil {
		return reflect.Value{}, false
	}
	return reflect.NewAt(x.rt, x.p).Elem(), true
}

type varKind uint8

const (
	inFrame varKind = iota
	inBox           // the frame has its address
	inEnv           // the closure has its address
	fixed           // of the notebook
)

// A variable of a function that is compiled.
type variable struct {
	kind varKind
	off  uintptr // in the frame; inEnv: index in the environment
	p    unsafe.Pointer
	rt   reflect.Type
}

func (c *fn) lookup(v *types.Var) *variable {
	v = v.Origin()
	if x := c.vars[v]; x != nil {
		return x
	}
	if c.outer != nil {
		if o := c.outer.lookup(v); o != nil {
			if o.kind == fixed {
				return o
			}
			x := &variable{kind: inEnv, off: uintptr(len(c.caps)), rt: o.rt}
			c.caps = append(c.caps, v)
			c.vars[v] = x
			return x
		}
		return nil
	}
	return c.m.global(v)
}

func (c *fn) varExpr(n ast.Node, v *types.Var) *expr {
	x := c.lookup(v)
	if x == nil {
		c.fail(n, "variable %s is not known", v.Name())
	}
	return c.varOf(x, c.sub.typ(v.Type()))
}

func (c *fn) varOf(x *variable, t types.Type) *expr {
	off := x.off
	e := &expr{t: t, rt: x.rt, r: reprOf(x.rt), place: true}
	switch x.kind {
	case inFrame:
		e = c.inFrame(t, x.rt, off)
		e.place = true
	case inBox:
		e.addr = func(f F) unsafe.Pointer { return *at[unsafe.Pointer](f, off) }
		if e.r != nil {
			e.get = e.r.fieldLocal(off, 0)
		}
	case inEnv:
		off *= 8
		e.addr = func(f F) unsafe.Pointer { return *at[unsafe.Pointer](headOf(f).env, off) }
		if e.r != nil {
			e.get = e.r.captured(x.off, 0)
		}
	case fixed:
		p := x.p
		e.addr, e.fix = func(F) unsafe.Pointer { return p }, p
		if e.r != nil {
			e.get = e.r.fixed(p)
		}
	}
	return e
}
