package compile

import (
	"go/ast"
	"go/types"
	"unsafe"
)

// varSpec is var a, b = x, y.
func (c *fn) varSpec(names []*ast.Ident, values []ast.Expr) stmt {
	if len(values) == 1 && len(names) > 1 {
		x := c.multi(values[0])
		ss := []stmt{c.effect(&expr{run: x.run})}
		for i, n := range names {
			if v, ok := c.info.Defs[n].(*types.Var); ok && n.Name != "_" {
				ss = append(ss, c.define(v, c.convertTo(x.tuple[i], c.sub.typ(v.Type()))))
			}
		}
		return seq(ss)
	}
	var ss []stmt
	if len(names) == 1 || len(values) == 0 {
		for i, n := range names {
			v, ok := c.info.Defs[n].(*types.Var)
			var x *expr
			if len(values) > 0 {
				t := c.typeOf(values[i])
				if ok {
					t = c.sub.typ(v.Type())
				}
				x = c.as(values[i], defaulted(t))
			}
			if !ok || n.Name == "_" {
				if x != nil {
					ss = append(ss, c.effect(x))
				}
				continue
			}
			ss = append(ss, c.define(v, x))
		}
		return seq(ss)
	}
	var first, second []stmt
	for i, n := range names {
		v, ok := c.info.Defs[n].(*types.Var)
		t := defaulted(c.typeOf(values[i]))
		if ok && n.Name != "_" {
			t = c.sub.typ(v.Type())
		}
		x := c.as(values[i], t)
		saved := c.save(x, &first)
		if ok && n.Name != "_" {
			second = append(second, c.define(v, saved))
		}
	}
	return seq(append(first, second...))
}

func defaulted(t types.Type) types.Type {
	if b, ok := t.(*types.Basic); ok && b.Info()&types.IsUntyped != 0 {
		return types.Default(b)
	}
	return t
}

// save evaluates an expression into a place of its own.
func (c *fn) save(x *expr, to *[]stmt) *expr {
	if x.isConst {
		return x
	}
	off, set := c.slot(x.rt), c.to(x)
	*to = append(*to, func(f F) ctl { set(f, unsafe.Add(f, off)); return next })
	y := c.inFrame(x.t, x.rt, off)
	y.unsigned = x.unsigned
	return y
}

// define makes a variable with a value, nil for zero.
func (c *fn) define(v *types.Var, x *expr) stmt {
	var to func(F, unsafe.Pointer)
	if x != nil {
		to = c.to(x) // before the variable exists: the value may mention one of its name
	}
	y, fresh := c.declare(v)
	rt, off := y.rt, y.off
	switch {
	case fresh != nil && x == nil:
		return func(f F) ctl { fresh(f); return next }
	case fresh != nil: // the value may use the variable of the iteration before
		w := word(rt)
		return func(f F) ctl {
			p := unsafeNew(w)
			to(f, p)
			*at[unsafe.Pointer](f, off) = p
			return next
		}
	case x == nil:
		clear := clearer(rt)
		return func(f F) ctl { clear(unsafe.Add(f, off)); return next }
	case x.r != nil:
		return x.r.setLocal(off, x.get)
	}
	return func(f F) ctl { to(f, unsafe.Add(f, off)); return next }
}

// bindGlobals sets variables of the notebook.
func (c *fn) bindGlobals(names []*ast.Ident, values []ast.Expr) stmt {
	set := func(n *ast.Ident, x *expr) stmt {
		v, ok := c.info.ObjectOf(n).(*types.Var)
		if !ok || n.Name == "_" {
			if x == nil {
				return nil
			}
			return c.effect(x)
		}
		d := c.varExpr(n, v)
		if x == nil {
			x = c.zero(d.t)
		}
		return c.store(d, x)
	}
	typ := func(n *ast.Ident, e ast.Expr) types.Type {
		if v, ok := c.info.ObjectOf(n).(*types.Var); ok && n.Name != "_" {
			return v.Type()
		}
		return defaulted(c.typeOf(e))
	}
	var ss []stmt
	add := func(s stmt) {
		if s != nil {
			ss = append(ss, s)
		}
	}
	switch {
	case len(values) == 0:
		for _, n := range names {
			add(set(n, nil))
		}
	case len(values) == 1 && len(names) > 1:
		x := c.multi(values[0])
		add(c.effect(&expr{run: x.run}))
		for i, n := range names {
			v, ok := c.info.ObjectOf(n).(*types.Var)
			if ok && n.Name != "_" {
				add(set(n, c.convertTo(x.tuple[i], v.Type())))
			}
		}
	case len(values) == 1:
		add(set(names[0], c.as(values[0], typ(names[0], values[0]))))
	default:
		var second []stmt
		for i, n := range names {
			x := c.save(c.as(values[i], typ(n, values[i])), &ss)
			if s := set(n, x); s != nil {
				second = append(second, s)
			}
		}
		ss = append(ss, second...)
	}
	return seq(ss)
}
