package compile

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"unsafe"
)

func (c *fn) minMax(e *ast.CallExpr, name string) *expr {
	t := c.typeOf(e)
	x := c.argAs(e.Args[0], t)
	for _, a := range e.Args[1:] {
		x = c.smaller(x, c.argAs(a, t), name == "max")
	}
	return x
}

// smaller is the smaller of two values, or the greater.
func (c *fn) smaller(x, y *expr, greater bool) *expr {
	switch x.rt.Kind() {
	case reflect.Float32:
		return c.value(x.t, pickFloat[float32](x, y, greater))
	case reflect.Float64:
		return c.value(x.t, pickFloat[float64](x, y, greater))
	}
	// Both are evaluated once.
	a, b := c.slot(x.rt), c.slot(x.rt)
	xa, ya := c.inFrame(x.t, x.rt, a), c.inFrame(x.t, x.rt, b)
	op := token.LSS
	if greater {
		op = token.GTR
	}
	toA, toB, less := c.to(x), c.to(y), x.r.compare(op, ya, xa)
	r := c.at(x.t, x.rt, func(f F) unsafe.Pointer {
		toA(f, unsafe.Add(f, a))
		toB(f, unsafe.Add(f, b))
		if less(f) {
			return unsafe.Add(f, b)
		}
		return unsafe.Add(f, a)
	})
	r.addr = nil
	r.calls = true
	return r
}

func pickFloat[T float32 | float64](x, y *expr, greater bool) getter {
	a, b := x.get.(func(F) T), y.get.(func(F) T)
	if greater {
		return func(f F) T { v := a(f); return max(v, b(f)) }
	}
	return func(f F) T { v := a(f); return min(v, b(f)) }
}

func (c *fn) complexCall(e *ast.CallExpr, name string) *expr {
	t := c.typeOf(e)
	rt := c.rt(t)
	if name == "complex" {
		ft := types.Typ[types.Float64]
		if rt.Kind() == reflect.Complex64 {
			ft = types.Typ[types.Float32]
		}
		x, y := c.complexPart(e.Args[0], ft), c.complexPart(e.Args[1], ft)
		if rt.Kind() == reflect.Complex64 {
			a, b := x.get.(func(F) float32), y.get.(func(F) float32)
			return c.value(t, func(f F) complex64 { v := a(f); return complex(v, b(f)) })
		}
		a, b := x.get.(func(F) float64), y.get.(func(F) float64)
		return c.value(t, func(f F) complex128 { v := a(f); return complex(v, b(f)) })
	}
	x := c.arg(e.Args[0])
	if isUntyped(x.t) {
		x = c.as(e.Args[0], types.Typ[types.Complex128])
	}
	switch g := x.get.(type) {
	case func(F) complex64:
		if name == "real" {
			return c.value(t, func(f F) float32 { return real(g(f)) })
		}
		return c.value(t, func(f F) float32 { return imag(g(f)) })
	case func(F) complex128:
		if name == "real" {
			return c.value(t, func(f F) float64 { return real(g(f)) })
		}
		return c.value(t, func(f F) float64 { return imag(g(f)) })
	}
	c.fail(e, "%s of %v", name, x.t)
	return nil
}

func (c *fn) complexPart(e ast.Expr, t types.Type) *expr {
	if c.info.Types[e].Value != nil {
		return c.as(e, t)
	}
	return c.arg(e)
}
