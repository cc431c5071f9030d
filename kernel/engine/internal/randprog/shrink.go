package randprog

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// An Edit replaces part of a checked program's text.
type Edit struct {
	from, to int
	text     string
}

func (e Edit) gain() int { return e.to - e.from - len(e.text) }

// Edits are changes that make a program shorter, the greatest first. What they
// make may not check.
func (c *Checked) Edits() []Edit {
	es := slices.DeleteFunc(c.edits(), func(e Edit) bool { return e.gain() <= 0 })
	slices.SortStableFunc(es, func(a, b Edit) int { return cmp.Compare(b.gain(), a.gain()) })
	return es
}

// Edited is the program with some edits made; of those that overlap the first.
func (c *Checked) Edited(es ...Edit) (*Program, error) {
	var made []Edit
	for _, e := range es {
		if !slices.ContainsFunc(made, func(m Edit) bool { return e.from < m.to && m.from < e.to }) {
			made = append(made, e)
		}
	}
	slices.SortFunc(made, func(a, b Edit) int { return cmp.Compare(b.from, a.from) })
	text := c.text
	for _, e := range made {
		text = text[:e.from] + e.text + text[e.to:]
	}
	return parse(c.Program, text)
}

func (c *Checked) offset(p token.Pos) int { return c.fset.Position(p).Offset }

func (c *Checked) cut(n ast.Node) string { return c.text[c.offset(n.Pos()):c.offset(n.End())] }

func (c *Checked) edits() (es []Edit) {
	replace := func(n ast.Node, text string) {
		es = append(es, Edit{c.offset(n.Pos()), c.offset(n.End()), text})
	}
	list := func(ss []ast.Stmt) {
		for _, s := range ss {
			if b, ok := s.(*ast.BlockStmt); ok {
				replace(b, c.inner(b))
			}
		}
		for n := len(ss); n >= 1; n /= 2 { // runs of statements
			for i := 0; i+n <= len(ss); i += n {
				if n == 1 && c.isTick(ss[i]) {
					continue
				}
				es = append(es, Edit{c.offset(ss[i].Pos()), c.offset(ss[i+n-1].End()), ""})
			}
		}
	}
	exprs := func(l []ast.Expr) {
		for i, e := range l {
			if i < len(l)-1 {
				es = append(es, Edit{c.offset(e.Pos()), c.offset(l[i+1].Pos()), ""})
			} else if i > 0 {
				es = append(es, Edit{c.offset(l[i-1].End()), c.offset(e.End()), ""})
			} else {
				replace(e, "")
			}
		}
	}
	ast.Inspect(c.file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if n.Name.Name != c.Program.Run() {
				replace(n, "")
			}
		case *ast.GenDecl:
			if n.Tok == token.IMPORT || isUses(n) {
				return false
			}
			replace(n, "")
		case *ast.BlockStmt:
			list(n.List)
		case *ast.CaseClause:
			list(n.Body)
			replace(n, "")
		case *ast.CommClause:
			list(n.Body)
			replace(n, "")
		case *ast.LabeledStmt:
			replace(n, c.cut(n.Stmt))
		case *ast.IfStmt:
			replace(n, c.inner(n.Body))
			if n.Else != nil {
				replace(n, c.cut(n.Else))
				es = append(es, Edit{c.offset(n.Body.End()), c.offset(n.Else.End()), ""})
			}
			if n.Init != nil {
				replace(n, c.cut(n.Init)+"\n"+"if "+c.text[c.offset(n.Cond.Pos()):c.offset(n.End())])
			}
		case *ast.ForStmt:
			replace(n, c.inner(n.Body))
		case *ast.RangeStmt:
			replace(n, c.inner(n.Body))
		case *ast.Field:
			replace(n, "")
		case *ast.CompositeLit:
			exprs(n.Elts)
		case *ast.CallExpr:
			exprs(n.Args)
			if f, ok := n.Fun.(*ast.FuncLit); ok && len(n.Args) == 0 {
				replace(n, c.inner(f.Body))
			}
			for _, a := range n.Args { // LibCaught(func() {...})
				if f, ok := a.(*ast.FuncLit); ok && len(n.Args) == 1 {
					replace(n, c.inner(f.Body))
				}
			}
		case *ast.AssignStmt:
			if len(n.Lhs) > 1 && len(n.Lhs) == len(n.Rhs) {
				for i := range n.Lhs {
					replace(n, c.cut(n.Lhs[i])+n.Tok.String()+c.cut(n.Rhs[i]))
				}
			}
		}
		if e, ok := n.(ast.Expr); ok {
			c.simpler(e, replace)
		}
		return true
	})
	return es
}

func (c *Checked) inner(b *ast.BlockStmt) string {
	return c.text[c.offset(b.Lbrace)+1 : c.offset(b.Rbrace)]
}

func (c *Checked) isTick(s ast.Stmt) bool { return c.cut(s) == "LibTick()" }

// simpler replaces an expression by one inside it of its type, or by a literal.
func (c *Checked) simpler(e ast.Expr, replace func(ast.Node, string)) {
	tv, ok := c.info.Types[e]
	if !ok || !tv.IsValue() || tv.Type == nil {
		return
	}
	if _, ok := e.(*ast.BasicLit); ok {
		return
	}
	ast.Inspect(e, func(n ast.Node) bool {
		if _, ok := n.(*ast.FuncLit); ok {
			return false
		}
		if x, ok := n.(ast.Expr); ok && x != e {
			if xt, ok := c.info.Types[x]; ok && xt.IsValue() && xt.Type != nil && types.Identical(xt.Type, tv.Type) {
				replace(e, c.cut(x))
			}
		}
		return true
	})
	name := types.TypeString(tv.Type, func(*types.Package) string { return "" })
	switch u := tv.Type.Underlying().(type) {
	case *types.Basic:
		switch b := u; {
		case b.Info()&types.IsUntyped != 0:
		case b.Info()&types.IsNumeric != 0:
			replace(e, name+"(1)")
			replace(e, "1")
		case b.Info()&types.IsString != 0:
			replace(e, name+`("")`)
		case b.Info()&types.IsBoolean != 0:
			replace(e, "true")
		}
	case *types.Pointer, *types.Slice, *types.Map, *types.Signature, *types.Interface:
		replace(e, "nil")
	}
}
