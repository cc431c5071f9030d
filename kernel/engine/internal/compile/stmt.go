package compile

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"sync/atomic"
	"unsafe"
)

// A ctl says where a statement goes on.
type ctl int

const (
	next       ctl = iota
	ret            // the function returns
	brk            // out of the innermost for, switch or select
	cont           // to the next iteration of the innermost for
	firstLabel     // then three for each label: break, continue, goto
)

type stmt = func(F) ctl

// A label of a function, and what jumps to it give.
type label struct {
	brk, cont, jump ctl
}

func (c *fn) labelOf(name string) *label {
	if c.labels == nil {
		c.labels = map[string]*label{}
	}
	l := c.labels[name]
	if l == nil {
		l = &label{c.nlabel, c.nlabel + 1, c.nlabel + 2}
		c.nlabel += 3
		c.labels[name] = l
	}
	return l
}

// block compiles a list of statements. A goto to a label among them goes on
// there.
func (c *fn) block(list []ast.Stmt) stmt {
	outer := c.line
	defer func() { c.line = outer }()
	var ss []stmt
	var places []token.Pos // of those that can panic
	var jumps []int        // where labels are: index in ss
	var codes []ctl
	for _, s := range list {
		for {
			l, ok := s.(*ast.LabeledStmt)
			if !ok {
				break
			}
			jumps, codes = append(jumps, len(ss)), append(codes, c.labelOf(l.Label.Name).jump)
			switch l.Stmt.(type) {
			case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt, *ast.BlockStmt, *ast.IfStmt:
				c.line = c.m.line(l.Stmt.Pos())
				ss, places = append(ss, c.labelled(l)), append(places, anywhere)
				s = nil
			default:
				s = l.Stmt
				continue
			}
			break
		}
		if s == nil {
			continue
		}
		c.line = c.m.line(s.Pos())
		if x := c.stmt(s, nil); x != nil {
			ss, places = append(ss, x), append(places, place(s))
		}
	}
	if len(jumps) == 0 {
		return placedSeq(ss, places)
	}
	for i, pos := range places {
		ss[i] = at1(pos, ss[i])
	}
	return func(f F) ctl {
		i := 0
	run:
		for i < len(ss) {
			k := ss[i](f)
			i++
			if k == next {
				continue
			}
			for j, code := range codes {
				if k == code {
					i = jumps[j]
					if atomic.LoadUint32(headOf(f).th.stop) != 0 {
						headOf(f).th.halt()
					}
					continue run
				}
			}
			return k
		}
		return next
	}
}

func (c *fn) labelled(l *ast.LabeledStmt) stmt {
	x := c.stmt(l.Stmt, c.labelOf(l.Label.Name))
	return c.placed(l.Stmt, x)
}

func seq(ss []stmt) stmt {
	switch len(ss) {
	case 0:
		return func(F) ctl { return next }
	case 1:
		return ss[0]
	case 2:
		a, b := ss[0], ss[1]
		return func(f F) ctl {
			if k := a(f); k != next {
				return k
			}
			return b(f)
		}
	case 3:
		a, b, d := ss[0], ss[1], ss[2]
		return func(f F) ctl {
			if k := a(f); k != next {
				return k
			}
			if k := b(f); k != next {
				return k
			}
			return d(f)
		}
	}
	return func(f F) ctl {
		for _, s := range ss {
			if k := s(f); k != next {
				return k
			}
		}
		return next
	}
}

// effect evaluates an expression for what it does.
func (c *fn) effect(e *expr) stmt {
	switch {
	case e.run != nil:
		run := e.run
		return func(f F) ctl { run(f); return next }
	case e.r != nil:
		return e.r.drop(e.get)
	}
	a := c.address(e)
	return func(f F) ctl { a(f); return next }
}

// stmt compiles a statement; l is its label.
func (c *fn) stmt(s ast.Stmt, l *label) stmt {
	switch s := s.(type) {
	case *stepStmt:
		return s.run(c)
	case *ast.EmptyStmt:
		return nil
	case *ast.ExprStmt:
		return c.inOrder(func() stmt {
			if call, ok := ast.Unparen(s.X).(*ast.CallExpr); ok {
				return c.effect(c.call(call))
			}
			return c.effect(c.expr(s.X))
		}, s.X)
	case *ast.BlockStmt:
		return breakable(c.block(s.List), l)
	case *ast.LabeledStmt:
		return c.block([]ast.Stmt{s})
	case *ast.AssignStmt:
		return c.inOrder(func() stmt { return c.assign(s) }, operands(s)...)
	case *ast.IncDecStmt:
		op := token.ADD
		if s.Tok == token.DEC {
			op = token.SUB
		}
		return c.update(op, s.X, func(t types.Type) *expr { return c.constant(t, constant.MakeInt64(1)) })
	case *ast.DeclStmt:
		g := s.Decl.(*ast.GenDecl)
		var ss []stmt
		if g.Tok == token.VAR {
			for _, sp := range g.Specs {
				v := sp.(*ast.ValueSpec)
				ss = append(ss, c.inOrder(func() stmt { return c.varSpec(v.Names, v.Values) }, v.Values...))
			}
		}
		return seq(ss)
	case *ast.ReturnStmt:
		return c.inOrder(func() stmt { return c.returnStmt(s) }, s.Results...)
	case *ast.IfStmt:
		return breakable(c.ifStmt(s), l)
	case *ast.ForStmt:
		return c.forStmt(s, l)
	case *ast.RangeStmt:
		return c.rangeStmt(s, l)
	case *ast.SwitchStmt:
		return c.switchStmt(s, l)
	case *ast.TypeSwitchStmt:
		return c.typeSwitch(s, l)
	case *ast.SelectStmt:
		return c.selectStmt(s, l)
	case *ast.BranchStmt:
		return c.branch(s)
	case *ast.DeferStmt:
		return c.inOrder(func() stmt { return c.deferStmt(s) }, append([]ast.Expr{s.Call.Fun}, s.Call.Args...)...)
	case *ast.GoStmt:
		return c.inOrder(func() stmt { return c.goStmt(s) }, append([]ast.Expr{s.Call.Fun}, s.Call.Args...)...)
	case *ast.SendStmt:
		return c.inOrder(func() stmt { return c.send(s) }, s.Chan, s.Value)
	}
	c.fail(s, "statement %T is not known", s)
	return nil
}

// breakable ends a labelled break.
func breakable(x stmt, l *label) stmt {
	if l == nil {
		return x
	}
	b := l.brk
	return func(f F) ctl {
		if k := x(f); k != b {
			return k
		}
		return next
	}
}

func (c *fn) branch(s *ast.BranchStmt) stmt {
	k := brk
	switch {
	case s.Tok == token.GOTO:
		k = c.labelOf(s.Label.Name).jump
	case s.Tok == token.FALLTHROUGH:
		k = fallthru
	case s.Tok == token.BREAK && s.Label != nil:
		k = c.labelOf(s.Label.Name).brk
	case s.Tok == token.CONTINUE && s.Label != nil:
		k = c.labelOf(s.Label.Name).cont
	case s.Tok == token.CONTINUE:
		k = cont
	}
	return func(F) ctl { return k }
}

// fallthru is what fallthrough gives.
const fallthru ctl = -1

func (c *fn) ifStmt(s *ast.IfStmt) stmt {
	var init stmt
	if s.Init != nil {
		init = c.stmt(s.Init, nil)
		if init != nil {
			init = c.placed(s.Init, init)
		}
	}
	test, then := c.cond(s.Cond), c.block(s.Body.List)
	var els stmt
	if s.Else != nil {
		els = c.stmt(s.Else, nil)
		if _, ok := s.Else.(*ast.IfStmt); ok {
			els = c.placed(s.Else, els)
		}
	}
	r := func(f F) ctl {
		if test(f) {
			return then(f)
		}
		return next
	}
	if els != nil {
		r = func(f F) ctl {
			if test(f) {
				return then(f)
			}
			return els(f)
		}
	}
	if init != nil {
		return seq([]stmt{init, r})
	}
	return r
}

func (c *fn) returnStmt(s *ast.ReturnStmt) stmt {
	res := c.co.results
	sig := c.sig
	switch {
	case len(s.Results) == 0:
		return func(F) ctl { return ret }
	case len(s.Results) == 1 && len(res) == 1:
		x := c.as(s.Results[0], c.sub.typ(sig.Results().At(0).Type()))
		if x.r != nil && len(c.named) == 0 {
			return x.r.returned(res[0].off, x.get)
		}
		set := c.setResult(0, x)
		return func(f F) ctl { set(f); return ret }
	case len(s.Results) == 1:
		x := c.multi(s.Results[0])
		ss := []stmt{c.effect(&expr{run: x.run})}
		for i := range res {
			ss = append(ss, c.setResult(i, c.convertTo(x.tuple[i], c.sub.typ(sig.Results().At(i).Type()))))
		}
		return returning(ss)
	}
	// All are evaluated before one is set: they may be named.
	var first, second []stmt
	for i, r := range s.Results {
		x := c.as(r, c.sub.typ(sig.Results().At(i).Type()))
		if len(c.named) > 0 || c.defers {
			x = c.save(x, &first)
		}
		second = append(second, c.setResult(i, x))
	}
	return returning(append(first, second...))
}

// returning runs statements and returns from the function.
func returning(ss []stmt) stmt {
	if len(ss) == 2 {
		a, b := ss[0], ss[1]
		return func(f F) ctl { a(f); b(f); return ret }
	}
	return func(f F) ctl {
		for _, s := range ss {
			s(f)
		}
		return ret
	}
}

// setResult sets a result, or the variable that it is.
func (c *fn) setResult(i int, x *expr) stmt {
	if len(c.named) > 0 && c.named[i].Name() != "_" {
		return c.store(c.varExpr(nil, c.named[i]), x)
	}
	return c.store(c.inFrame(x.t, c.co.results[i].rt, c.co.results[i].off), x)
}

func (c *fn) forStmt(s *ast.ForStmt, l *label) stmt {
	var init, post stmt
	if s.Init != nil {
		init = c.placed(s.Init, c.stmt(s.Init, nil))
	}
	var cond func(F) bool
	if s.Cond != nil {
		cond = c.cond(s.Cond)
		if mayPanic(s.Cond) {
			pos, test := s.Cond.Pos(), cond
			cond = func(f F) bool { headOf(f).pos = pos; return test(f) }
		}
	}
	body := c.block(s.Body.List)
	if s.Post != nil {
		post = c.placed(s.Post, c.stmt(s.Post, nil))
	}
	// Variables that closures have are new in each iteration.
	if as, ok := s.Init.(*ast.AssignStmt); ok && as.Tok == token.DEFINE {
		for _, e := range as.Lhs {
			v, ok := c.info.Defs[e.(*ast.Ident)].(*types.Var)
			if !ok || c.vars[v] == nil || c.vars[v].kind != inBox {
				continue
			}
			x, p := c.vars[v], post
			w, cp := word(x.rt), copier(x.rt)
			post = func(f F) ctl {
				n := unsafeNew(w)
				cp(n, *at[unsafe.Pointer](f, x.off))
				*at[unsafe.Pointer](f, x.off) = n
				if p != nil {
					return p(f)
				}
				return next
			}
		}
	}
	loop := c.loop(cond, post, body, l)
	if init == nil {
		return loop
	}
	return func(f F) ctl { init(f); return loop(f) }
}

// loop runs a body as long as a condition holds.
func (c *fn) loop(cond func(F) bool, post, body stmt, l *label) stmt {
	lb, lc := labelCodes(l)
	if cond == nil {
		cond = func(F) bool { return true }
	}
	if post == nil {
		post = func(F) ctl { return next }
	}
	return func(f F) ctl {
		stop := headOf(f).th.stop
		for cond(f) {
			if atomic.LoadUint32(stop) != 0 {
				headOf(f).th.halt()
			}
			if k := body(f); k != next {
				if k == brk || k == lb {
					break
				}
				if k != cont && k != lc {
					return k
				}
			}
			post(f)
		}
		return next
	}
}

// labelCodes are a label's codes, or some that nothing gives.
func labelCodes(l *label) (b, k ctl) {
	if l == nil {
		return brk, cont
	}
	return l.brk, l.cont
}

// varSpec is var a, b = x, y.
func (c *fn) varSpec(names []*ast.Ident, values []ast.Expr) stmt {
	if len(values) == 1 && len(names) > 1 {
		x := c.multi(values[0])
		ss := []stmt{c.effect(&expr{run: x.run})}
		for i, n := range names {
			if v, ok := c.info.Defs[n].(*types.Var); ok && n.Name != "_" {
				ss = append(ss, c.define(v, c.convertTo(x.tuple[i], c.sub.typ(v.Type()))))
			}
		}
		return seq(ss)
	}
	var ss []stmt
	if len(names) == 1 || len(values) == 0 {
		for i, n := range names {
			v, ok := c.info.Defs[n].(*types.Var)
			var x *expr
			if len(values) > 0 {
				t := c.typeOf(values[i])
				if ok {
					t = c.sub.typ(v.Type())
				}
				x = c.as(values[i], defaulted(t))
			}
			if !ok || n.Name == "_" {
				if x != nil {
					ss = append(ss, c.effect(x))
				}
				continue
			}
			ss = append(ss, c.define(v, x))
		}
		return seq(ss)
	}
	var first, second []stmt
	for i, n := range names {
		v, ok := c.info.Defs[n].(*types.Var)
		t := defaulted(c.typeOf(values[i]))
		if ok && n.Name != "_" {
			t = c.sub.typ(v.Type())
		}
		x := c.as(values[i], t)
		saved := c.save(x, &first)
		if ok && n.Name != "_" {
			second = append(second, c.define(v, saved))
		}
	}
	return seq(append(first, second...))
}

func defaulted(t types.Type) types.Type {
	if b, ok := t.(*types.Basic); ok && b.Info()&types.IsUntyped != 0 {
		return types.Default(b)
	}
	return t
}

// save evaluates an expression into a place of its own.
func (c *fn) save(x *expr, to *[]stmt) *expr {
	if x.isConst {
		return x
	}
	off, set := c.slot(x.rt), c.to(x)
	*to = append(*to, func(f F) ctl { set(f, unsafe.Add(f, off)); return next })
	return c.inFrame(x.t, x.rt, off)
}

// define makes a variable with a value, nil for zero.
func (c *fn) define(v *types.Var, x *expr) stmt {
	var to func(F, unsafe.Pointer)
	if x != nil {
		to = c.to(x) // before the variable exists: the value may mention one of its name
	}
	y, fresh := c.declare(v)
	rt, off := y.rt, y.off
	switch {
	case fresh != nil && x == nil:
		return func(f F) ctl { fresh(f); return next }
	case fresh != nil: // the value may use the variable of the iteration before
		w := word(rt)
		return func(f F) ctl {
			p := unsafeNew(w)
			to(f, p)
			*at[unsafe.Pointer](f, off) = p
			return next
		}
	case x == nil:
		clear := clearer(rt)
		return func(f F) ctl { clear(unsafe.Add(f, off)); return next }
	case x.r != nil:
		return x.r.setLocal(off, x.get)
	}
	return func(f F) ctl { to(f, unsafe.Add(f, off)); return next }
}

// bindGlobals sets variables of the notebook.
func (c *fn) bindGlobals(names []*ast.Ident, values []ast.Expr) stmt {
	set := func(n *ast.Ident, x *expr) stmt {
		v, ok := c.info.ObjectOf(n).(*types.Var)
		if !ok || n.Name == "_" {
			if x == nil {
				return nil
			}
			return c.effect(x)
		}
		d := c.varExpr(n, v)
		if x == nil {
			x = c.zero(d.t)
		}
		return c.store(d, x)
	}
	typ := func(n *ast.Ident, e ast.Expr) types.Type {
		if v, ok := c.info.ObjectOf(n).(*types.Var); ok && n.Name != "_" {
			return v.Type()
		}
		return defaulted(c.typeOf(e))
	}
	var ss []stmt
	add := func(s stmt) {
		if s != nil {
			ss = append(ss, s)
		}
	}
	switch {
	case len(values) == 0:
		for _, n := range names {
			add(set(n, nil))
		}
	case len(values) == 1 && len(names) > 1:
		x := c.multi(values[0])
		add(c.effect(&expr{run: x.run}))
		for i, n := range names {
			v, ok := c.info.ObjectOf(n).(*types.Var)
			if ok && n.Name != "_" {
				add(set(n, c.convertTo(x.tuple[i], v.Type())))
			}
		}
	case len(values) == 1:
		add(set(names[0], c.as(values[0], typ(names[0], values[0]))))
	default:
		var second []stmt
		for i, n := range names {
			x := c.save(c.as(values[i], typ(n, values[i])), &ss)
			if s := set(n, x); s != nil {
				second = append(second, s)
			}
		}
		ss = append(ss, second...)
	}
	return seq(ss)
}
