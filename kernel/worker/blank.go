//go:build !windows

package worker

import "go/ast"

// nameBlank names the parameter of each function that has one and gives it no
// name, or _: gomacro fails to call such functions.
func nameBlank(node ast.Node) {
	ast.Inspect(node, func(n ast.Node) bool {
		var typ *ast.FuncType
		switch n := n.(type) {
		case *ast.FuncDecl:
			if n.Recv == nil {
				typ = n.Type
			}
		case *ast.FuncLit:
			typ = n.Type
		}
		if typ == nil || len(typ.Params.List) != 1 {
			return true
		}
		if param := typ.Params.List[0]; len(param.Names) == 0 || len(param.Names) == 1 && param.Names[0].Name == "_" {
			param.Names = []*ast.Ident{ident("_blank", param.Pos())}
		}
		return true
	})
}
