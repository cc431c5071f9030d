//go:build !windows

package worker

import (
	"go/ast"
	"go/token"
	"path"
	"reflect"
	"strconv"

	"github.com/cosmos72/gomacro/fast"
	"github.com/cosmos72/gomacro/imports"
	xr "github.com/cosmos72/gomacro/xreflect"
)

// gomacro fails to convert a constant string to a compiled type:
//
//	json.Number("3")    json.Number(_text("3"))
const textName = "_text"

// rewriteTexts rewrites such conversions in the nodes of a cell.
func (e *Evaluator) rewriteTexts(nodes []ast.Node) {
	paths := map[string]string{} // of what the cell imports, by name
	for _, node := range nodes {
		ast.Inspect(node, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ImportSpec:
				if p, err := strconv.Unquote(n.Path.Value); err == nil {
					name := path.Base(p)
					if n.Name != nil {
						name = n.Name.Name
					}
					paths[name] = p
				}
			case *ast.CallExpr:
				if len(n.Args) != 1 {
					return true
				}
				if lit, ok := n.Args[0].(*ast.BasicLit); ok && lit.Kind == token.STRING && e.takesText(n.Fun, paths) {
					n.Args[0] = callOf(textName, lit.Pos(), lit)
				}
			}
			return true
		})
	}
}

// takesText tells whether an expression names a compiled type that a string
// converts to.
func (e *Evaluator) takesText(x ast.Expr, paths map[string]string) bool {
	sel, ok := x.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	id, ok := sel.X.(*ast.Ident)
	if !ok {
		return false
	}
	p := paths[id.Name]
	if p == "" {
		sym := e.ir.Comp.TryResolve(id.Name)
		if sym == nil {
			return false
		}
		imp, ok := sym.Bind.Value.(*fast.Import)
		if !ok {
			return false
		}
		p = imp.Path
	}
	typ := imports.Packages[p].Types[sel.Sel.Name]
	return typ != nil && (typ.Kind() == reflect.String || typ.Kind() == reflect.Slice)
}

func compileText(c *fast.Comp, _ fast.Symbol, node *ast.CallExpr) *fast.Call {
	x := c.Expr1(node.Args[0], nil)
	x.ConstTo(c.TypeOfString())
	return call(c, []*fast.Expr{x}, []xr.Type{x.Type}, func(in []reflect.Value) []reflect.Value { return in })
}
