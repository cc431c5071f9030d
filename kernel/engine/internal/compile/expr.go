package compile

import (
	"go/ast"
	"go/types"
	"reflect"
	"unsafe"
)

// An expr is a compiled expression.
type expr struct {
	t  types.Type
	rt reflect.Type
	r  repr // nil for structs and arrays, and for calls without or with several values

	get  getter                  // func(F) T, where r is not nil
	addr func(F) unsafe.Pointer  // of a place; of a struct or array without one, where it is until it is evaluated again
	into func(F, unsafe.Pointer) // makes a struct or array at a place that it does not refer to

	local bool // a place in the frame, at off
	off   uintptr
	fix   unsafe.Pointer // a place that is known

	place    bool // addr is that of a variable
	isConst  bool
	isNil    bool
	calls    bool // evaluating it calls something
	unsigned bool // an index that was unsigned: what is negative is too big

	elem  *mapElem // an element of a map
	of    *expr    // the slice of which it is an element
	index *expr    // and which

	run   func(F) // of a call without or with several values: evaluates it
	tuple []*expr // the values, after run
}

// value makes an expression of a getter.
func (c *fn) value(t types.Type, get getter) *expr {
	rt := c.rt(t)
	return &expr{t: t, rt: rt, r: reprOf(rt), get: get}
}

// at makes an expression of what is at an address.
func (c *fn) at(t types.Type, rt reflect.Type, addr func(F) unsafe.Pointer) *expr {
	e := &expr{t: t, rt: rt, r: reprOf(rt), addr: addr}
	if e.r != nil {
		e.get = e.r.deref(addr)
	}
	return e
}

// inFrame makes an expression of a place in the frame.
func (c *fn) inFrame(t types.Type, rt reflect.Type, off uintptr) *expr {
	e := &expr{t: t, rt: rt, r: reprOf(rt), local: true, off: off, addr: func(f F) unsafe.Pointer { return unsafe.Add(f, off) }}
	if e.r != nil {
		e.get = e.r.local(off)
	}
	return e
}

// temp is a new place in the frame, as an expression.
func (c *fn) temp(t types.Type) *expr {
	rt := c.rt(t)
	return c.inFrame(t, rt, c.slot(rt))
}

// as compiles an expression for where a value of type t is wanted.
func (c *fn) as(e ast.Expr, t types.Type) *expr {
	tv := c.info.Types[e]
	switch {
	case tv.Value != nil:
		ct := c.sub.typ(tv.Type)
		if b, ok := ct.(*types.Basic); types.IsInterface(t.Underlying()) && (!ok || b.Info()&types.IsUntyped == 0) {
			return c.convertTo(c.constant(ct, tv.Value), t)
		}
		if !types.IsInterface(t.Underlying()) {
			return c.constant(t, tv.Value)
		}
		if b, ok := ct.(*types.Basic); ok && b.Info()&types.IsUntyped != 0 {
			return c.convertTo(c.constant(types.Default(b), tv.Value), t)
		}
		return c.constant(t, tv.Value)
	case tv.IsNil():
		z := c.zero(t)
		z.isNil = true
		return z
	}
	x := c.expr(e)
	if b, ok := x.t.(*types.Basic); ok && b.Kind() == types.UntypedBool && !types.IsInterface(t.Underlying()) {
		y := *x
		y.t, y.rt = t, c.rt(t)
		return &y
	}
	return c.convertTo(x, t)
}

// expr compiles an expression.
func (c *fn) expr(e ast.Expr) *expr {
	e = ast.Unparen(e)
	tv := c.info.Types[e]
	if tv.Value != nil {
		return c.constant(c.sub.typ(tv.Type), tv.Value)
	}
	if tv.IsNil() {
		z := c.zero(c.sub.typ(tv.Type))
		z.isNil = true
		return z
	}
	switch e := e.(type) {
	case *ast.Ident:
		switch o := c.info.ObjectOf(e).(type) {
		case *types.Var:
			if o.Pkg() != nil && c.m.isCompiled(o.Pkg()) && o.Parent() == o.Pkg().Scope() {
				return c.compiledVar(e, o)
			}
			return c.varExpr(e, o)
		case *types.Func:
			return c.funcValue(e, o)
		}
	case *ast.BinaryExpr:
		return c.fallible(e.OpPos, opPanics(e.Op), func() *expr { return c.binary(e) })
	case *ast.UnaryExpr:
		return c.unary(e)
	case *ast.StarExpr:
		return c.fallible(e.Star, true, func() *expr { return c.star(e) })
	case *ast.SelectorExpr:
		return c.fallible(e.X.End(), c.info.Selections[e] != nil, func() *expr { return c.selector(e) })
	case *ast.IndexExpr:
		if o := c.instantiated(e.X); o != nil {
			return c.funcValue(identOf(e.X), o)
		}
		return c.fallible(e.Lbrack, true, func() *expr { return c.index(e) })
	case *ast.IndexListExpr:
		if o := c.instantiated(e.X); o != nil {
			return c.funcValue(identOf(e.X), o)
		}
	case *ast.SliceExpr:
		return c.hoisted(c.fallible(e.Lbrack, true, func() *expr { return c.slice(e) }))
	case *ast.CallExpr:
		return c.call(e)
	case *ast.FuncLit:
		return c.funcLit(e)
	case *ast.CompositeLit:
		return c.composite(e)
	case *ast.TypeAssertExpr:
		x := c.fallible(e.X.End(), true, func() *expr { return c.assertion(e) })
		if pointerShaped(x.rt) {
			return x
		}
		return c.hoisted(x)
	}
	c.fail(e, "expression %T is not known", e)
	return nil
}

// multi compiles an expression that has several values: a call, or one with
// the form v, ok.
func (c *fn) multi(e ast.Expr) *expr {
	e = ast.Unparen(e)
	switch e := e.(type) {
	case *ast.CallExpr:
		return c.call(e)
	case *ast.TypeAssertExpr:
		return c.assertionOK(e)
	case *ast.IndexExpr:
		return c.mapIndexOK(e)
	case *ast.UnaryExpr:
		return c.receiveOK(e)
	}
	c.fail(e, "expression %T has several values", e)
	return nil
}

// typed compiles an expression whose type, if it has none yet, is the default
// one.
func (c *fn) typed(e ast.Expr) *expr {
	if t := c.typeOf(e); isUntyped(t) {
		return c.as(e, types.Default(t))
	}
	return c.expr(e)
}

// cond is the expression of a condition.
func (c *fn) cond(e ast.Expr) (test func(F) bool) {
	return c.testing(func() func(F) bool { return c.expr(e).get.(func(F) bool) }, e)
}

// testing is a test that evaluates expressions.
func (c *fn) testing(compile func() func(F) bool, exprs ...ast.Expr) (test func(F) bool) {
	before := c.hoisting(func() { test = compile() }, exprs...)
	if len(before) == 0 {
		return test
	}
	first, then := seq(before), test
	return func(f F) bool { first(f); return then(f) }
}

// integer is an expression as an int: an index or a length.
func (c *fn) integer(e ast.Expr) *expr {
	if tv := c.info.Types[e]; tv.Value != nil {
		return c.constant(types.Typ[types.Int], tv.Value)
	}
	x := c.expr(e)
	switch x.rt.Kind() {
	case reflect.Int:
		return x
	case reflect.Uint64, reflect.Uint, reflect.Uintptr: // too big ones stay out of range
		y := c.value(types.Typ[types.Int], x.r.convert(reflect.Int, x.get))
		y.calls, y.unsigned = x.calls, true
		return y
	}
	y := c.value(types.Typ[types.Int], x.r.convert(reflect.Int, x.get))
	y.calls = x.calls
	return y
}

func identOf(e ast.Expr) *ast.Ident {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return e
	case *ast.SelectorExpr:
		return e.Sel
	case *ast.IndexExpr:
		return identOf(e.X)
	case *ast.IndexListExpr:
		return identOf(e.X)
	}
	return nil
}

// instantiated is the generic function that an index expression instantiates.
func (c *fn) instantiated(e ast.Expr) *types.Func {
	if id := identOf(e); id != nil {
		if o, ok := c.info.Uses[id].(*types.Func); ok {
			if _, inst := c.info.Instances[id]; inst {
				return o
			}
		}
	}
	return nil
}
