package compile

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"reflect"
	"unsafe"
)

// A clause of a switch: when one of its tests holds, its body runs.
type clause struct {
	tests []func(F) bool
	body  stmt
}

// cases runs the first clause of which a test holds, else the one at dflt.
func cases(cs []clause, dflt int, l *label) stmt {
	lb, _ := labelCodes(l)
	return func(f F) ctl {
		at := dflt
	find:
		for i := range cs {
			for _, t := range cs[i].tests {
				if t(f) {
					at = i
					break find
				}
			}
		}
		for at >= 0 {
			k := cs[at].body(f)
			switch k {
			case fallthru:
				at++
				continue
			case brk, lb:
				return next
			}
			return k
		}
		return next
	}
}

func (c *fn) switchStmt(s *ast.SwitchStmt, l *label) stmt {
	var ss []stmt
	if s.Init != nil {
		ss = append(ss, c.stmt(s.Init, nil))
	}
	var tag *expr
	if s.Tag != nil {
		ss = append(ss, c.inOrder(func() stmt {
			var first []stmt
			tag = c.save(c.typed(s.Tag), &first)
			return seq(first)
		}, s.Tag))
	}
	var cs []clause
	dflt := -1
	for i, st := range s.Body.List {
		cc := st.(*ast.CaseClause)
		if cc.List == nil {
			dflt = i
		}
		var cl clause
		for _, e := range cc.List {
			if tag == nil {
				cl.tests = append(cl.tests, c.testing(func() func(F) bool { return c.trueTest(e) }, e))
				continue
			}
			cl.tests = append(cl.tests, c.testing(func() func(F) bool { return c.caseTest(tag, e) }, e))
		}
		cl.body = c.block(cc.Body)
		cs = append(cs, cl)
	}
	ss = append(ss, cases(cs, dflt, l))
	return seq(ss)
}

// caseTest reports whether the tag equals an expression.
func (c *fn) caseTest(tag *expr, e ast.Expr) func(F) bool {
	if c.info.Types[e].IsNil() {
		return c.compare(token.EQL, tag, c.as(e, tag.t))
	}
	t := c.typeOf(e)
	switch {
	case isUntyped(t):
		return c.compare(token.EQL, tag, c.as(e, tag.t))
	case types.IsInterface(t.Underlying()) && !types.IsInterface(tag.t.Underlying()):
		return c.compare(token.EQL, c.convertTo(tag, t), c.expr(e))
	case types.IsInterface(t.Underlying()):
		return c.compare(token.EQL, tag, c.expr(e))
	}
	return c.compare(token.EQL, tag, c.as(e, tag.t))
}

func (c *fn) typeSwitch(s *ast.TypeSwitchStmt, l *label) stmt {
	var ss []stmt
	if s.Init != nil {
		ss = append(ss, c.stmt(s.Init, nil))
	}
	var x ast.Expr
	switch a := s.Assign.(type) {
	case *ast.ExprStmt:
		x = ast.Unparen(a.X).(*ast.TypeAssertExpr).X
	case *ast.AssignStmt:
		x = ast.Unparen(a.Rhs[0]).(*ast.TypeAssertExpr).X
	}
	tag := c.expr(x)
	tag.isConst = false // it is read from its place
	for _, st := range s.Body.List {
		for _, e := range st.(*ast.CaseClause).List {
			if !c.info.Types[e].IsNil() && c.rt(c.typeOf(e)) == fileType {
				tag = c.called1(tag.t, c.plainFile(tag.get.(func(F) ifaceH), tag.rt))
			}
		}
	}
	tag = c.save(c.renewed(tag), &ss)
	typ := dynamicType(tag.rt)
	off := tag.off
	var cs []clause
	dflt := -1
	for i, st := range s.Body.List {
		cc := st.(*ast.CaseClause)
		if cc.List == nil {
			dflt = i
		}
		var cl clause
		var first []stmt
		v, _ := c.info.Implicits[cc].(*types.Var)
		for _, e := range cc.List {
			if c.info.Types[e].IsNil() {
				cl.tests = append(cl.tests, func(f F) bool { return at[ifaceH](f, off).tab == nil })
				continue
			}
			rt := c.rt(c.typeOf(e))
			if types.IsInterface(c.typeOf(e).Underlying()) {
				cl.tests = append(cl.tests, func(f F) bool {
					w := typ(at[ifaceH](f, off).tab)
					return w != nil && (rt.NumMethod() == 0 || itab(rt, w) != nil)
				})
				continue
			}
			match := c.m.matcher(rt)
			cl.tests = append(cl.tests, func(f F) bool { return match(typ(at[ifaceH](f, off).tab)) })
		}
		if v != nil {
			first = append(first, c.define(v, c.switched(tag, c.sub.typ(v.Type()))))
		}
		first = append(first, c.block(cc.Body))
		cl.body = seq(first)
		cs = append(cs, cl)
	}
	ss = append(ss, cases(cs, dflt, l))
	return seq(ss)
}

// switched is the tag as a value of the type that it is known to have.
func (c *fn) switched(tag *expr, t types.Type) *expr {
	if types.Identical(tag.t, t) {
		return tag
	}
	rt := c.rt(t)
	off := tag.off
	if types.IsInterface(t.Underlying()) {
		typ := dynamicType(tag.rt)
		return c.value(t, c.stoodFor(func(f F) ifaceH {
			h := *at[ifaceH](f, off)
			return assertInterface(h, typ(h.tab), tag.rt, rt)
		}, rt))
	}
	return c.held(t, rt, func(f F) unsafe.Pointer { return at[ifaceH](f, off).data })
}

// trueTest is a case of a switch without a tag.
func (c *fn) trueTest(e ast.Expr) func(F) bool {
	x := c.expr(e)
	if x.rt.Kind() != reflect.Interface {
		return x.get.(func(F) bool)
	}
	return c.compare(token.EQL, c.convertTo(c.constant(types.Typ[types.Bool], constant.MakeBool(true)), x.t), x)
}
