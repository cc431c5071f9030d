package compile

import (
	"go/ast"
	"go/types"
	"reflect"
	"unsafe"
)

func (c *fn) selector(e *ast.SelectorExpr) *expr {
	s := c.info.Selections[e]
	if s == nil {
		return c.qualified(e)
	}
	switch s.Kind() {
	case types.FieldVal:
		x := c.expr(e.X)
		_, path, _ := types.LookupFieldOrMethod(x.t, true, s.Obj().Pkg(), s.Obj().Name()) // in an instance the path is another
		return c.path(e, x, path)
	case types.MethodVal:
		return c.methodValue(e, s)
	}
	return c.methodExpr(e, s)
}

// qualified is pkg.Name.
func (c *fn) qualified(e *ast.SelectorExpr) *expr {
	switch o := c.info.Uses[e.Sel].(type) {
	case *types.Var:
		if c.m.isCompiled(o.Pkg()) {
			return c.compiledVar(e, o)
		}
		return c.varExpr(e, o)
	case *types.Func:
		return c.funcValue(e.Sel, o)
	}
	c.fail(e, "%s is not a value", e.Sel.Name)
	return nil
}

// compiledVar is a variable of a compiled package.
func (c *fn) compiledVar(n ast.Node, o *types.Var) *expr {
	v, ok := c.m.pkgs.Value(o.Pkg().Path(), o.Name())
	if !ok {
		c.fail(n, "variable %s.%s cannot be reached from cells", o.Pkg().Name(), o.Name())
	}
	p := reflect.ValueOf(v)
	c.m.types.learn(o.Type(), p.Type().Elem())
	return c.varOf(&variable{kind: fixed, p: p.UnsafePointer(), rt: p.Type().Elem()}, o.Type())
}

// path follows fields, through pointers to structs too.
func (c *fn) path(n ast.Node, x *expr, path []int) *expr {
	for _, i := range path {
		x = c.field(n, x, i)
	}
	return x
}

// field is the i-th field of a struct, or of one that x points to.
func (c *fn) field(n ast.Node, x *expr, i int) *expr {
	t := x.t
	p, isPtr := t.Underlying().(*types.Pointer)
	if isPtr {
		t = p.Elem()
	}
	st := t.Underlying().(*types.Struct)
	srt := c.rt(t)
	sf := srt.Field(i)
	ft := st.Field(i).Type()
	c.m.types.learn(ft, sf.Type)
	rt, off := sf.Type, sf.Offset
	r := &expr{t: ft, rt: rt, r: reprOf(rt), calls: x.calls, place: true}
	if isPtr {
		get := x.get.(func(F) unsafe.Pointer)
		if x.local {
			po := x.off
			r.addr = func(f F) unsafe.Pointer { q := *at[unsafe.Pointer](f, po); touch(q); return unsafe.Add(q, off) }
			if r.r != nil {
				r.get = r.r.fieldLocal(po, off)
			}
			return r
		}
		r.addr = func(f F) unsafe.Pointer { q := get(f); touch(q); return unsafe.Add(q, off) }
		if r.r != nil {
			r.get = r.r.field(get, off)
		}
		return r
	}
	switch {
	case x.local:
		y := c.inFrame(ft, rt, x.off+off)
		y.place = true
		return y
	case x.fix != nil:
		return c.varOf(&variable{kind: fixed, p: unsafe.Add(x.fix, off), rt: rt}, ft)
	}
	base := c.address(x)
	r.place = x.place
	r.addr = func(f F) unsafe.Pointer { return unsafe.Add(base(f), off) }
	if r.r != nil {
		r.get = r.r.field(base, off)
	}
	return r
}

func (c *fn) index(e *ast.IndexExpr) *expr {
	x := c.expr(e.X)
	switch t := x.t.Underlying().(type) {
	case *types.Slice:
		return c.sliceElem(x, c.integer(e.Index), t.Elem())
	case *types.Array:
		return c.arrayElem(x, c.integer(e.Index), t)
	case *types.Pointer:
		at := t.Elem().Underlying().(*types.Array)
		return c.arrayElem(c.deref(x, t.Elem()), c.integer(e.Index), at)
	case *types.Map:
		return c.mapIndex(x, c.earlyKey(c.as(e.Index, t.Key()), x.rt), t)
	case *types.Basic:
		s, n := x.get.(func(F) string), c.integer(e.Index)
		i := n.get.(func(F) int)
		r := c.value(types.Typ[types.Uint8], func(f F) uint8 { v := s(f); return v[i(f)] })
		if n.unsigned {
			r.get = func(f F) uint8 { v := s(f); return v[uint64(i(f))] }
		}
		r.t = c.typeOf(e)
		r.calls = x.calls || n.calls
		return r
	}
	c.fail(e, "index of %v", x.t)
	return nil
}

func (c *fn) sliceElem(x, i *expr, et types.Type) *expr {
	rt := x.rt.Elem()
	s, n, size := x.get.(func(F) sliceH), i.get.(func(F) int), rt.Size()
	r := &expr{t: et, rt: rt, r: reprOf(rt), calls: x.calls || i.calls, place: true, of: x, index: i}
	r.addr = func(f F) unsafe.Pointer {
		h := s(f)
		k := n(f)
		if uint(k) >= uint(h.len) {
			outOfRange(k, h.len)
		}
		return unsafe.Add(h.p, uintptr(k)*size)
	}
	if i.unsigned {
		r.addr = func(f F) unsafe.Pointer {
			h := s(f)
			k := uint64(n(f))
			if k >= uint64(h.len) {
				outOfRangeUnsigned(int(k), h.len)
			}
			return unsafe.Add(h.p, uintptr(k)*size)
		}
	}
	if r.r != nil {
		if i.unsigned {
			r.get = r.r.deref(r.addr)
		} else {
			r.get = r.r.index(x, i)
		}
	}
	return r
}

func (c *fn) arrayElem(x, i *expr, t *types.Array) *expr {
	rt := x.rt.Elem()
	n, size, l := i.get.(func(F) int), rt.Size(), int(t.Len())
	if i.isConst && x.local {
		y := c.inFrame(t.Elem(), rt, x.off+uintptr(n(nil))*size)
		y.place = true
		return y
	}
	base := c.address(x)
	r := c.at(t.Elem(), rt, func(f F) unsafe.Pointer {
		p := base(f)
		k := n(f)
		if uint(k) >= uint(l) {
			if i.unsigned {
				outOfRangeUnsigned(k, l)
			}
			outOfRange(k, l)
		}
		return unsafe.Add(p, uintptr(k)*size)
	})
	r.place = x.place
	r.calls = x.calls || i.calls
	return r
}

// A bound of a slice expression.
type bound struct {
	get      func(F) int
	unsigned bool
}

func (c *fn) bound(e ast.Expr) *bound {
	if e == nil {
		return nil
	}
	x := c.integer(e)
	return &bound{x.get.(func(F) int), x.unsigned}
}

func (b *bound) isUnsigned() bool { return b != nil && b.unsigned }

func (c *fn) slice(e *ast.SliceExpr) *expr {
	x := c.expr(e.X)
	t := c.typeOf(e)
	lo, hi, limit := c.bound(e.Low), c.bound(e.High), c.bound(e.Max)
	if b, ok := x.t.Underlying().(*types.Basic); ok && b.Info()&types.IsString != 0 {
		r := c.value(t, substring(x.get.(func(F) string), lo, hi))
		r.calls = true
		return r
	}
	var whole func(F) sliceH
	whole2, whole3 := beyondCap, beyondCap3
	at := x.t.Underlying()
	if p, ok := at.(*types.Pointer); ok {
		x = c.deref(x, p.Elem())
		at = p.Elem().Underlying()
	}
	if a, ok := at.(*types.Array); ok {
		base, n := c.address(x), int(a.Len())
		whole = func(f F) sliceH { return sliceH{base(f), n, n} }
		whole2, whole3 = beyondLen, beyondLen3
	} else {
		whole = x.get.(func(F) sliceH)
	}
	size := x.rt.Elem().Size()
	r := c.value(t, func(f F) sliceH {
		h := whole(f)
		l, end := 0, h.len
		if lo != nil {
			l = lo.get(f)
		}
		if hi != nil {
			end = hi.get(f)
		}
		if limit == nil {
			if uint(end) > uint(h.cap) || uint(l) > uint(end) {
				panic(outOfBounds(l, end, h.cap, lo, hi, whole2))
			}
			return h.cut(l, end, h.cap, size)
		}
		m := limit.get(f)
		if uint(m) > uint(h.cap) || uint(end) > uint(m) || uint(l) > uint(end) {
			panic(outOfBounds3(l, end, m, h.cap, lo, hi, limit, whole3))
		}
		return h.cut(l, end, m, size)
	})
	r.calls = true
	return r
}

// outOfBounds is the runtime's error of x[lo:hi].
func outOfBounds(l, h, n int, lo, hi *bound, whole overrun) any {
	if uint(h) > uint(n) {
		return whole.by(h, n, hi.isUnsigned())
	}
	return beyondHigh.by(l, h, lo.isUnsigned())
}

// outOfBounds3 is the runtime's error of x[lo:hi:limit].
func outOfBounds3(l, h, m, n int, lo, hi, limit *bound, whole overrun) any {
	switch {
	case uint(m) > uint(n):
		return whole.by(m, n, limit.isUnsigned())
	case uint(h) > uint(m):
		return beyondMax3.by(h, m, hi.isUnsigned())
	}
	return beyondHigh3.by(l, h, lo.isUnsigned())
}

func (h sliceH) cut(lo, hi, limit int, size uintptr) sliceH {
	p := h.p
	if limit > lo { // else it would point behind the memory
		p = unsafe.Add(p, uintptr(lo)*size)
	}
	return sliceH{p, hi - lo, limit - lo}
}

func substring(g func(F) string, lo, hi *bound) func(F) string {
	if lo == nil && hi == nil {
		return g
	}
	return func(f F) string {
		s := g(f)
		l, h := 0, len(s)
		if lo != nil {
			l = lo.get(f)
		}
		if hi != nil {
			h = hi.get(f)
		}
		if uint(h) > uint(len(s)) || uint(l) > uint(h) {
			panic(outOfBounds(l, h, len(s), lo, hi, beyondLen))
		}
		return s[l:h]
	}
}

func (c *fn) composite(e *ast.CompositeLit) *expr {
	return c.literal(e, c.typeOf(e))
}

// literal is a composite literal of type t, which for elements without a type
// of their own is that of the elements, or a pointer to it.
func (c *fn) literal(e *ast.CompositeLit, t types.Type) *expr {
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		v := c.literal(e, u.Elem())
		w, to := word(v.rt), c.to(v)
		return c.value(t, func(f F) unsafe.Pointer {
			p := unsafeNew(w)
			to(f, p)
			return p
		})
	case *types.Struct:
		return c.structLit(e, t, u)
	case *types.Array:
		return c.arrayLit(e, t, u)
	case *types.Slice:
		return c.sliceLit(e, t, u)
	case *types.Map:
		return c.mapLit(e, t, u)
	}
	c.fail(e, "composite literal of type %v", t)
	return nil
}

// elem is an element of a composite literal, for type t.
func (c *fn) elem(e ast.Expr, t types.Type) *expr {
	if lit, ok := e.(*ast.CompositeLit); ok && lit.Type == nil {
		return c.literal(lit, t)
	}
	return c.as(e, t)
}

// A part of a struct or array that is made, and where it goes.
type part struct {
	off uintptr
	to  func(F, unsafe.Pointer)
}

func (c *fn) structLit(e *ast.CompositeLit, t types.Type, st *types.Struct) *expr {
	rt := c.rt(t)
	var parts []part
	blank := false
	for i, el := range e.Elts {
		if kv, ok := el.(*ast.KeyValueExpr); ok {
			name := kv.Key.(*ast.Ident).Name
			for j := range st.NumFields() {
				if st.Field(j).Name() == name {
					i = j
				}
			}
			el = kv.Value
		}
		f := rt.Field(i)
		c.m.types.learn(st.Field(i).Type(), f.Type)
		to := c.to(c.elem(el, st.Field(i).Type()))
		if f.Name == "_" { // evaluated, not stored
			tmp, eval := c.slot(f.Type), to
			to = func(f F, _ unsafe.Pointer) { eval(f, unsafe.Add(f, tmp)) }
			blank = true
		}
		parts = append(parts, part{f.Offset, to})
	}
	return c.assembled(t, rt, parts, len(parts) == rt.NumField() && !blank)
}

// assembled is a struct or array made of parts; whole says that they cover it.
func (c *fn) assembled(t types.Type, rt reflect.Type, parts []part, whole bool) *expr {
	clear := clearer(rt)
	r := &expr{t: t, rt: rt, calls: true}
	switch {
	case whole && len(parts) == 1:
		a := parts[0]
		r.into = func(f F, p unsafe.Pointer) { a.to(f, unsafe.Add(p, a.off)) }
	case whole && len(parts) == 2:
		a, b := parts[0], parts[1]
		r.into = func(f F, p unsafe.Pointer) {
			a.to(f, unsafe.Add(p, a.off))
			b.to(f, unsafe.Add(p, b.off))
		}
	default:
		r.into = func(f F, p unsafe.Pointer) {
			if !whole {
				clear(p)
			}
			for i := range parts {
				parts[i].to(f, unsafe.Add(p, parts[i].off))
			}
		}
	}
	off, into := c.slot(rt), r.into
	r.addr = func(f F) unsafe.Pointer {
		p := unsafe.Add(f, off)
		into(f, p)
		return p
	}
	return r
}

// indexed finds where the elements of an array or slice literal go.
func (c *fn) indexed(e *ast.CompositeLit, et types.Type, size uintptr) (parts []part, n int) {
	i := 0
	for _, el := range e.Elts {
		if kv, ok := el.(*ast.KeyValueExpr); ok {
			k, _ := int64Of(c.info.Types[kv.Key].Value)
			i = int(k)
			el = kv.Value
		}
		parts = append(parts, part{uintptr(i) * size, c.to(c.elem(el, et))})
		i++
		n = max(n, i)
	}
	return parts, n
}

func (c *fn) arrayLit(e *ast.CompositeLit, t types.Type, u *types.Array) *expr {
	rt := c.rt(t)
	parts, _ := c.indexed(e, u.Elem(), rt.Elem().Size())
	return c.assembled(t, rt, parts, len(parts) == rt.Len())
}

func (c *fn) sliceLit(e *ast.CompositeLit, t types.Type, u *types.Slice) *expr {
	ert := c.rt(u.Elem())
	parts, n := c.indexed(e, u.Elem(), ert.Size())
	w := word(ert)
	r := c.value(t, func(f F) sliceH {
		p := unsafeNewArray(w, n)
		for i := range parts {
			parts[i].to(f, unsafe.Add(p, parts[i].off))
		}
		return sliceH{p, n, n}
	})
	r.calls = true
	return r
}
