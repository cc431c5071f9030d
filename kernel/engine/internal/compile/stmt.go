package compile

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"sync/atomic"
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
		return c.inOrder(func() stmt {
			return c.update(op, s.X, func(t types.Type) *expr { return c.constant(t, constant.MakeInt64(1)) })
		}, s.X)
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
