package compile

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/types"
	"reflect"
	"sync"
	"unsafe"

	"github.com/crococlock/crococlock/kernel/engine/internal/rtype"
)

// convertTo makes an interface of a value, if t is one and the value's type is
// another.
func (c *fn) convertTo(e *expr, t types.Type) *expr {
	if !types.IsInterface(t.Underlying()) || types.Identical(e.t, t) {
		if e.r != nil && e.rt.Kind() != reflect.Interface && e.t != t && !types.Identical(e.t, t) {
			y := *e // assignable: the same representation
			y.t, y.rt = t, c.rt(t)
			return &y
		}
		return e
	}
	rt := c.rt(t)
	r := c.value(t, nil)
	r.calls = e.calls
	if e.rt.Kind() == reflect.Interface {
		r.get = c.interfaceTo(e, rt)
		return r
	}
	if e.rt == fileType && c.m.opts.File != nil && rt.NumMethod() > 0 {
		r.get = c.file(e, rt)
		return r
	}
	e = c.early(e)
	tab := word(e.rt)
	if rt.NumMethod() > 0 {
		if tab = rtype.Itab(rt, e.rt); tab == nil {
			panic(fmt.Errorf("%v does not implement %v at run time", e.rt, rt))
		}
	}
	data := c.dataOf(e)
	if e.isConst {
		d := data(nil)
		r.get = func(F) ifaceH { return ifaceH{tab, d} }
		r.isConst = true
		return r
	}
	r.get = func(f F) ifaceH { return ifaceH{tab, data(f)} }
	return r
}

// dataOf is the data word of an interface that holds the value.
func (c *fn) dataOf(e *expr) func(F) unsafe.Pointer {
	if pointerShaped(e.rt) {
		if e.r != nil {
			return e.get.(func(F) unsafe.Pointer)
		}
		a := c.address(e)
		return func(f F) unsafe.Pointer { return *(*unsafe.Pointer)(a(f)) }
	}
	if e.r != nil && e.rt.Kind() != reflect.String && e.rt.Kind() != reflect.Slice && e.rt.Kind() != reflect.Interface {
		return e.r.arg(e.get) // numbers and bools have no pointers: their type does not matter
	}
	w, to := word(e.rt), c.to(e)
	return func(f F) unsafe.Pointer {
		p := unsafeNew(w)
		to(f, p)
		return p
	}
}

// pointerShaped reports whether interfaces hold values of the type directly: a
// pointer, and nothing beside it that has a size.
func pointerShaped(t reflect.Type) bool {
	w := (*abiType)(word(t))
	return w.size == unsafe.Sizeof(w) && w.ptrBytes == w.size
}

// interfaceTo converts an interface to another that it satisfies.
func (c *fn) interfaceTo(e *expr, rt reflect.Type) func(F) ifaceH {
	g := e.get.(func(F) ifaceH)
	if rt.NumMethod() == 0 {
		if e.rt.NumMethod() == 0 {
			return g
		}
		g = c.plainFile(g, e.rt)
		return func(f F) ifaceH {
			h := g(f)
			if h.tab != nil {
				h.tab = *at[unsafe.Pointer](h.tab, 8)
			}
			return h
		}
	}
	typ := dynamicType(e.rt)
	return func(f F) ifaceH {
		h := g(f)
		if h.tab == nil {
			return h
		}
		h.tab = itab(rt, typ(h.tab))
		return h
	}
}

// dynamicType finds the type in an interface's first word.
func dynamicType(rt reflect.Type) func(unsafe.Pointer) unsafe.Pointer {
	if rt.NumMethod() == 0 {
		return func(tab unsafe.Pointer) unsafe.Pointer { return tab }
	}
	return func(tab unsafe.Pointer) unsafe.Pointer {
		if tab == nil {
			return nil
		}
		return *at[unsafe.Pointer](tab, 8)
	}
}

// itab is the first word of an interface of type rt that holds a value of type
// typ, or nil if that lacks a method.
func itab(rt reflect.Type, typ unsafe.Pointer) unsafe.Pointer {
	k := itabKey{word(rt), typ}
	if t, ok := itabs.Load(k); ok {
		return t.(unsafe.Pointer)
	}
	t := rtype.Itab(rt, rtype.FromWord(typ))
	itabs.Store(k, t)
	return t
}

type itabKey struct{ iface, typ unsafe.Pointer }

var itabs sync.Map // the runtime's own table, without its way in

// assertion is x.(T).
func (c *fn) assertion(e *ast.TypeAssertExpr) *expr {
	x, t := c.expr(e.X), c.typeOf(e.Type)
	rt := c.rt(t)
	if rt.Kind() == reflect.Interface {
		x = c.renewed(x)
	}
	g, typ := x.get.(func(F) ifaceH), dynamicType(x.rt)
	xrt := x.rt
	if rt.Kind() == reflect.Interface {
		return c.called1(t, c.stoodFor(func(f F) ifaceH {
			h := g(f)
			return assertInterface(h, typ(h.tab), xrt, rt)
		}, rt))
	}
	if rt == fileType {
		g = c.plainFile(g, xrt)
	}
	match := c.m.matcher(rt)
	data := func(f F) unsafe.Pointer {
		h := g(f)
		if w := typ(h.tab); !match(w) {
			panic(assertionError(xrt, w, rt))
		}
		return h.data
	}
	r := c.held(t, rt, data)
	r.calls = true
	return r
}

// called1 is the value of something that can fail.
func (c *fn) called1(t types.Type, get getter) *expr {
	r := c.value(t, get)
	r.calls = true
	return r
}

// held is the value of type t in an interface, of which data is the data word.
func (c *fn) held(t types.Type, rt reflect.Type, data func(F) unsafe.Pointer) *expr {
	if pointerShaped(rt) {
		if reprOf(rt) != nil {
			return c.value(t, data)
		}
		off := c.slot(rt)
		return c.at(t, rt, func(f F) unsafe.Pointer {
			*at[unsafe.Pointer](f, off) = data(f)
			return unsafe.Add(f, off)
		})
	}
	return c.at(t, rt, data)
}

// assertInterface is a value as another interface.
func assertInterface(h ifaceH, typ unsafe.Pointer, from, to reflect.Type) ifaceH {
	if typ != nil {
		if to.NumMethod() == 0 {
			return ifaceH{typ, h.data}
		}
		if t := itab(to, typ); t != nil {
			return ifaceH{t, h.data}
		}
	}
	panic(assertionError(from, typ, to))
}

// assertionOK is v, ok := x.(T).
func (c *fn) assertionOK(e *ast.TypeAssertExpr) *expr {
	x, t := c.expr(e.X), c.typeOf(e.Type)
	run, v, ok := c.tryAssert(x, t)
	return &expr{calls: true, run: run, tuple: []*expr{v, ok}}
}

// tryAssert sets a value and whether it is there.
func (c *fn) tryAssert(x *expr, t types.Type) (run func(F), v, ok *expr) {
	rt := c.rt(t)
	v, ok = c.temp(t), c.temp(types.Typ[types.Bool])
	if rt.Kind() == reflect.Interface {
		x = c.renewed(x)
	}
	g, typ := x.get.(func(F) ifaceH), dynamicType(x.rt)
	if rt.Kind() == reflect.Interface {
		try := c.stoodFor(func(f F) (out ifaceH) {
			h := g(f)
			w := typ(h.tab)
			if w != nil {
				if rt.NumMethod() == 0 {
					out = ifaceH{w, h.data}
				} else if tab := itab(rt, w); tab != nil {
					out = ifaceH{tab, h.data}
				}
			}
			return out
		}, rt)
		return func(f F) {
			out := try(f)
			*at[ifaceH](f, v.off) = out
			*at[bool](f, ok.off) = out.tab != nil
		}, v, ok
	}
	if rt == fileType {
		g = c.plainFile(g, x.rt)
	}
	match, direct := c.m.matcher(rt), pointerShaped(rt)
	cp, clear := copier(rt), clearer(rt)
	return func(f F) {
		h := g(f)
		is := match(typ(h.tab))
		*at[bool](f, ok.off) = is
		p := unsafe.Add(f, v.off)
		switch {
		case !is:
			clear(p)
		case direct:
			*(*unsafe.Pointer)(p) = h.data
		default:
			cp(p, h.data)
		}
	}, v, ok
}

// conversion is T(x).
func (c *fn) conversion(e *ast.CallExpr, t types.Type) *expr {
	arg := e.Args[0]
	tv := c.info.Types[arg]
	if tv.IsNil() {
		return c.as(arg, t)
	}
	var x *expr
	if tv.Value != nil {
		ct := c.sub.typ(tv.Type)
		if b, ok := t.Underlying().(*types.Basic); ok && b.Info()&types.IsConstType != 0 && convertible(tv.Value.Kind(), b) && representable(tv.Value, b) {
			return c.constant(t, tv.Value)
		}
		ct = defaulted(ct)
		x = c.constant(ct, tv.Value)
	} else {
		x = c.expr(arg)
	}
	return c.convert(x, t)
}

// convert converts a value to any type that it can be converted to.
func (c *fn) convert(x *expr, t types.Type) *expr {
	rt := c.rt(t)
	if types.IsInterface(t.Underlying()) {
		return c.convertTo(x, t)
	}
	from, to := x.rt.Kind(), rt.Kind()
	switch {
	case from == to && from != reflect.Slice && from != reflect.Complex64 && from != reflect.Complex128 || from == reflect.Slice && to == reflect.Slice,
		isPointerKind(from) && isPointerKind(to):
		y := *x
		y.t, y.rt, y.elem, y.place = t, rt, nil, false
		return &y
	case isReal(from) && isReal(to):
		y := c.value(t, x.r.convert(to, x.get))
		y.calls = x.calls
		return y
	case from == reflect.UnsafePointer && to == reflect.Uintptr:
		g := x.get.(func(F) unsafe.Pointer)
		return c.value(t, func(f F) uintptr { return uintptr(g(f)) })
	case from == reflect.Uintptr && to == reflect.UnsafePointer:
		g := x.get.(func(F) uintptr)
		return c.value(t, func(f F) unsafe.Pointer { u := g(f); return *(*unsafe.Pointer)(unsafe.Pointer(&u)) })
	}
	return c.convertOther(x, t, rt)
}

func isReal(k reflect.Kind) bool { return k >= reflect.Int && k <= reflect.Float64 }

func isPointerKind(k reflect.Kind) bool {
	return k == reflect.Pointer || k == reflect.UnsafePointer
}

// convertOther converts strings, slices, arrays and complex numbers.
func (c *fn) convertOther(x *expr, t types.Type, rt reflect.Type) *expr {
	from, to := x.rt.Kind(), rt.Kind()
	switch {
	case to == reflect.String && from == reflect.Slice:
		g := x.get.(func(F) sliceH)
		if x.rt.Elem().Kind() == reflect.Uint8 {
			return c.called1(t, func(f F) string { h := g(f); return string(*(*[]byte)(unsafe.Pointer(&h))) })
		}
		return c.called1(t, func(f F) string { h := g(f); return string(*(*[]rune)(unsafe.Pointer(&h))) })
	case from == reflect.String && to == reflect.Slice:
		g := x.get.(func(F) string)
		if rt.Elem().Kind() == reflect.Uint8 {
			return c.called1(t, func(f F) sliceH { b := []byte(g(f)); return *(*sliceH)(unsafe.Pointer(&b)) })
		}
		return c.called1(t, func(f F) sliceH { b := []rune(g(f)); return *(*sliceH)(unsafe.Pointer(&b)) })
	case to == reflect.String && from >= reflect.Int && from <= reflect.Uintptr:
		if from >= reflect.Uint {
			g := x.r.convert(reflect.Uint64, x.get).(func(F) uint64)
			return c.value(t, func(f F) string {
				if n := g(f); n < 1<<31 {
					return string(rune(n))
				}
				return "\uFFFD"
			})
		}
		g := x.r.convert(reflect.Int64, x.get).(func(F) int64)
		return c.value(t, func(f F) string {
			if n := g(f); int64(rune(n)) == n {
				return string(rune(n))
			}
			return "\uFFFD"
		})
	case from == reflect.Slice && (to == reflect.Array || to == reflect.Pointer):
		n := rt
		if to == reflect.Pointer {
			n = rt.Elem()
		}
		g, l := x.get.(func(F) sliceH), n.Len()
		p := func(f F) unsafe.Pointer {
			h := g(f)
			if h.len < l {
				panic(shorter.by(l, h.len, false))
			}
			return h.p
		}
		if to == reflect.Pointer {
			return c.called1(t, p)
		}
		if l == 0 {
			z := c.zero(t).addr
			return c.at(t, rt, func(f F) unsafe.Pointer { p(f); return z(f) })
		}
		return c.at(t, rt, p)
	case from == reflect.Complex64 && to == reflect.Complex128:
		g := x.get.(func(F) complex64)
		return c.value(t, func(f F) complex128 { return complex128(g(f)) })
	case from == reflect.Complex128 && to == reflect.Complex64:
		g := x.get.(func(F) complex128)
		return c.value(t, func(f F) complex64 { return complex64(g(f)) })
	case from == to:
		y := *x
		y.t, y.rt, y.place = t, rt, false
		return &y
	}
	panic(fmt.Errorf("conversion of %v to %v", x.t, t))
}

// convertible reports whether a constant of that kind is one of the type.
func convertible(k constant.Kind, b *types.Basic) bool {
	switch k {
	case constant.Bool:
		return b.Info()&types.IsBoolean != 0
	case constant.String:
		return b.Info()&types.IsString != 0
	}
	return b.Info()&types.IsNumeric != 0
}

// representable reports whether a number can be one of the type as it is.
func representable(v constant.Value, b *types.Basic) bool {
	return b.Info()&types.IsInteger == 0 || constant.ToInt(v).Kind() == constant.Int
}
