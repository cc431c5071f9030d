package compile

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"unsafe"
)

func (c *fn) comparison(e *ast.BinaryExpr, t types.Type) *expr {
	xt, yt := c.info.Types[e.X], c.info.Types[e.Y]
	var x, y *expr
	switch {
	case xt.IsNil():
		y = c.expr(e.Y)
		x = c.as(e.X, y.t)
	case yt.IsNil():
		x = c.expr(e.X)
		y = c.as(e.Y, x.t)
	default:
		a, b := c.typeOf(e.X), c.typeOf(e.Y)
		want := a
		if isUntyped(a) {
			want = b
		}
		if types.IsInterface(b.Underlying()) && !types.IsInterface(a.Underlying()) {
			want = b
		}
		if isUntyped(want) {
			want = types.Default(want)
		}
		if types.IsInterface(a.Underlying()) && types.IsInterface(b.Underlying()) {
			x, y = c.expr(e.X), c.expr(e.Y) // each of its own type
		} else {
			x, y = c.as(e.X, want), c.as(e.Y, want)
		}
	}
	r := c.value(t, c.compare(e.Op, x, y))
	r.calls = x.calls || y.calls
	return r
}

func isUntyped(t types.Type) bool {
	b, ok := t.(*types.Basic)
	return ok && b.Info()&types.IsUntyped != 0
}

// compare compares two values.
func (c *fn) compare(op token.Token, x, y *expr) func(F) bool {
	if x.r == nil {
		return compareMemory(op, x.rt, c.address(x), c.address(y))
	}
	if x.rt.Kind() == reflect.Interface {
		return c.compareInterfaces(op, x, y)
	}
	return x.r.compare(op, x, y)
}

func (c *fn) compareInterfaces(op token.Token, x, y *expr) func(F) bool {
	a, b := c.dynamic(x), c.dynamic(y)
	switch {
	case y.isNil && op == token.EQL:
		g := x.get.(func(F) ifaceH)
		return func(f F) bool { return g(f).tab == nil }
	case y.isNil:
		g := x.get.(func(F) ifaceH)
		return func(f F) bool { return g(f).tab != nil }
	case op == token.EQL:
		return func(f F) bool { v := a(f); return v == b(f) }
	}
	return func(f F) bool { v := a(f); return v != b(f) }
}

// dynamic is an interface's value as an any that can be compared.
func (c *fn) dynamic(x *expr) func(F) any {
	g, typ, m := x.get.(func(F) ifaceH), dynamicType(x.rt), c.m
	return func(f F) any {
		h := g(f)
		h.tab = m.sameVersion(typ(h.tab))
		return *(*any)(unsafe.Pointer(&h))
	}
}

// compareMemory compares structs and arrays, as interfaces that hold them are
// compared.
func compareMemory(op token.Token, rt reflect.Type, a, b func(F) unsafe.Pointer) func(F) bool {
	equal := (*abiType)(word(rt)).equal
	if op == token.EQL {
		return func(f F) bool { p := a(f); return equal(p, b(f)) }
	}
	return func(f F) bool { p := a(f); return !equal(p, b(f)) }
}
