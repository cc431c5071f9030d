package compile

import (
	"go/ast"
	"go/types"
	"reflect"
	"unsafe"
)

func (c *fn) appendCall(e *ast.CallExpr) *expr {
	t := c.typeOf(e)
	x := c.argAs(e.Args[0], t)
	s := x.get.(func(F) sliceH)
	rt := x.rt
	if len(e.Args) == 1 {
		return x
	}
	w, size := word(rt.Elem()), rt.Elem().Size()
	et := t.Underlying().(*types.Slice).Elem()
	if e.Ellipsis.IsValid() {
		return c.appendSlice(e, t, s, w, size)
	}
	var els []*expr
	for _, a := range e.Args[1:] {
		els = append(els, c.argAs(a, et))
	}
	if el := els[0]; len(els) == 1 && el.r != nil {
		r := c.value(t, el.r.appended(s, w, el.get))
		r.calls = true
		return r
	}
	// Elements are evaluated before the slice grows.
	var froms []func(F) unsafe.Pointer
	for _, el := range els {
		off, to := c.slot(el.rt), c.to(el)
		froms = append(froms, func(f F) unsafe.Pointer { p := unsafe.Add(f, off); to(f, p); return p })
	}
	cp, n := copier(rt.Elem()), len(froms)
	return c.called1(t, func(f F) sliceH {
		h := s(f)
		var few [4]unsafe.Pointer
		from := few[:0]
		for _, g := range froms {
			from = append(from, g(f))
		}
		if n > h.cap-h.len {
			g := growslice(w, h, n)
			h.p, h.cap = g.p, g.cap
		}
		for i, p := range from {
			cp(unsafe.Add(h.p, uintptr(h.len+i)*size), p)
		}
		h.len += n
		return h
	})
}

// appendSlice is append(s, t...).
func (c *fn) appendSlice(e *ast.CallExpr, t types.Type, s func(F) sliceH, w unsafe.Pointer, size uintptr) *expr {
	if tv := c.info.Types[e.Args[1]]; tv.IsNil() {
		return c.called1(t, s)
	}
	y := c.arg(e.Args[1])
	var from func(F) sliceH
	if y.rt.Kind() == reflect.String {
		g := y.get.(func(F) string)
		from = func(f F) sliceH { v := g(f); return sliceH{unsafe.Pointer(unsafe.StringData(v)), len(v), len(v)} }
	} else {
		from = y.get.(func(F) sliceH)
	}
	plain := !hasPointers(c.rt(t).Elem())
	st := c.rt(t)
	return c.called1(t, func(f F) sliceH {
		h := s(f)
		o := from(f)
		if o.len == 0 {
			return h
		}
		if o.len > h.cap-h.len {
			g := growslice(w, h, o.len)
			h.p, h.cap = g.p, g.cap
		}
		d := sliceH{unsafe.Add(h.p, uintptr(h.len)*size), o.len, o.len}
		if plain {
			n := uintptr(o.len) * size
			copy(unsafe.Slice((*byte)(d.p), n), unsafe.Slice((*byte)(o.p), n))
		} else {
			reflect.Copy(reflect.NewAt(st, unsafe.Pointer(&d)).Elem(), reflect.NewAt(st, unsafe.Pointer(&o)).Elem())
		}
		h.len += o.len
		return h
	})
}

func (c *fn) copyCall(e *ast.CallExpr) *expr {
	x, y := c.arg(e.Args[0]), c.arg(e.Args[1])
	if isUntyped(y.t) {
		y = c.as(e.Args[1], types.Typ[types.String])
	}
	xa, ya, xt, yt := x.get.(func(F) sliceH), y, x.rt, y.rt
	if yt.Kind() == reflect.String {
		g := ya.get.(func(F) string)
		return c.called1(types.Typ[types.Int], func(f F) int {
			h := xa(f)
			return copy(*(*[]byte)(unsafe.Pointer(&h)), g(f))
		})
	}
	g := ya.get.(func(F) sliceH)
	et := reflect.SliceOf(xt.Elem())
	return c.called1(types.Typ[types.Int], func(f F) int {
		d := xa(f)
		s := g(f)
		return reflect.Copy(reflect.NewAt(et, unsafe.Pointer(&d)).Elem(), reflect.NewAt(et, unsafe.Pointer(&s)).Elem())
	})
}

func (c *fn) clearCall(e *ast.CallExpr) *expr {
	x := c.arg(e.Args[0])
	a, rt := c.address(x), x.rt
	return &expr{calls: true, run: func(f F) { reflect.NewAt(rt, a(f)).Elem().Clear() }}
}
