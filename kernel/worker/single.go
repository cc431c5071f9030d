//go:build !windows

package worker

import (
	"go/ast"
	"reflect"

	"github.com/cosmos72/gomacro/fast"
	xr "github.com/cosmos72/gomacro/xreflect"
)

// gomacro takes an element of a map, or the value in an interface, for two
// values where it is the only argument of a call; the second says whether there
// is one:
//
//	f(m[k])    f(_one(m[k]))
const oneName = "_one"

// rewriteSingles makes such arguments one value. What is indexed shows only
// while it is compiled: what is no map is noted, and stays as it is.
func (e *Evaluator) rewriteSingles(node ast.Node) {
	ast.Inspect(node, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) != 1 || isName(call.Fun, oneName) {
			return true
		}
		switch x := ast.Unparen(call.Args[0]).(type) {
		case *ast.IndexExpr:
			if e.found.indexed[e.place(x.Lbrack)] {
				return true
			}
		case *ast.TypeAssertExpr:
		default:
			return true
		}
		call.Args[0] = callOf(oneName, call.Args[0].Pos(), call.Args[0])
		return true
	})
}

func isName(x ast.Expr, name string) bool {
	id, ok := x.(*ast.Ident)
	return ok && id.Name == name
}

func (e *Evaluator) compileOne(c *fast.Comp, _ fast.Symbol, node *ast.CallExpr) *fast.Call {
	if x, ok := ast.Unparen(node.Args[0]).(*ast.IndexExpr); ok {
		if of := c.Expr1(x.X, nil); of.Type == nil || of.Type.Kind() != reflect.Map {
			e.found.indexed[e.place(x.Lbrack)] = true
			e.found.again = true
		}
	}
	x := c.Expr1(node.Args[0], nil)
	return call(c, []*fast.Expr{x}, []xr.Type{x.Type}, func(in []reflect.Value) []reflect.Value { return in })
}
