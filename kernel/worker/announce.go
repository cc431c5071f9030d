//go:build !windows

package worker

import (
	"go/ast"
	"go/token"
)

// gomacro compiles functions and methods that call each other one after the
// other, and the first does not find the second. Where a cell with several
// cannot be compiled, it is compiled once more with functions of their names
// and types before them, which they replace.

// announced puts the nodes that all functions may need, and functions that
// stand for those of the cell, before the parts to compile.
func announced(parts [][]ast.Node) [][]ast.Node {
	var types, functions []ast.Node
	for _, part := range parts {
		for _, node := range part {
			switch decl := node.(type) {
			case *ast.GenDecl:
				if decl.Tok != token.VAR {
					types = append(types, node)
				}
			case *ast.FuncDecl:
				if decl.Body == nil {
					continue
				}
				pos := decl.Body.Pos()
				functions = append(functions, &ast.FuncDecl{Recv: decl.Recv, Name: decl.Name, Type: decl.Type,
					Body: &ast.BlockStmt{Lbrace: pos, Rbrace: pos, List: []ast.Stmt{&ast.ExprStmt{X: callOf("panic", pos, ident("nil", pos))}}}})
			}
		}
	}
	all := [][]ast.Node{types, functions}
	for _, part := range parts {
		var rest []ast.Node
		for _, node := range part {
			if decl, ok := node.(*ast.GenDecl); !ok || decl.Tok == token.VAR {
				rest = append(rest, node)
			}
		}
		all = append(all, rest)
	}
	return all
}

// functions counts the functions and methods that a cell declares.
func functions(nodes []ast.Node) (n int) {
	for _, node := range nodes {
		if _, ok := node.(*ast.FuncDecl); ok {
			n++
		}
	}
	return n
}
