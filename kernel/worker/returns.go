//go:build !windows

package worker

import (
	"go/ast"
	"go/token"
)

// missingReturn finds the end of the first function with results that can come
// to it without a return, which gomacro does not mind.
func missingReturn(nodes []ast.Node) (end token.Pos) {
	for _, node := range nodes {
		ast.Inspect(node, func(n ast.Node) bool {
			var typ *ast.FuncType
			var body *ast.BlockStmt
			switch n := n.(type) {
			case *ast.FuncDecl:
				typ, body = n.Type, n.Body
			case *ast.FuncLit:
				typ, body = n.Type, n.Body
			}
			if body != nil && typ.Results.NumFields() > 0 && end == token.NoPos && !terminates(body, "") {
				end = body.Rbrace
			}
			return end == token.NoPos
		})
	}
	return end
}

// terminates tells whether nothing can run after a statement, as the language
// specification has it ("Terminating statements").
func terminates(stmt ast.Stmt, label string) bool {
	switch s := stmt.(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.BranchStmt:
		return s.Tok == token.GOTO || s.Tok == token.FALLTHROUGH
	case *ast.ExprStmt:
		call, ok := s.X.(*ast.CallExpr)
		if !ok {
			return false
		}
		id, ok := call.Fun.(*ast.Ident)
		return ok && id.Name == "panic"
	case *ast.BlockStmt:
		return endsAll(s.List)
	case *ast.IfStmt:
		return s.Else != nil && terminates(s.Body, "") && terminates(s.Else, "")
	case *ast.ForStmt:
		return s.Cond == nil && !breaks(s.Body, label)
	case *ast.LabeledStmt:
		return terminates(s.Stmt, s.Label.Name)
	case *ast.SwitchStmt:
		return clausesEnd(s.Body, label)
	case *ast.TypeSwitchStmt:
		return clausesEnd(s.Body, label)
	case *ast.SelectStmt:
		for _, clause := range s.Body.List {
			if comm := clause.(*ast.CommClause); !endsAll(comm.Body) {
				return false
			}
		}
		return !breaks(s.Body, label)
	}
	return false
}

// endsAll tells whether a list of statements ends with one that terminates.
func endsAll(list []ast.Stmt) bool {
	for len(list) > 0 {
		if _, empty := list[len(list)-1].(*ast.EmptyStmt); !empty {
			return terminates(list[len(list)-1], "")
		}
		list = list[:len(list)-1]
	}
	return false
}

// clausesEnd tells whether each case of a switch terminates, and one is the
// default.
func clausesEnd(body *ast.BlockStmt, label string) bool {
	byDefault := false
	for _, s := range body.List {
		clause := s.(*ast.CaseClause)
		byDefault = byDefault || clause.List == nil
		if !endsAll(clause.Body) {
			return false
		}
	}
	return byDefault && !breaks(body, label)
}

// breaks tells whether a break leaves the statement whose body it is.
func breaks(body *ast.BlockStmt, label string) (found bool) {
	var inspect func(n ast.Node, inner bool)
	inspect = func(n ast.Node, inner bool) {
		ast.Inspect(n, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit:
				return false
			case *ast.BranchStmt:
				if n.Tok == token.BREAK && (n.Label == nil && !inner || n.Label != nil && n.Label.Name == label) {
					found = true
				}
			case *ast.ForStmt:
				inspect(n.Body, true)
				return false
			case *ast.RangeStmt:
				inspect(n.Body, true)
				return false
			case *ast.SwitchStmt:
				inspect(n.Body, true)
				return false
			case *ast.TypeSwitchStmt:
				inspect(n.Body, true)
				return false
			case *ast.SelectStmt:
				inspect(n.Body, true)
				return false
			}
			return !found
		})
	}
	for _, s := range body.List {
		inspect(s, false)
	}
	return found
}

// rewriteGotos gives the body of each function that has a goto a block of its
// own, where gomacro finds the labels.
func rewriteGotos(node ast.Node) {
	ast.Inspect(node, func(n ast.Node) bool {
		var body *ast.BlockStmt
		switch n := n.(type) {
		case *ast.FuncDecl:
			body = n.Body
		case *ast.FuncLit:
			body = n.Body
		}
		if body == nil {
			return true
		}
		jumps := false
		ast.Inspect(body, func(n ast.Node) bool {
			if _, ok := n.(*ast.FuncLit); ok {
				return false
			}
			branch, ok := n.(*ast.BranchStmt)
			jumps = jumps || ok && branch.Tok == token.GOTO
			return !jumps
		})
		if jumps {
			body.List = []ast.Stmt{&ast.BlockStmt{Lbrace: body.Lbrace, List: body.List, Rbrace: body.Rbrace}}
		}
		return true
	})
}
