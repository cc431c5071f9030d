package compile

import (
	"go/ast"
	"go/types"
	"reflect"
	"unsafe"
)

func (c *fn) unsafeBuiltin(e *ast.CallExpr, name string) *expr {
	t := c.typeOf(e)
	switch name {
	case "Sizeof", "Alignof", "Offsetof":
		return c.value(t, c.layoutOf(e, name))
	case "Add":
		p, n := c.arg(e.Args[0]).get.(func(F) unsafe.Pointer), c.argInt(e.Args[1])
		return c.value(t, func(f F) unsafe.Pointer { q := p(f); return unsafe.Add(q, n(f)) })
	case "Slice":
		x := c.arg(e.Args[0])
		p, n := x.get.(func(F) unsafe.Pointer), c.argInt(e.Args[1])
		size := c.rt(t).Elem().Size()
		return c.called1(t, func(f F) sliceH {
			q := p(f)
			k := n(f)
			if k < 0 || size > 0 && q != nil && uintptr(k) > -uintptr(q)/size {
				panic(runtimeError("unsafe.Slice: len out of range"))
			}
			if q == nil {
				if k > 0 {
					panic(runtimeError("unsafe.Slice: ptr is nil and len is not zero"))
				}
				return sliceH{}
			}
			return sliceH{q, k, k}
		})
	case "SliceData":
		g := c.arg(e.Args[0]).get.(func(F) sliceH)
		return c.value(t, func(f F) unsafe.Pointer { return g(f).p })
	case "String":
		p, n := c.arg(e.Args[0]).get.(func(F) unsafe.Pointer), c.argInt(e.Args[1])
		return c.called1(t, func(f F) string {
			q := p(f)
			k := n(f)
			switch {
			case k < 0 || q != nil && uintptr(k) > -uintptr(q):
				panic(runtimeError("unsafe.String: len out of range"))
			case q == nil && k > 0:
				panic(runtimeError("unsafe.String: ptr is nil and len is not zero"))
			}
			return unsafe.String((*byte)(q), k)
		})
	case "StringData":
		g := c.as(e.Args[0], types.Typ[types.String]).get.(func(F) string)
		return c.value(t, func(f F) unsafe.Pointer { return unsafe.Pointer(unsafe.StringData(g(f))) })
	}
	c.fail(e, "unsafe.%s is not known", name)
	return nil
}

// layoutOf is unsafe.Sizeof and its like where the type depends on a type
// parameter.
func (c *fn) layoutOf(e *ast.CallExpr, name string) func(F) uintptr {
	var n uintptr
	switch name {
	case "Sizeof":
		n = c.rt(c.typeOf(e.Args[0])).Size()
	case "Alignof":
		n = uintptr(c.rt(c.typeOf(e.Args[0])).Align())
	default:
		sel := ast.Unparen(e.Args[0]).(*ast.SelectorExpr)
		t := c.typeOf(sel.X)
		if p, ok := t.Underlying().(*types.Pointer); ok {
			t = p.Elem()
		}
		_, path, _ := types.LookupFieldOrMethod(t, true, c.info.Selections[sel].Obj().Pkg(), sel.Sel.Name)
		rt := c.rt(t)
		for _, i := range path {
			if rt.Kind() == reflect.Pointer {
				rt, n = rt.Elem(), 0
			}
			n += rt.Field(i).Offset
			rt = rt.Field(i).Type
		}
	}
	return func(F) uintptr { return n }
}
