//go:build !windows

package worker

import (
	"go/ast"
	"go/token"
	"reflect"

	"github.com/cosmos72/gomacro/fast"
	xr "github.com/cosmos72/gomacro/xreflect"
)

// gomacro crashes where one of several assignments that happen at once is to
// the blank identifier:
//
//	a, _ = b, f()    a, *_sink(f()) = b, f()
//
// _sink makes a variable of its argument's type, and does not compute that.
const sinkName = "_sink"

// rewriteBlanks must be the last of the rewrites: its nodes are in two places.
func rewriteBlanks(node ast.Node) {
	ast.Inspect(node, func(n ast.Node) bool {
		assign, ok := n.(*ast.AssignStmt)
		if !ok || assign.Tok != token.ASSIGN || len(assign.Lhs) < 2 || len(assign.Lhs) != len(assign.Rhs) {
			return true
		}
		for i, x := range assign.Lhs {
			if isName(x, "_") {
				assign.Lhs[i] = &ast.StarExpr{Star: x.Pos(), X: callOf(sinkName, x.Pos(), assign.Rhs[i])}
			}
		}
		return true
	})
}

func compileSink(c *fast.Comp, _ fast.Symbol, node *ast.CallExpr) *fast.Call {
	x := c.Expr1(node.Args[0], nil)
	typ := x.Type
	switch {
	case x.Untyped() && x.DefaultType() != nil:
		typ = x.DefaultType()
	case typ == nil:
		c.Errorf("use of untyped nil in assignment")
	}
	variable := typ.ReflectType()
	return call(c, nil, []xr.Type{c.Universe.PtrTo(typ)}, func([]reflect.Value) []reflect.Value {
		return []reflect.Value{reflect.New(variable)}
	})
}
