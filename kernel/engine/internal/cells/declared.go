package cells

import (
	"go/ast"
	"go/token"
)

// Syntax parses a cell as far as it goes. What it declares is at the level of the
// file, := included.
func Syntax(src string) (*token.FileSet, *ast.File) {
	nb := &Notebook{fset: token.NewFileSet()}
	s, _ := nb.parseLoose(src)
	s.gather()
	return nb.fset, s.file
}
