//go:build !windows

package worker

import (
	"go/ast"
	"go/token"
	"slices"
	"strconv"

	"github.com/cosmos72/gomacro/fast"
)

// importDotted imports what a cell imports by import . "path" before the cell
// is compiled: gomacro would fill the names in only when it has run. It returns
// the other nodes.
func (e *Evaluator) importDotted(nodes []ast.Node) (rest []ast.Node) {
	for _, node := range nodes {
		decl, ok := node.(*ast.GenDecl)
		if !ok || decl.Tok != token.IMPORT {
			rest = append(rest, node)
			continue
		}
		var specs []ast.Spec
		for _, s := range decl.Specs {
			spec, ok := s.(*ast.ImportSpec)
			if !ok || spec.Name == nil || spec.Name.Name != "." {
				specs = append(specs, s)
				continue
			}
			if path, err := strconv.Unquote(spec.Path.Value); err == nil {
				e.ir.ImportPackage(".", path)
				if path == "fmt" {
					for _, name := range printing {
						e.dotted[name] = e.ir.Comp.Binds[name]
					}
				}
			}
		}
		if len(specs) > 0 {
			decl.Specs = specs
			rest = append(rest, decl)
		}
	}
	return rest
}

// prints tells whether the call is one of fmt.Print* or fmt.Fprint*, by
// whatever name the package goes.
func (e *Evaluator) prints(call *ast.CallExpr) bool {
	called := call.Fun
	if isName(called, printName) {
		called = call.Args[0]
	}
	switch fun := called.(type) {
	case *ast.SelectorExpr:
		id, ok := fun.X.(*ast.Ident)
		if !ok || !slices.Contains(printing, fun.Sel.Name) {
			return false
		}
		sym := e.ir.Comp.TryResolve(id.Name)
		if sym == nil {
			return false
		}
		imp, ok := sym.Value.(*fast.Import)
		return ok && imp.Path == "fmt"
	case *ast.Ident:
		bind := e.dotted[fun.Name]
		return bind != nil && e.ir.Comp.Binds[fun.Name] == bind
	}
	return false
}

// printing are fmt's functions whose results nobody wants to see.
var printing = []string{"Print", "Printf", "Println", "Fprint", "Fprintf", "Fprintln"}
