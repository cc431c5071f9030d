//go:build !windows

package worker

import (
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/ast/astutil"
)

// gomacro computes a &= b where a ^= b is written and a is no variable, and does
// not know a <<= b and a >>= b there:
//
//	a[i] ^= b      a[i] = a[i] ^ (b)
//	a[f()] ^= b    func() { _at := f(); a[_at] = a[_at] ^ (b) }()
//	f().x ^= b     func() { _at := &f().x; *_at = *_at ^ (b) }()
const atName = "_at"

var unassignable = map[token.Token]token.Token{token.XOR_ASSIGN: token.XOR, token.SHL_ASSIGN: token.SHL, token.SHR_ASSIGN: token.SHR}

func rewriteOperators(node ast.Node) ast.Node {
	return astutil.Apply(node, nil, func(c *astutil.Cursor) bool {
		n, ok := c.Node().(*ast.AssignStmt)
		if !ok || unassignable[n.Tok] == token.ILLEGAL || len(n.Lhs) != 1 || len(n.Rhs) != 1 {
			return true
		}
		op := unassignable[n.Tok]
		place := ast.Unparen(n.Lhs[0])
		if _, variable := place.(*ast.Ident); variable {
			return true
		}
		if again := copyOf(place); again != nil {
			n.Tok, n.Rhs[0] = token.ASSIGN, operation(again, op, n.Rhs[0])
			return true
		}
		pos := n.TokPos
		var at, to, from ast.Expr // what is computed once, and the place by it
		index, ok := place.(*ast.IndexExpr)
		if ok && copyOf(index.X) != nil {
			indexed := func(x ast.Expr) ast.Expr {
				return &ast.IndexExpr{X: x, Lbrack: index.Lbrack, Index: ident(atName, pos), Rbrack: index.Rbrack}
			}
			at, to, from = index.Index, indexed(index.X), indexed(copyOf(index.X))
		} else {
			star := func() ast.Expr { return &ast.StarExpr{Star: pos, X: ident(atName, pos)} }
			at, to, from = &ast.UnaryExpr{OpPos: pos, Op: token.AND, X: place}, star(), star()
		}
		body := &ast.BlockStmt{Lbrace: pos, Rbrace: n.End(), List: []ast.Stmt{
			&ast.AssignStmt{Lhs: []ast.Expr{ident(atName, pos)}, TokPos: pos, Tok: token.DEFINE, Rhs: []ast.Expr{at}},
			&ast.AssignStmt{Lhs: []ast.Expr{to}, TokPos: pos, Tok: token.ASSIGN, Rhs: []ast.Expr{operation(from, op, n.Rhs[0])}},
		}}
		c.Replace(&ast.ExprStmt{X: &ast.CallExpr{
			Fun:    &ast.FuncLit{Type: &ast.FuncType{Func: pos, Params: &ast.FieldList{Opening: pos, Closing: pos}}, Body: body},
			Lparen: pos, Rparen: pos,
		}})
		return true
	})
}

func operation(x ast.Expr, op token.Token, y ast.Expr) ast.Expr {
	return &ast.BinaryExpr{X: x, OpPos: y.Pos(), Op: op, Y: &ast.ParenExpr{Lparen: y.Pos(), X: y, Rparen: y.End()}}
}

// copyOf is a copy of an expression that can be computed twice; nil of others.
func copyOf(x ast.Expr) ast.Expr {
	switch x := x.(type) {
	case *ast.Ident:
		return ident(x.Name, x.Pos())
	case *ast.BasicLit:
		again := *x
		return &again
	case *ast.ParenExpr:
		return copyOf(x.X)
	case *ast.SelectorExpr:
		if of := copyOf(x.X); of != nil {
			return &ast.SelectorExpr{X: of, Sel: ident(x.Sel.Name, x.Sel.Pos())}
		}
	case *ast.StarExpr:
		if of := copyOf(x.X); of != nil {
			return &ast.StarExpr{Star: x.Star, X: of}
		}
	case *ast.IndexExpr:
		if of, index := copyOf(x.X), copyOf(x.Index); of != nil && index != nil {
			return &ast.IndexExpr{X: of, Lbrack: x.Lbrack, Index: index, Rbrack: x.Rbrack}
		}
	case *ast.BinaryExpr:
		if left, right := copyOf(x.X), copyOf(x.Y); left != nil && right != nil {
			return &ast.BinaryExpr{X: left, OpPos: x.OpPos, Op: x.Op, Y: right}
		}
	}
	return nil
}
