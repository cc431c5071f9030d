package compile

import (
	"go/ast"
	"go/constant"
	"go/types"
	"reflect"
	"unsafe"
)

// A mapElem is an element of a map as what is assigned to.
type mapElem struct {
	m, k *expr
}

func int64Of(v constant.Value) (int64, bool) { return constant.Int64Val(constant.ToInt(v)) }

func (c *fn) mapIndex(m, k *expr, t *types.Map) *expr {
	get, ert := m.get.(func(F) unsafe.Pointer), m.rt.Elem()
	r := &expr{t: t.Elem(), rt: ert, r: reprOf(ert), calls: m.calls || k.calls, elem: &mapElem{m, k}}
	if r.r != nil {
		if g := r.r.mapped(get, k); g != nil {
			r.get = g
			return r
		}
	}
	// Where there is no element, there is the zero value.
	zero, w := unsafeNew(word(ert)), word(m.rt)
	key := c.address(k)
	r.addr = func(f F) unsafe.Pointer {
		mp := get(f)
		if p := mapaccess(w, mp, key(f)); p != nil {
			return p
		}
		return zero
	}
	if r.r != nil {
		r.get = r.r.deref(r.addr)
		r.addr = nil
	}
	return r
}

// mapIndexOK is v, ok := m[k].
func (c *fn) mapIndexOK(e *ast.IndexExpr) *expr {
	m := c.expr(e.X)
	t := m.t.Underlying().(*types.Map)
	k := c.as(e.Index, t.Key())
	v, ok := c.temp(t.Elem()), c.temp(types.Typ[types.Bool])
	get, w, key := m.get.(func(F) unsafe.Pointer), word(m.rt), c.address(k)
	cp, clear := copier(v.rt), clearer(v.rt)
	run := func(f F) {
		mp := get(f)
		p := mapaccess(w, mp, key(f))
		*at[bool](f, ok.off) = p != nil
		if p != nil {
			cp(unsafe.Add(f, v.off), p)
		} else {
			clear(unsafe.Add(f, v.off))
		}
	}
	return &expr{run: run, tuple: []*expr{v, ok}, calls: true}
}

// setElem assigns to an element of a map whose map and key are evaluated
// before: elem's expressions are places.
func (c *fn) setElem(elem *mapElem, x *expr) stmt {
	get := elem.m.get.(func(F) unsafe.Pointer)
	if x.r != nil {
		if s := x.r.setMapped(get, elem.k, x.get); s != nil {
			return s
		}
	}
	w, key, val := word(elem.m.rt), c.address(elem.k), c.address(x)
	return func(f F) ctl {
		mp := get(f)
		k := key(f)
		mapassign(w, mp, k, val(f))
		return next
	}
}

func (c *fn) mapLit(e *ast.CompositeLit, t types.Type, u *types.Map) *expr {
	rt := c.rt(t)
	type pair struct {
		first stmt // nil: nothing
		k, v  func(F) unsafe.Pointer
	}
	var pairs []pair
	for _, el := range e.Elts {
		kv := el.(*ast.KeyValueExpr)
		var p pair
		if first := c.apart(func() {
			k := c.earlyKey(c.elem(kv.Key, u.Key()), rt)
			p.k, p.v = c.address(k), c.address(c.elem(kv.Value, u.Elem()))
		}); len(first) > 0 {
			p.first = seq(first)
		}
		pairs = append(pairs, p)
	}
	w := word(rt)
	r := c.value(t, func(f F) unsafe.Pointer {
		m := reflect.MakeMapWithSize(rt, len(pairs)).UnsafePointer()
		for i := range pairs {
			p := &pairs[i]
			if p.first != nil {
				p.first(f)
			}
			k := p.k(f)
			mapassign(w, m, k, p.v(f))
		}
		return m
	})
	r.calls = true
	return c.hoisted(r) // with the calls in it
}

func (c *fn) deleteCall(e *ast.CallExpr) *expr {
	m := c.arg(e.Args[0])
	k := c.argAs(e.Args[1], m.t.Underlying().(*types.Map).Key())
	get, w, key := m.get.(func(F) unsafe.Pointer), word(m.rt), c.address(k)
	return &expr{calls: true, run: func(f F) {
		mp := get(f)
		mapdelete(w, mp, key(f))
	}}
}
