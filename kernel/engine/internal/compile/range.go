package compile

import (
	"fmt"
	"go/ast"

	"go/token"
	"go/types"
	"reflect"
	"sync/atomic"
	"unicode/utf8"
	"unsafe"
)

// A ranged sets the variables of an iteration.
type ranged struct {
	key, val stmt // nil: none
}

func (r ranged) set(f F) {
	if r.key != nil {
		r.key(f)
	}
	if r.val != nil {
		r.val(f)
	}
}

// iterated compiles what sets the variables of a range statement to key and
// value.
func (c *fn) iterated(s *ast.RangeStmt, key, val *expr) (r ranged) {
	if s.Tok != token.DEFINE {
		return c.assigned(s, key, val)
	}
	set := func(e ast.Expr, x *expr) stmt {
		if x == nil || isBlank(e) {
			return nil
		}
		v := c.info.Defs[e.(*ast.Ident)].(*types.Var)
		x = c.convertTo(x, c.sub.typ(v.Type()))
		if c.boxes[v] && c.sharesVars(s) {
			return c.store(c.varExpr(e, v), x)
		}
		return c.define(v, x)
	}
	return ranged{set(s.Key, key), set(s.Value, val)}
}

// assigned is iterated for variables that are there: what they need evaluated
// is, before the first is set.
func (c *fn) assigned(s *ast.RangeStmt, key, val *expr) ranged {
	if _, ok := c.typeOf(s.X).Underlying().(*types.Signature); ok { // compiled code sets one after the other
		return ranged{
			c.inOrder(func() stmt { return c.setRanged(s, key, nil) }, places(s.Key)...),
			c.inOrder(func() stmt { return c.setRanged(s, nil, val) }, places(s.Value)...),
		}
	}
	return ranged{key: c.inOrder(func() stmt { return c.setRanged(s, key, val) }, places(s.Key, s.Value)...)}
}

func (c *fn) setRanged(s *ast.RangeStmt, key, val *expr) stmt {
	var first, second []stmt
	set := func(e ast.Expr, x *expr) {
		if x == nil || isBlank(e) {
			return
		}
		d := c.dest(e, &first)
		second = append(second, c.store(d, c.convertTo(x, d.t)))
	}
	set(s.Key, key)
	set(s.Value, val)
	if len(second) == 0 {
		return nil
	}
	return seq(append(first, second...))
}

func isBlank(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return e == nil || ok && id.Name == "_"
}

// iteration runs a body once and reports whether the loop ends, and with what.
func iteration(f F, body stmt, lb, lc ctl) (k ctl, end bool) {
	if th := headOf(f).th; atomic.LoadUint32(th.stop) != 0 {
		th.halt()
	}
	return ends(body(f), lb, lc)
}

// ends tells whether a loop ends whose body has given k, and with what.
func ends(k, lb, lc ctl) (ctl, bool) {
	switch k {
	case next, cont, lc:
		return next, false
	case brk, lb:
		return next, true
	default:
		return k, true
	}
}

func (c *fn) rangeStmt(s *ast.RangeStmt, l *label) stmt {
	var first []stmt
	if s.Tok == token.DEFINE && c.sharesVars(s) {
		for _, e := range []ast.Expr{s.Key, s.Value} {
			if id, ok := e.(*ast.Ident); ok && !isBlank(id) {
				if v := c.info.Defs[id].(*types.Var); c.boxes[v] {
					first = append(first, c.define(v, nil))
				}
			}
		}
	}
	x, before := c.ranging(s)
	return seq(append(append(first, before...), c.rangeOver(s, x, l)))
}

// ranging is what a statement ranges over, and what runs before it; nil for a
// declared function, which is called by its name.
func (c *fn) ranging(s *ast.RangeStmt) (x *expr, before []stmt) {
	t := c.typeOf(s.X)
	if isUntyped(t) {
		t = types.Default(t)
		if t != types.Typ[types.String] && !isBlank(s.Key) {
			t = c.typeOf(s.Key)
		}
	}
	if id, ok := ast.Unparen(s.X).(*ast.Ident); ok && c.isFunc(id) {
		return nil, nil
	}
	before = c.hoisting(func() { x = c.as(s.X, t) }, s.X)
	if len(before) > 0 {
		x = c.save(x, &before)
	}
	return x, before
}

func (c *fn) rangeOver(s *ast.RangeStmt, x *expr, l *label) stmt {
	lb, lc := labelCodes(l)
	t := c.typeOf(s.X)
	switch u := t.Underlying().(type) {
	case *types.Basic:
		if u.Info()&types.IsString != 0 {
			return c.rangeString(s, x, lb, lc)
		}
		return c.rangeInt(s, x, lb, lc)
	case *types.Slice:
		return c.rangeSlice(s, x, u, lb, lc)
	case *types.Array:
		return c.rangeArray(s, x, u, lb, lc)
	case *types.Pointer:
		return c.rangeArray(s, x, u.Elem().Underlying().(*types.Array), lb, lc)
	case *types.Map:
		return c.rangeMap(s, x, u, lb, lc)
	case *types.Chan:
		return c.rangeChan(s, x, u, lb, lc)
	case *types.Signature:
		return c.rangeFunc(s, x, u, lb, lc)
	}
	c.fail(s, "range over %v", t)
	return nil
}

func (c *fn) rangeInt(s *ast.RangeStmt, x *expr, lb, lc ctl) stmt {
	if n, ok := x.get.(func(F) int); ok {
		i, r := c.counter(s, x.t)
		return counted(i, n, r, c.block(s.Body.List), lb, lc)
	}
	n := x.r.convert(reflect.Int64, x.get).(func(F) int64)
	if k := x.rt.Kind(); k >= reflect.Uint && k <= reflect.Uintptr {
		u := x.r.convert(reflect.Uint64, x.get).(func(F) uint64)
		n = func(f F) int64 { return int64(min(u(f), 1<<63-1)) }
	}
	i := c.slot(basics[types.Int64])
	iv := c.inFrame(types.Typ[types.Int64], basics[types.Int64], i)
	return counted(i, n, c.iterated(s, c.convert(iv, x.t), nil), c.block(s.Body.List), lb, lc)
}

// counter is where the key of a range statement counts, an int of type t: in
// the key's variable itself if no closure has it.
func (c *fn) counter(s *ast.RangeStmt, t types.Type) (off uintptr, r ranged) {
	if id, ok := s.Key.(*ast.Ident); ok && s.Tok == token.DEFINE && id.Name != "_" {
		if v := c.info.Defs[id].(*types.Var); !c.boxes[v] && c.rt(c.sub.typ(v.Type())).Kind() == reflect.Int {
			y, _ := c.declare(v)
			return y.off, ranged{}
		}
	}
	off = c.slot(basics[types.Int])
	return off, c.iterated(s, c.inFrame(t, c.rt(t), off), nil)
}

// counted runs a body with what is in the frame at i from 0 to n-1.
func counted[T int | int64](i uintptr, n func(F) T, r ranged, body stmt, lb, lc ctl) stmt {
	return func(f F) ctl {
		stop := headOf(f).th.stop
		for k, n := T(0), n(f); k < n; k++ {
			*at[T](f, i) = k
			r.set(f)
			if atomic.LoadUint32(stop) != 0 {
				headOf(f).th.halt()
			}
			if k := body(f); k != next {
				if k, end := ends(k, lb, lc); end {
					return k
				}
			}
		}
		return next
	}
}

func (c *fn) rangeSlice(s *ast.RangeStmt, x *expr, u *types.Slice, lb, lc ctl) stmt {
	h, i := c.temp(x.t), c.temp(types.Typ[types.Int])
	get, size, ert := x.get.(func(F) sliceH), x.rt.Elem().Size(), x.rt.Elem()
	var el *expr
	if !isBlank(s.Value) {
		el = c.at(u.Elem(), ert, func(f F) unsafe.Pointer {
			return unsafe.Add(at[sliceH](f, h.off).p, uintptr(*at[int](f, i.off))*size)
		})
		if el.r != nil {
			el.get = el.r.indexLocal(h.off, i.off)
		}
	}
	r := c.iterated(s, i, el)
	body := c.block(s.Body.List)
	return func(f F) ctl {
		v := get(f)
		*at[sliceH](f, h.off) = v
		stop := headOf(f).th.stop
		for k := range v.len {
			*at[int](f, i.off) = k
			r.set(f)
			if atomic.LoadUint32(stop) != 0 {
				headOf(f).th.halt()
			}
			if k := body(f); k != next {
				if k, end := ends(k, lb, lc); end {
					return k
				}
			}
		}
		return next
	}
}

// rangeArray ranges over a copy of an array, or over one that x points to.
func (c *fn) rangeArray(s *ast.RangeStmt, x *expr, u *types.Array, lb, lc ctl) stmt {
	n := int(u.Len())
	i := c.temp(types.Typ[types.Int])
	p := c.slot(basics[types.UnsafePointer])
	var begin func(F)
	var el *expr
	ert := c.rt(u.Elem())
	size := ert.Size()
	isPtr := isPointer(x.t)
	switch {
	case isBlank(s.Value):
		begin = func(F) {}
		if x.calls {
			e := c.effect(x)
			begin = func(f F) { e(f) }
		}
	case isPtr:
		get := x.get.(func(F) unsafe.Pointer)
		begin = func(f F) {
			q := get(f)
			if n > 0 {
				touch(q)
			}
			*at[unsafe.Pointer](f, p) = q
		}
		el = c.at(u.Elem(), ert, func(f F) unsafe.Pointer {
			return unsafe.Add(*at[unsafe.Pointer](f, p), uintptr(*at[int](f, i.off))*size)
		})
	default:
		cp, to := c.slot(x.rt), c.to(x)
		begin = func(f F) { to(f, unsafe.Add(f, cp)) }
		el = c.at(u.Elem(), ert, func(f F) unsafe.Pointer {
			return unsafe.Add(f, cp+uintptr(*at[int](f, i.off))*size)
		})
	}
	r := c.iterated(s, i, el)
	body := c.block(s.Body.List)
	return func(f F) ctl {
		begin(f)
		for k := range n {
			*at[int](f, i.off) = k
			r.set(f)
			if k, end := iteration(f, body, lb, lc); end {
				return k
			}
		}
		return next
	}
}

func (c *fn) rangeString(s *ast.RangeStmt, x *expr, lb, lc ctl) stmt {
	get := x.get.(func(F) string)
	i, ch := c.temp(types.Typ[types.Int]), c.temp(types.Typ[types.Rune])
	r := c.iterated(s, i, ch)
	body := c.block(s.Body.List)
	return func(f F) ctl {
		v := get(f)
		for k := 0; k < len(v); {
			c, n := rune(v[k]), 1
			if c >= utf8.RuneSelf {
				c, n = utf8.DecodeRuneInString(v[k:])
			}
			*at[int](f, i.off), *at[rune](f, ch.off) = k, c
			r.set(f)
			if k, end := iteration(f, body, lb, lc); end {
				return k
			}
			k += n
		}
		return next
	}
}

func (c *fn) rangeMap(s *ast.RangeStmt, x *expr, u *types.Map, lb, lc ctl) stmt {
	k, v := c.temp(u.Key()), c.temp(u.Elem())
	var key, val *expr
	if !isBlank(s.Key) {
		key = k
	}
	if !isBlank(s.Value) {
		val = v
	}
	r := c.iterated(s, key, val)
	body := c.block(s.Body.List)
	get, rt := x.get.(func(F) unsafe.Pointer), x.rt
	return func(f F) ctl {
		m := get(f)
		it := reflect.NewAt(rt, unsafe.Pointer(&m)).Elem().MapRange()
		for it.Next() {
			if key != nil {
				reflect.NewAt(k.rt, unsafe.Add(f, k.off)).Elem().SetIterKey(it)
			}
			if val != nil {
				reflect.NewAt(v.rt, unsafe.Add(f, v.off)).Elem().SetIterValue(it)
			}
			r.set(f)
			if k, end := iteration(f, body, lb, lc); end {
				return k
			}
		}
		return next
	}
}

func (c *fn) rangeChan(s *ast.RangeStmt, x *expr, u *types.Chan, lb, lc ctl) stmt {
	held := c.temp(x.t)
	v, ok := c.temp(u.Elem()), c.temp(types.Typ[types.Bool])
	recv := c.receiveTo(held, v, ok)
	r := c.iterated(s, v, nil)
	body := c.block(s.Body.List)
	get := x.get.(func(F) unsafe.Pointer)
	return func(f F) ctl {
		*at[unsafe.Pointer](f, held.off) = get(f)
		for {
			recv(f)
			if !*at[bool](f, ok.off) {
				return next
			}
			r.set(f)
			if k, end := iteration(f, body, lb, lc); end {
				return k
			}
		}
	}
}

// A yielding is a range over a function that runs: its body, as the function's
// argument, is called with the loop's frame.
type yielding struct {
	k     ctl
	state loopState
}

type loopState int

const (
	ready   loopState = iota // between calls of the body
	running                  // the body runs
	exited                   // the body has ended the loop
	over                     // the function has returned
)

// rangeFunc ranges over a function: the body is compiled code's yield, and runs
// in the frame of the function that it is written in.
func (c *fn) rangeFunc(s *ast.RangeStmt, x *expr, u *types.Signature, lb, lc ctl) stmt {
	yt := u.Params().At(0).Type()
	ysig := yt.Underlying().(*types.Signature)
	var places []*expr
	for v := range ysig.Params().Variables() {
		places = append(places, c.temp(v.Type()))
	}
	var key, val *expr
	if len(places) > 0 && !isBlank(s.Key) {
		key = places[0]
	}
	if len(places) > 1 && !isBlank(s.Value) {
		val = places[1]
	}
	yv := c.temp(yt)
	k := &callee{sig: u, value: x}
	if x == nil {
		k = c.callee(ast.Unparen(s.X))
	}
	call := c.effect(c.finish(k, []*expr{yv}))
	r := c.iterated(s, key, val)
	body := c.block(s.Body.List)

	// The body's own code takes the values, and runs in the loop's frame, which
	// its environment is.
	n := &fn{m: c.m, info: c.info, vars: map[*types.Var]*variable{}, sig: ysig}
	c.ranges++
	n.co = c.m.newCode(c.co.name, fmt.Sprintf("%s-range%d", c.co.symbol, c.ranges))
	n.l.size = headSize
	n.co.params, n.co.results, _ = c.m.place(&n.l, ysig, nil)
	cps := make([]func(dst, src unsafe.Pointer), len(places))
	for i, p := range places {
		cps[i] = copier(p.rt)
	}
	type env struct {
		f F // first, for trace
		y *yielding
	}
	pos := s.Pos()
	n.co.loop = pos
	n.co.body = func(y F) ctl {
		e := (*env)(headOf(y).env)
		switch e.y.state {
		case running:
			panic(runtimeError("range function continued iteration while loop body was running"))
		case exited:
			panic(runtimeError("range function continued iteration after function for loop body returned false"))
		case over:
			panic(runtimeError("range function continued iteration after whole loop exit"))
		}
		e.y.state = running
		for i, cp := range cps {
			cp(unsafe.Add(e.f, places[i].off), unsafe.Add(y, n.co.params[i].off))
		}
		r.set(e.f)
		kk, end := iteration(e.f, body, lb, lc)
		e.y.state = ready
		headOf(e.f).pos = pos
		if end {
			e.y.k, e.y.state = kk, exited
		}
		*at[bool](y, n.co.results[0].off) = !end
		return next
	}
	n.done()
	cell := &funcCell{name: n.co.name}
	cell.code.Store(n.co)
	yrt, m := c.rt(yt), c.m
	return func(f F) ctl {
		y := &yielding{}
		headOf(f).pos = pos
		*at[unsafe.Pointer](f, yv.off) = unsafe.Pointer(newClosure(m, yrt, cell, unsafe.Pointer(&env{f, y})))
		call(f)
		if y.state == running {
			panic(runtimeError("range function recovered a loop body panic and did not resume panicking"))
		}
		y.state = over
		return y.k
	}
}

func (c *fn) isFunc(id *ast.Ident) bool {
	_, ok := c.info.Uses[id].(*types.Func)
	return ok
}
