package compile

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"reflect"
	"unsafe"
)

func (c *fn) star(e *ast.StarExpr) *expr {
	x := c.expr(e.X)
	t := c.typeOf(e)
	return c.deref(x, t)
}

// deref is what a pointer points to.
func (c *fn) deref(x *expr, t types.Type) *expr {
	p := x.get.(func(F) unsafe.Pointer)
	rt := c.rt(t)
	r := &expr{t: t, rt: rt, r: reprOf(rt), place: true, calls: x.calls}
	r.addr = func(f F) unsafe.Pointer { q := p(f); touch(q); return q }
	if r.r != nil {
		if x.local {
			r.get = r.r.fieldLocal(x.off, 0)
		} else {
			r.get = r.r.field(p, 0)
		}
	}
	return r
}

func (c *fn) unary(e *ast.UnaryExpr) *expr {
	switch e.Op {
	case token.AND:
		x := ast.Unparen(e.X)
		if lit, ok := x.(*ast.CompositeLit); ok {
			v := c.composite(lit)
			w, to := word(v.rt), c.to(v)
			return c.value(c.typeOf(e), func(f F) unsafe.Pointer {
				p := unsafeNew(w)
				to(f, p)
				return p
			})
		}
		p := c.expr(x)
		r := c.value(c.typeOf(e), p.addr)
		r.calls = p.calls
		return r
	case token.NOT:
		x := c.expr(e.X)
		g := x.get.(func(F) bool)
		r := c.value(c.typeOf(e), func(f F) bool { return !g(f) })
		r.calls = x.calls
		return r
	case token.ARROW:
		return c.hoisted(c.receive(e))
	}
	x := c.expr(e.X)
	r := c.value(c.typeOf(e), x.r.unary(e.Op, x.get))
	r.calls = x.calls
	return r
}

func (c *fn) binary(e *ast.BinaryExpr) *expr {
	t := c.typeOf(e)
	switch e.Op {
	case token.LAND, token.LOR:
		if c.hoist != nil {
			return c.shortCircuit(e, t)
		}
		x, y := c.expr(e.X), c.expr(e.Y)
		a, b := x.get.(func(F) bool), y.get.(func(F) bool)
		r := c.value(t, func(f F) bool { return a(f) && b(f) })
		if e.Op == token.LOR {
			r = c.value(t, func(f F) bool { return a(f) || b(f) })
		}
		r.calls = x.calls || y.calls
		return r
	case token.SHL, token.SHR:
		return c.shift(e, t)
	case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
		return c.comparison(e, t)
	}
	x, y := c.as(e.X, t), c.as(e.Y, t)
	return c.operation(e.Op, x, y)
}

// operation is x op y, for two values of one type.
func (c *fn) operation(op token.Token, x, y *expr) *expr {
	r := c.value(x.t, x.r.binary(op, x, y))
	r.calls = x.calls || y.calls
	return r
}

func (c *fn) shift(e *ast.BinaryExpr, t types.Type) *expr {
	x := c.as(e.X, t)
	n := c.shiftCount(e.Y)
	r := c.value(t, x.r.shift(e.Op, x.get, n))
	r.calls = true
	return r
}

func (c *fn) shiftCount(e ast.Expr) func(F) uint64 {
	if tv := c.info.Types[e]; tv.Value != nil {
		n, _ := constant.Uint64Val(constant.ToInt(tv.Value))
		return func(F) uint64 { return n }
	}
	y := c.expr(e)
	if k := y.rt.Kind(); k >= reflect.Int && k <= reflect.Int64 {
		g := y.r.convert(reflect.Int64, y.get).(func(F) int64)
		return func(f F) uint64 {
			n := g(f)
			if n < 0 {
				_ = 1 << n // panics
			}
			return uint64(n)
		}
	}
	return y.r.convert(reflect.Uint64, y.get).(func(F) uint64)
}
