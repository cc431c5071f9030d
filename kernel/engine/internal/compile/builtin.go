package compile

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"strconv"
	"unsafe"
)

// builtin compiles the call of a builtin function.
func (c *fn) builtin(e *ast.CallExpr, fun ast.Expr) *expr {
	name := identOf(fun).Name
	if _, ok := fun.(*ast.SelectorExpr); ok {
		return c.unsafeBuiltin(e, name)
	}
	if len(e.Args) == 1 {
		if tup, ok := c.info.TypeOf(e.Args[0]).(*types.Tuple); ok && c.args[e.Args[0]] == nil {
			return c.spreadBuiltin(e, fun, tup)
		}
	}
	switch name {
	case "len", "cap":
		return c.length(e, name)
	case "make":
		return c.makeCall(e)
	case "new":
		return c.newCall(e)
	case "append":
		return c.appendCall(e)
	case "copy":
		return c.copyCall(e)
	case "delete":
		return c.deleteCall(e)
	case "clear":
		return c.clearCall(e)
	case "close":
		x := c.arg(e.Args[0])
		get, rt := x.get.(func(F) unsafe.Pointer), bidirectional(x.rt)
		return &expr{calls: true, run: func(f F) {
			p := get(f)
			reflect.NewAt(rt, unsafe.Pointer(&p)).Elem().Close()
		}}
	case "panic":
		g := c.argAs(e.Args[0], types.Universe.Lookup("any").Type()).get.(func(F) ifaceH)
		return &expr{calls: true, run: func(f F) {
			h := g(f)
			panic(*(*any)(unsafe.Pointer(&h)))
		}}
	case "recover":
		return c.called1(types.Universe.Lookup("any").Type(), func(f F) ifaceH {
			v := recovered(f)
			return *(*ifaceH)(unsafe.Pointer(&v))
		})
	case "print", "println":
		return c.printCall(e, name == "println")
	case "min", "max":
		return c.minMax(e, name)
	case "complex", "real", "imag":
		return c.complexCall(e, name)
	}
	c.fail(e, "builtin %s is not known", name)
	return nil
}

// spreadBuiltin is a builtin with the values of a call as its arguments.
func (c *fn) spreadBuiltin(e *ast.CallExpr, fun ast.Expr, tup *types.Tuple) *expr {
	x := c.multi(e.Args[0])
	if c.args == nil {
		c.args = map[ast.Expr]*expr{}
	}
	call := *e
	call.Args = nil
	for i := range tup.Len() {
		id := ast.NewIdent("_")
		id.NamePos = e.Args[0].Pos()
		c.args[id] = x.tuple[i]
		call.Args = append(call.Args, id)
	}
	c.info.Types[&call] = c.info.Types[e]
	r := c.builtin(&call, fun)
	if r.run != nil {
		first, then := x.run, r.run
		r.run = func(f F) { first(f); then(f) }
		return r
	}
	return before(x.run, []*expr{r})[0]
}

// arg is an argument of a builtin, which a deferred call has evaluated before.
func (c *fn) arg(e ast.Expr) *expr {
	if x := c.args[e]; x != nil {
		return x
	}
	return c.expr(e)
}

func (c *fn) argAs(e ast.Expr, t types.Type) *expr {
	if x := c.args[e]; x != nil {
		return c.convertTo(x, t)
	}
	return c.as(e, t)
}

func (c *fn) argInt(e ast.Expr) func(F) int {
	if x := c.args[e]; x != nil {
		return x.r.convert(reflect.Int, x.get).(func(F) int)
	}
	return c.integer(e).get.(func(F) int)
}

func (c *fn) length(e *ast.CallExpr, name string) *expr {
	x := c.arg(e.Args[0])
	var get func(F) int
	rt := x.rt
	if rt.Kind() == reflect.Pointer {
		rt = rt.Elem()
	}
	switch rt.Kind() {
	case reflect.Slice:
		g := x.get.(func(F) sliceH)
		switch {
		case name == "cap":
			get = func(f F) int { return g(f).cap }
		case x.local:
			off := x.off
			get = func(f F) int { return at[sliceH](f, off).len }
		default:
			get = func(f F) int { return g(f).len }
		}
	case reflect.String:
		g := x.get.(func(F) string)
		get = func(f F) int { return len(g(f)) }
	case reflect.Array:
		n, eff := rt.Len(), c.effect(x)
		if !x.calls {
			eff = func(F) ctl { return next }
		}
		get = func(f F) int { eff(f); return n }
	case reflect.Map:
		g := x.get.(func(F) unsafe.Pointer)
		get = func(f F) int { p := g(f); return len(*(*map[bool]bool)(unsafe.Pointer(&p))) }
	case reflect.Chan:
		g := x.get.(func(F) unsafe.Pointer)
		if name == "cap" {
			get = func(f F) int { p := g(f); return cap(*(*chan bool)(unsafe.Pointer(&p))) }
		} else {
			get = func(f F) int { p := g(f); return len(*(*chan bool)(unsafe.Pointer(&p))) }
		}
	default:
		c.fail(e, "%s of %v", name, x.t)
	}
	r := c.value(types.Typ[types.Int], get)
	r.calls = x.calls
	return r
}

func (c *fn) makeCall(e *ast.CallExpr) *expr {
	t := c.typeOf(e)
	rt := c.rt(t)
	var n, m func(F) int
	if len(e.Args) > 1 {
		n = c.size(e.Args[1])
	}
	if len(e.Args) > 2 {
		m = c.size(e.Args[2])
	}
	switch rt.Kind() {
	case reflect.Slice:
		w, size := word(rt.Elem()), rt.Elem().Size()
		limit := 1<<63 - 1
		if size > 0 {
			limit = int(1 << 47 / size)
		}
		return c.called1(t, func(f F) sliceH {
			l := n(f)
			k := l
			if m != nil {
				k = m(f)
			}
			if l < 0 || l > limit {
				panic(runtimeError("makeslice: len out of range"))
			}
			if k < l || k > limit {
				panic(runtimeError("makeslice: cap out of range"))
			}
			return sliceH{unsafeNewArray(w, k), l, k}
		})
	case reflect.Map:
		return c.called1(t, func(f F) unsafe.Pointer {
			k := 0
			if n != nil {
				k = max(n(f), 0)
			}
			return reflect.MakeMapWithSize(rt, k).UnsafePointer()
		})
	case reflect.Chan:
		both := bidirectional(rt)
		return c.called1(t, func(f F) unsafe.Pointer {
			k := 0
			if n != nil {
				k = n(f)
			}
			if k < 0 {
				panic(runtimeError("makechan: size out of range"))
			}
			return reflect.MakeChan(both, k).UnsafePointer()
		})
	}
	c.fail(e, "make of %v", t)
	return nil
}

// size is an argument of make: an integer that fits an int.
func (c *fn) size(e ast.Expr) func(F) int {
	if tv := c.info.Types[e]; tv.Value != nil {
		return c.integer(e).get.(func(F) int)
	}
	x := c.arg(e)
	if k := x.rt.Kind(); k >= reflect.Uint && k <= reflect.Uintptr {
		g := x.r.convert(reflect.Uint64, x.get).(func(F) uint64)
		return func(f F) int { return int(min(g(f), 1<<63-1)) }
	}
	return x.r.convert(reflect.Int, x.get).(func(F) int)
}

func (c *fn) newCall(e *ast.CallExpr) *expr {
	t := c.typeOf(e)
	et := t.Underlying().(*types.Pointer).Elem()
	w := word(c.rt(et))
	if !c.info.Types[e.Args[0]].IsType() { // new(42)
		to := c.to(c.argAs(e.Args[0], et))
		return c.called1(t, func(f F) unsafe.Pointer {
			p := unsafeNew(w)
			to(f, p)
			return p
		})
	}
	return c.called1(t, func(F) unsafe.Pointer { return unsafeNew(w) })
}

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
	if len(e.Args) == 2 {
		if el := c.argAs(e.Args[1], et); el.r != nil {
			r := c.value(t, el.r.appended(s, w, el.get))
			r.calls = true
			return r
		}
	}
	// Elements are evaluated before the slice grows.
	var froms []func(F) unsafe.Pointer
	for _, a := range e.Args[1:] {
		el := c.argAs(a, et)
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

func (c *fn) printCall(e *ast.CallExpr, line bool) *expr {
	var args []func(F) any
	for _, a := range e.Args {
		if tv := c.info.Types[a]; tv.IsNil() {
			args = append(args, func(F) any { return nil })
			continue
		}
		x := c.args[a]
		if x == nil {
			x = c.as(a, defaulted(c.typeOf(a)))
		}
		addr, rt := c.address(x), x.rt
		if k := rt.Kind(); k == reflect.Struct || k == reflect.Array {
			c.fail(a, "illegal types for operand: print\n\t%v", rt)
		}
		args = append(args, func(f F) any { return printable(reflect.NewAt(rt, addr(f)).Elem()) })
	}
	m := c.m
	return &expr{calls: true, run: func(f F) {
		var vals []any
		for _, a := range args {
			vals = append(vals, a(f))
		}
		m.print(vals, line)
	}}
}

// printable is a value as the builtin print shows it.
func printable(v reflect.Value) any {
	switch k := v.Kind(); {
	case k == reflect.Bool:
		return v.Bool()
	case v.CanInt():
		return v.Int()
	case v.CanUint():
		return v.Uint()
	case v.CanFloat():
		return strconv.FormatFloat(v.Float(), 'g', -1, v.Type().Bits())
	case v.CanComplex():
		return strconv.FormatComplex(v.Complex(), 'g', -1, v.Type().Bits())
	case k == reflect.String:
		return v.String()
	case k == reflect.Interface:
		h := *(*ifaceH)(v.Addr().UnsafePointer())
		return fmt.Sprintf("(%#x,%#x)", uintptr(h.tab), uintptr(h.data))
	case k == reflect.Slice:
		return fmt.Sprintf("[%d/%d]%#x", v.Len(), v.Cap(), v.Pointer())
	}
	if p := v.Pointer(); p != 0 {
		return fmt.Sprintf("%#x", p)
	}
	return "0x0"
}

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
