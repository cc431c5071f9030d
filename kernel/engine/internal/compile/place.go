package compile

import (
	"go/ast"
	"go/token"
	"slices"
	"unsafe"
)

// placed notes where a statement is, if it is one that can panic or call.
func (c *fn) placed(s ast.Stmt, x stmt) stmt { return at1(place(s), x) }

func at1(pos token.Pos, x stmt) stmt {
	if pos == anywhere {
		return x
	}
	return func(f F) ctl { headOf(f).pos = pos; return x(f) }
}

// anywhere is the place of what neither panics nor calls. token.NoPos is that
// of what may, and has none to show.
const anywhere token.Pos = -1

// place is where a statement is, if it is one that can panic or call.
func place(s ast.Stmt) token.Pos {
	can := false
	switch s := s.(type) {
	case *stepStmt:
		can = true // where it has no place, that of the step before is not its own
	case *ast.ForStmt, *ast.RangeStmt, *ast.BlockStmt, *ast.LabeledStmt, *ast.BranchStmt, *ast.SelectStmt:
		if r, ok := s.(*ast.RangeStmt); ok {
			can = mayPanic(r.X)
		}
	default:
		can = mayPanic(s)
	}
	if !can {
		return anywhere
	}
	return s.Pos()
}

// placedSeq is seq for statements that note where they are.
func placedSeq(ss []stmt, places []token.Pos) stmt {
	if n := len(ss); n < 2 || n > 4 || slices.Contains(places, anywhere) {
		all := slices.Clone(ss)
		for i, pos := range places {
			all[i] = at1(pos, ss[i])
		}
		return seq(all)
	}
	a, b, pa, pb := ss[0], ss[1], places[0], places[1]
	if len(ss) == 2 {
		return func(f F) ctl {
			headOf(f).pos = pa
			if k := a(f); k != next {
				return k
			}
			headOf(f).pos = pb
			return b(f)
		}
	}
	d := placedSeq(ss[2:], places[2:])
	return func(f F) ctl {
		headOf(f).pos = pa
		if k := a(f); k != next {
			return k
		}
		headOf(f).pos = pb
		if k := b(f); k != next {
			return k
		}
		return d(f)
	}
}

func mayPanic(n ast.Node) (can bool) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BlockStmt, *ast.FuncLit:
			return false
		case *ast.CallExpr, *ast.IndexExpr, *ast.StarExpr, *ast.SelectorExpr, *ast.TypeAssertExpr, *ast.SliceExpr, *ast.SendStmt:
			can = true
		case *ast.BinaryExpr:
			can = can || opPanics(n.Op)
		case *ast.UnaryExpr:
			can = can || n.Op == token.ARROW
		case *ast.AssignStmt:
			can = can || n.Tok == token.QUO_ASSIGN || n.Tok == token.REM_ASSIGN
		}
		return !can
	})
	return can
}

func opPanics(op token.Token) bool {
	switch op {
	case token.QUO, token.REM, token.SHL, token.SHR, token.EQL, token.NEQ:
		return true
	}
	return false
}

// onLine compiles what is at pos and can panic or call. Where that is on another line
// than its statement, or than what it is an operand of, that is where the frame is
// until it is evaluated.
func (c *fn) onLine(pos token.Pos, compile func() *expr) *expr {
	outer, line := c.line, c.m.line(pos)
	if line == outer || outer == 0 {
		return compile()
	}
	if c.hoist == nil { // else what it is called with runs in front of the statement
		c.line = line
		defer func() { c.line = outer }()
	}
	x := compile()
	if x.isConst || x.local || x.fix != nil {
		return x
	}
	y := *x
	y.of, y.index = nil, nil
	if x.get != nil {
		y.get = x.r.noted(x.get, pos)
	}
	if run := x.run; run != nil {
		y.run = func(f F) {
			h := headOf(f)
			was := h.pos
			h.pos = pos
			run(f)
			h.pos = was
		}
	}
	if into := x.into; into != nil {
		y.into = func(f F, p unsafe.Pointer) {
			h := headOf(f)
			was := h.pos
			h.pos = pos
			into(f, p)
			h.pos = was
		}
	}
	if addr := x.addr; addr != nil {
		y.addr = func(f F) unsafe.Pointer {
			h := headOf(f)
			was := h.pos
			h.pos = pos
			p := addr(f)
			h.pos = was
			return p
		}
	}
	return &y
}

func (b base[T]) noted(get getter, pos token.Pos) getter {
	g := getAs[T](get)
	return func(f F) T {
		h := headOf(f)
		was := h.pos
		h.pos = pos
		x := g(f)
		h.pos = was
		return x
	}
}

// fallible compiles an expression, other than a call, that panics at pos, if it does:
// it is where the frame is while it is evaluated.
func (c *fn) fallible(pos token.Pos, can bool, compile func() *expr) *expr {
	if !can {
		return compile()
	}
	return c.onLine(pos, compile)
}

// callPos is where a call is: what it calls may begin on a line further up.
func callPos(e *ast.CallExpr) token.Pos {
	fun := ast.Unparen(e.Fun)
	for {
		switch f := fun.(type) {
		case *ast.SelectorExpr:
			return f.Sel.Pos()
		case *ast.IndexExpr:
			fun = ast.Unparen(f.X)
		case *ast.IndexListExpr:
			fun = ast.Unparen(f.X)
		case *ast.CallExpr, *ast.FuncLit, *ast.TypeAssertExpr:
			return e.Lparen
		default:
			return f.Pos()
		}
	}
}

// line is the line of a place, 0 if it has none.
func (m *Machine) line(pos token.Pos) int {
	if !pos.IsValid() || m.opts.Fset == nil {
		return 0
	}
	return m.opts.Fset.Position(pos).Line
}
