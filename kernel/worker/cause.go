//go:build !windows

package worker

import (
	"go/ast"

	"github.com/cosmos72/gomacro/fast"
	xr "github.com/cosmos72/gomacro/xreflect"
	"golang.org/x/tools/go/ast/astutil"
)

// Where what stands before a dot or a call's parentheses cannot be compiled,
// gomacro takes it for a type, and complains that it is none. A cell that fails
// is compiled once more only to learn why, with such expressions wrapped:
//
//	exec.Command("ls").Run()    _tried(_tried(exec.Command("ls")).Run())
//
// The innermost that fails says what is wrong.
const triedName = "_tried"

// A diagnosis is what compiling a cell to learn why it fails has told.
type diagnosis struct {
	explain func(p any) *CellError
	cause   *CellError
	types   map[ast.Node][]xr.Type // of what has been compiled
}

// rewriteTried wraps what may be taken for a type.
func rewriteTried(node ast.Node) ast.Node {
	return astutil.Apply(node, nil, func(c *astutil.Cursor) bool {
		x, ok := c.Node().(ast.Expr)
		if !ok {
			return true
		}
		tried := c.Name() == "X" && isSelector(c.Parent()) || c.Name() == "Fun"
		switch x := x.(type) {
		case *ast.CallExpr:
			switch parent := c.Parent().(type) {
			case *ast.GoStmt, *ast.DeferStmt:
				return true
			case *ast.CallExpr:
				if id, ok := parent.Fun.(*ast.Ident); ok && id.Name[0] == '_' {
					return true // of a rewritten call, whose builtin looks into it
				}
			}
			tried = tried || isSelector(x.Fun)
		case *ast.CompositeLit, *ast.FuncLit, *ast.TypeAssertExpr, *ast.SliceExpr, *ast.BinaryExpr:
		case *ast.BasicLit:
			return true
		case *ast.ParenExpr:
			_, function := x.X.(*ast.FuncLit)
			tried = tried && function
		default:
			tried = c.Name() == "Index"
		}
		if tried {
			c.Replace(callOf(triedName, x.Pos(), x))
		}
		return true
	})
}

func isSelector(n ast.Node) bool {
	_, ok := n.(*ast.SelectorExpr)
	return ok
}

// compileTried compiles its argument and notes the first error.
func (e *Evaluator) compileTried(c *fast.Comp, _ fast.Symbol, node *ast.CallExpr) *fast.Call {
	d := e.found.diagnosis
	x := node.Args[0]
	if types, ok := d.types[x]; ok {
		return never(c, types...)
	}
	defer func() {
		if p := recover(); p != nil {
			if p != any(errAgain) && d.cause == nil {
				d.cause = d.explain(p)
			}
			panic(p)
		}
	}()
	if id := root(x); id != nil && c.TryResolve(id.Name) == nil && c.TryResolveType(id.Name) == nil {
		c.Pos = id.Pos()
		c.Errorf("undefined identifier: %s", id.Name)
	}
	if call, ok := x.(*ast.CallExpr); ok && isSelector(call.Fun) && !namesType(c, call.Fun) {
		c.Expr1(call.Fun, nil)
	}
	v := c.Expr(x, nil)
	if v.Untyped() {
		v.ConstTo(v.DefaultType())
	}
	var types []xr.Type
	for i := range v.NumOut() {
		if t := v.Out(i); t != nil {
			types = append(types, t)
		}
	}
	d.types[x] = types
	return never(c, types...)
}

// root is the name that an expression begins with, or nil.
func root(x ast.Expr) *ast.Ident {
	for {
		switch n := x.(type) {
		case *ast.Ident:
			return n
		case *ast.SelectorExpr:
			x = n.X
		case *ast.IndexExpr:
			x = n.X
		case *ast.SliceExpr:
			x = n.X
		case *ast.TypeAssertExpr:
			x = n.X
		case *ast.CallExpr:
			x = n.Fun
		case *ast.ParenExpr:
			x = n.X
		default:
			return nil
		}
	}
}

// namesType tells whether "a.b" is a package's type.
func namesType(c *fast.Comp, x ast.Expr) bool {
	sel := x.(*ast.SelectorExpr)
	id, ok := sel.X.(*ast.Ident)
	if !ok {
		return false
	}
	sym := c.TryResolve(id.Name)
	if sym == nil {
		return false
	}
	imp, ok := sym.Value.(*fast.Import)
	return ok && imp.Types[sel.Sel.Name] != nil
}

// refuse says why a cell cannot be compiled; errAgain has it compiled once
// more, if functions that find each other may mend it or the cause is not
// clear.
func (e *Evaluator) refuse(refused *CellError, parsed, several bool) error {
	f := &e.found
	switch {
	case !parsed:
		return refused
	case f.diagnosis != nil:
		if f.diagnosis.cause != nil {
			return f.diagnosis.cause
		}
		return f.refused
	case f.refused == nil:
		f.refused = refused
	}
	if several && !f.announce {
		f.announce = true
	} else {
		f.diagnosis = &diagnosis{}
	}
	return errAgain
}
