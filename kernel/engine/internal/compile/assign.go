package compile

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"unsafe"
)

var assignOps = map[token.Token]token.Token{
	token.ADD_ASSIGN: token.ADD, token.SUB_ASSIGN: token.SUB, token.MUL_ASSIGN: token.MUL, token.QUO_ASSIGN: token.QUO,
	token.REM_ASSIGN: token.REM, token.AND_ASSIGN: token.AND, token.OR_ASSIGN: token.OR, token.XOR_ASSIGN: token.XOR,
	token.SHL_ASSIGN: token.SHL, token.SHR_ASSIGN: token.SHR, token.AND_NOT_ASSIGN: token.AND_NOT,
}

func (c *fn) assign(s *ast.AssignStmt) stmt {
	if op, ok := assignOps[s.Tok]; ok {
		if op == token.SHL || op == token.SHR {
			return c.updateShift(op, s.Lhs[0], s.Rhs[0])
		}
		return c.update(op, s.Lhs[0], func(t types.Type) *expr { return c.as(s.Rhs[0], t) })
	}
	if len(s.Lhs) == 1 {
		return c.assignOne(s.Lhs[0], s.Rhs[0])
	}
	if len(s.Rhs) == 1 {
		return c.assignTuple(s)
	}
	// Operands on the left and values are evaluated, then all is set.
	var first, second []stmt
	type dest struct {
		def *types.Var
		d   *expr
	}
	dests := make([]dest, len(s.Lhs))
	for i, l := range s.Lhs {
		if id, ok := l.(*ast.Ident); ok {
			if id.Name == "_" {
				continue
			}
			if v, ok := c.info.Defs[id].(*types.Var); ok {
				dests[i].def = v
				continue
			}
		}
		dests[i].d = c.dest(l, &first)
	}
	vals := make([]*expr, len(s.Rhs))
	for i, r := range s.Rhs {
		var t types.Type
		switch {
		case dests[i].def != nil:
			t = c.sub.typ(dests[i].def.Type())
		case dests[i].d != nil:
			t = dests[i].d.t
		default:
			t = defaulted(c.typeOf(r))
		}
		vals[i] = c.save(c.as(r, t), &first)
	}
	for i, d := range dests {
		switch {
		case d.def != nil:
			second = append(second, c.define(d.def, vals[i]))
		case d.d != nil:
			second = append(second, c.store(d.d, vals[i]))
		}
	}
	return seq(append(first, second...))
}

func (c *fn) assignOne(l, r ast.Expr) stmt {
	if id, ok := l.(*ast.Ident); ok {
		if id.Name == "_" {
			return c.effect(c.as(r, defaulted(c.typeOf(r))))
		}
		if v, ok := c.info.Defs[id].(*types.Var); ok {
			return c.define(v, c.as(r, c.sub.typ(v.Type())))
		}
	}
	d := c.expr(l)
	x := c.as(r, d.t)
	if x.r != nil && d.of != nil && !d.index.unsigned {
		return x.r.setIndex(d.of, d.index, x)
	}
	return c.store(d, x)
}

func isSlice(t types.Type) bool { _, ok := t.(*types.Slice); return ok }

// assignTuple is a, b = f() or one of the forms with ok.
func (c *fn) assignTuple(s *ast.AssignStmt) stmt {
	var operands []stmt // evaluated after the call, unless they call too
	dests := make([]*expr, len(s.Lhs))
	for i, l := range s.Lhs {
		if id, ok := l.(*ast.Ident); ok && (id.Name == "_" || c.info.Defs[id] != nil) {
			continue
		}
		dests[i] = c.dest(l, &operands)
	}
	x := c.multi(s.Rhs[0])
	ss := append([]stmt{c.effect(&expr{run: x.run})}, operands...)
	for i, l := range s.Lhs {
		v := x.tuple[i]
		if dests[i] != nil {
			if b, ok := v.t.(*types.Basic); ok && b.Kind() == types.Bool && !types.IsInterface(dests[i].t.Underlying()) {
				w := *v // the ok of a form is an untyped bool
				w.t, w.rt = dests[i].t, dests[i].rt
				v = &w
			}
			ss = append(ss, c.store(dests[i], c.convertTo(v, dests[i].t)))
			continue
		}
		if d, ok := c.info.Defs[l.(*ast.Ident)].(*types.Var); ok {
			ss = append(ss, c.define(d, c.convertTo(v, c.sub.typ(d.Type()))))
		}
	}
	return seq(ss)
}

// dest compiles what is assigned to, with its operands evaluated before.
func (c *fn) dest(l ast.Expr, first *[]stmt) *expr {
	switch x := ast.Unparen(l).(type) {
	case *ast.Ident:
		return c.expr(x)
	case *ast.IndexExpr:
		if _, ok := c.typeOf(x.X).Underlying().(*types.Map); ok {
			d := c.expr(x)
			return c.savedElem(d, first)
		}
		if s, ok := c.typeOf(x.X).Underlying().(*types.Slice); ok {
			// The index is checked when the element is assigned.
			sl, i := c.save(c.expr(x.X), first), c.save(c.integer(x.Index), first)
			return c.sliceElem(sl, i, s.Elem())
		}
		if _, ok := c.typeOf(x.X).Underlying().(*types.Pointer); !ok { // an array
			base := c.dest(x.X, first)
			i := c.save(c.integer(x.Index), first)
			return c.arrayElem(base, i, base.t.Underlying().(*types.Array))
		}
		p := c.save(c.expr(x.X), first)
		i := c.save(c.integer(x.Index), first)
		at := p.t.Underlying().(*types.Pointer).Elem()
		return c.arrayElem(c.deref(p, at), i, at.Underlying().(*types.Array))
	case *ast.StarExpr:
		p := c.save(c.expr(x.X), first)
		return c.deref(p, c.typeOf(x))
	case *ast.SelectorExpr:
		s := c.info.Selections[x]
		if s == nil { // of a package
			return c.expr(x)
		}
		b := c.typeOf(x.X)
		_, path, _ := types.LookupFieldOrMethod(b, true, s.Obj().Pkg(), s.Obj().Name())
		var at *expr
		if isPointer(b) {
			at = c.save(c.expr(x.X), first)
		} else {
			at = c.dest(x.X, first)
		}
		for n, i := range path {
			at = c.field(x, at, i)
			if n < len(path)-1 && isPointer(at.t) { // embedded
				at = c.save(at, first)
			}
		}
		return at
	}
	return c.expr(l)
}

// savedElem is an element of a map whose map and key are evaluated before.
func (c *fn) savedElem(d *expr, first *[]stmt) *expr {
	m, k := c.save(d.elem.m, first), c.save(d.elem.k, first)
	r := *d
	r.elem = &mapElem{m, k}
	return &r
}

// store assigns to a place, or to an element of a map.
func (c *fn) store(d, x *expr) stmt {
	if d.elem != nil {
		return c.setElem(d.elem, x)
	}
	if x.r != nil {
		switch {
		case d.local:
			return x.r.setLocal(d.off, x.get)
		case d.fix != nil:
			return x.r.setFixed(d.fix, x.get)
		}
		return x.r.setAt(d.addr, x.get)
	}
	addr := d.addr
	if x.into == nil && x.addr != nil { // memory moves as a whole
		from, w := x.addr, word(x.rt)
		if !x.calls {
			return func(f F) ctl { p := addr(f); typedmemmove(w, p, from(f)); return next }
		}
	}
	// What is made may read what it is assigned to.
	tmp, to, cp := c.slot(x.rt), c.to(x), copier(x.rt)
	return func(f F) ctl {
		p := unsafe.Add(f, tmp)
		to(f, p)
		cp(addr(f), p)
		return next
	}
}

// update is l op= y.
func (c *fn) update(op token.Token, l ast.Expr, y func(types.Type) *expr) stmt {
	d := c.expr(l)
	v := y(d.t)
	if v.calls && isPlain(l) && d.elem == nil { // the call comes first, as in compiled code
		var first []stmt
		v = c.save(v, &first)
		return seq(append(first, c.updated(op, l, d, v)))
	}
	return c.updated(op, l, d, v)
}

// updated is update with a value that is compiled.
func (c *fn) updated(op token.Token, l ast.Expr, d, v *expr) stmt {
	if d.elem != nil {
		if op == token.ADD && !v.calls {
			if s := d.r.count(d.elem.m, d.elem.k, v); s != nil {
				return s
			}
		}
		return c.updateElem(d, func(old *expr) *expr { return c.operation(op, old, v) })
	}
	if s := d.r.update(op, d, v); s != nil {
		return s
	}
	if d.local || d.fix != nil || isPlain(l) {
		return c.store(d, c.operation(op, d, v))
	}
	// The place is found once.
	p := c.slot(reflect.TypeFor[unsafe.Pointer]())
	addr := d.addr
	place := c.at(d.t, d.rt, func(f F) unsafe.Pointer { return *at[unsafe.Pointer](f, p) })
	set := c.store(place, c.operation(op, place, v))
	return func(f F) ctl {
		*at[unsafe.Pointer](f, p) = addr(f)
		return set(f)
	}
}

func isPlain(l ast.Expr) bool { _, ok := ast.Unparen(l).(*ast.Ident); return ok }

func (c *fn) updateShift(op token.Token, l, y ast.Expr) stmt {
	d, n := c.expr(l), c.shiftCount(y)
	shifted := func(old *expr) *expr { return c.value(old.t, old.r.shift(op, old.get, n)) }
	if d.elem != nil {
		return c.updateElem(d, shifted)
	}
	if d.local || d.fix != nil || isPlain(l) {
		return c.store(d, shifted(d))
	}
	p := c.slot(reflect.TypeFor[unsafe.Pointer]())
	addr := d.addr
	place := c.at(d.t, d.rt, func(f F) unsafe.Pointer { return *at[unsafe.Pointer](f, p) })
	set := c.store(place, shifted(place))
	return func(f F) ctl {
		*at[unsafe.Pointer](f, p) = addr(f)
		return set(f)
	}
}

// updateElem changes an element of a map, whose map and key are evaluated once.
func (c *fn) updateElem(d *expr, change func(old *expr) *expr) stmt {
	var ss []stmt
	m, k := c.save(d.elem.m, &ss), c.save(d.elem.k, &ss)
	old := c.mapIndex(m, k, m.t.Underlying().(*types.Map))
	ss = append(ss, c.setElem(&mapElem{m, k}, change(old)))
	return seq(ss)
}
