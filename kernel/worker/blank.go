//go:build !windows

package worker

import (
	"fmt"
	"go/ast"
)

// nameBlank names the parameters that functions give no name, or _: gomacro
// fails to call such functions.
func nameBlank(node ast.Node) {
	ast.Inspect(node, func(n ast.Node) bool {
		var typ *ast.FuncType
		switch n := n.(type) {
		case *ast.FuncDecl:
			typ = n.Type
		case *ast.FuncLit:
			typ = n.Type
		}
		if typ == nil {
			return true
		}
		count := 0
		for _, param := range typ.Params.List {
			if len(param.Names) == 0 {
				param.Names = []*ast.Ident{ident("_", param.Pos())}
			}
			for i, name := range param.Names {
				if count++; name.Name == "_" {
					param.Names[i] = ident(fmt.Sprint("_blank", count), name.Pos())
				}
			}
		}
		return true
	})
}
