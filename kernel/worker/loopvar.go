//go:build !windows

package worker

import (
	"go/ast"
	"go/token"
)

// Names that no cell would use, for the loops' variables.
const (
	loopPointer = "_loop_"
	loopFirst   = "_first_"
)

// rewriteLoops gives each iteration its own variables, as Go has it since
// 1.22 and gomacro has not. Only loops whose body makes closures or takes
// addresses can tell, and only those are rewritten.
func rewriteLoops(node ast.Node) {
	ast.Inspect(node, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BlockStmt:
			freshLoops(n.List)
		case *ast.CaseClause:
			freshLoops(n.Body)
		case *ast.CommClause:
			freshLoops(n.Body)
		}
		return true
	})
}

func freshLoops(list []ast.Stmt) {
	for i, stmt := range list {
		list[i] = freshLoop(stmt)
	}
}

// freshLoop returns the statement, or what replaces it.
func freshLoop(stmt ast.Stmt) ast.Stmt {
	inner := stmt
	labeled, _ := stmt.(*ast.LabeledStmt)
	if labeled != nil {
		inner = labeled.Stmt
	}
	switch loop := inner.(type) {
	case *ast.RangeStmt:
		if loop.Tok == token.DEFINE && captures(loop.Body) {
			var vars []*ast.Ident
			for _, e := range []ast.Expr{loop.Key, loop.Value} {
				if id, ok := e.(*ast.Ident); ok && id.Name != "_" {
					vars = append(vars, id)
				}
			}
			loop.Body.List = append(copies(vars, loop.Body.Pos()), loop.Body.List...)
		}
	case *ast.ForStmt:
		init, ok := loop.Init.(*ast.AssignStmt)
		if !ok || init.Tok != token.DEFINE || !captures(loop.Body) {
			return stmt
		}
		block := freshFor(loop, init)
		if labeled != nil {
			labeled.Stmt = loop
			block.List[len(block.List)-1] = labeled
		}
		return block
	}
	return stmt
}

// freshFor turns "for i := 0; cond; post { body }" into
//
//	{
//		i := 0
//		p, first := &i, true
//		for {
//			i := *p // a fresh one, from the last iteration's
//			p = &i
//			if first { first = false } else { post }
//			if !cond { break }
//			body
//		}
//	}
func freshFor(loop *ast.ForStmt, init *ast.AssignStmt) *ast.BlockStmt {
	pos := loop.Pos()
	id := func(name string) *ast.Ident { return &ast.Ident{NamePos: pos, Name: name} }
	assign := func(tok token.Token, to *ast.Ident, x ast.Expr) ast.Stmt {
		return &ast.AssignStmt{Lhs: []ast.Expr{to}, TokPos: pos, Tok: tok, Rhs: []ast.Expr{x}}
	}
	block := &ast.BlockStmt{Lbrace: pos, Rbrace: loop.End(), List: []ast.Stmt{init}}
	var head []ast.Stmt
	for _, e := range init.Lhs {
		v, ok := e.(*ast.Ident)
		if !ok || v.Name == "_" {
			continue
		}
		p := loopPointer + v.Name
		address := func() ast.Expr { return &ast.UnaryExpr{OpPos: pos, Op: token.AND, X: id(v.Name)} }
		block.List = append(block.List, assign(token.DEFINE, id(p), address()))
		head = append(head,
			assign(token.DEFINE, id(v.Name), &ast.StarExpr{Star: pos, X: id(p)}),
			assign(token.ASSIGN, id(p), address()))
	}
	if loop.Post != nil {
		block.List = append(block.List, assign(token.DEFINE, id(loopFirst), id("true")))
		head = append(head, &ast.IfStmt{If: pos, Cond: id(loopFirst),
			Body: &ast.BlockStmt{Lbrace: pos, List: []ast.Stmt{assign(token.ASSIGN, id(loopFirst), id("false"))}, Rbrace: pos},
			Else: &ast.BlockStmt{Lbrace: pos, List: []ast.Stmt{loop.Post}, Rbrace: pos}})
	}
	if loop.Cond != nil {
		head = append(head, &ast.IfStmt{If: pos, Cond: &ast.UnaryExpr{OpPos: pos, Op: token.NOT, X: &ast.ParenExpr{Lparen: pos, X: loop.Cond, Rparen: pos}},
			Body: &ast.BlockStmt{Lbrace: pos, List: []ast.Stmt{&ast.BranchStmt{TokPos: pos, Tok: token.BREAK}}, Rbrace: pos}})
	}
	loop.Init, loop.Cond, loop.Post = nil, nil, nil
	loop.Body = &ast.BlockStmt{Lbrace: loop.Body.Lbrace, Rbrace: loop.Body.Rbrace, List: append(head, loop.Body)}
	block.List = append(block.List, loop)
	return block
}

// copies declares each variable anew: v := v.
func copies(vars []*ast.Ident, pos token.Pos) []ast.Stmt {
	var list []ast.Stmt
	for _, v := range vars {
		list = append(list, &ast.AssignStmt{
			Lhs: []ast.Expr{&ast.Ident{NamePos: pos, Name: v.Name}}, TokPos: pos, Tok: token.DEFINE,
			Rhs: []ast.Expr{&ast.Ident{NamePos: pos, Name: v.Name}},
		})
	}
	return list
}

// captures tells whether a variable of the loop could outlive its iteration.
func captures(body *ast.BlockStmt) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			found = true
		case *ast.UnaryExpr:
			found = found || n.Op == token.AND
		}
		return !found
	})
	return found
}
