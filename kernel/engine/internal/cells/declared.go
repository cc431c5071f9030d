package cells

import (
	"go/ast"
	"go/token"
)

// DeclaredAt parses a cell and returns the name that is at a line and a column, in
// bytes from 1, and the cell's syntax; nil if there is none.
func DeclaredAt(src string, line, col int) (*token.FileSet, *ast.File, *ast.Ident) {
	nb := &Notebook{fset: token.NewFileSet()}
	s, _ := nb.parseLoose(src)
	s.gather()
	var found *ast.Ident
	ast.Inspect(s.file, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && id.Pos().IsValid() {
			if p := nb.fset.Position(id.Pos()); p.Line == line && p.Column == col {
				found = id
			}
		}
		return found == nil
	})
	return nb.fset, s.file, found
}
