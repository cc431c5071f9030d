//go:build !windows

package worker

import (
	"go/ast"
	"go/token"
	"reflect"

	"github.com/cosmos72/gomacro/fast"
	xr "github.com/cosmos72/gomacro/xreflect"
)

// gomacro forgets to make an interface of a value of a cell's type where it is
// appended, or assigned:
//
//	shapes[0] = square{2}    shapes[0] = _as(shapes[0], square{2})
//
// Only where cells have declared methods is there such a value.
const asName = "_as"

// rewriteAssignments rewrites what may assign to an interface.
func (e *Evaluator) rewriteAssignments(node ast.Node) {
	ast.Inspect(node, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			e.haveMethods = e.haveMethods || n.Recv != nil
		case *ast.AssignStmt:
			if !e.haveMethods || n.Tok != token.ASSIGN || len(n.Lhs) != 1 || len(n.Rhs) != 1 || isName(n.Lhs[0], "_") || e.found.assigned[e.place(n.TokPos)] {
				return true
			}
			switch n.Lhs[0].(type) {
			case *ast.Ident, *ast.IndexExpr, *ast.SelectorExpr, *ast.StarExpr:
				n.Rhs[0] = callOf(asName, n.TokPos, n.Lhs[0], n.Rhs[0])
			}
		}
		return true
	})
}

// compileAs compiles the second argument as what the first, a place, takes.
// Where that is nothing but the argument it has the cell compiled once more.
func (e *Evaluator) compileAs(c *fast.Comp, _ fast.Symbol, node *ast.CallExpr) *fast.Call {
	place, v := c.Place(node.Args[0]), c.Expr1(node.Args[1], nil)
	if v.Type != nil && !v.Untyped() && place.Type.Kind() == reflect.Interface && v.Type.AssignableTo(place.Type) &&
		!v.Type.ReflectType().AssignableTo(place.Type.ReflectType()) {
		v = &fast.Expr{Lit: fast.Lit{Type: place.Type}, Fun: converted(c, v, place.Type)}
		return call(c, []*fast.Expr{v}, []xr.Type{place.Type}, func(in []reflect.Value) []reflect.Value { return in })
	}
	e.found.assigned[e.place(node.Pos())] = true
	e.found.again = true
	if v.Const() {
		v.ConstTo(place.Type)
	}
	return never(c, v.Type)
}

// compileAppend compiles append.
func compileAppend(c *fast.Comp, sym fast.Symbol, node *ast.CallExpr) *fast.Call {
	list := c.Expr1(node.Args[0], nil)
	if list.Type == nil || list.Type.Kind() != reflect.Slice {
		c.Errorf("invalid argument: %s wants a slice, got %v <%v>", sym.Name, node.Args[0], list.Type)
	}
	elem := list.Type.Elem()
	all := c.Universe.SliceOf(elem)
	ellipsis := node.Ellipsis != token.NoPos
	if ellipsis {
		if len(node.Args) != 2 {
			c.Errorf("invalid use of ... in call to %s: it wants one slice to append", sym.Name)
		}
		elem = all
	}
	args := []*fast.Expr{list}
	for _, arg := range node.Args[1:] {
		x := c.Expr1(arg, nil)
		c.Pos = arg.Pos()
		own := elem.Kind() == reflect.Interface && interpreted(x.Type) && x.Type.Implements(elem) && !x.Type.ReflectType().AssignableTo(elem.ReflectType())
		switch {
		case own:
			x = &fast.Expr{Lit: fast.Lit{Type: elem}, Fun: converted(c, x, elem)}
		case x.Const():
			x.ConstTo(elem)
		case ellipsis && elem.Elem().Kind() == reflect.Uint8 && x.Type != nil && x.Type.Kind() == reflect.String:
			x = c.Convert(arg, elem)
		case x.Type == nil || !x.Type.AssignableTo(elem):
			c.Errorf("cannot use %v <%v> as <%v> in %s", arg, x.Type, elem, sym.Name)
		case elem.Kind() == reflect.Interface && !x.Type.ReflectType().AssignableTo(elem.ReflectType()):
			x.To(c, elem)
		}
		args = append(args, x)
	}
	sym.Type = c.Universe.FuncOf([]xr.Type{list.Type, all}, []xr.Type{list.Type}, true)
	lit := fast.Lit{Type: sym.Type, Value: xr.Append}
	return &fast.Call{
		Fun:      &fast.Expr{Lit: lit, Sym: &sym, EFlags: fast.EFlag4Value(lit.Value)},
		Args:     args,
		OutTypes: []xr.Type{list.Type},
		Ellipsis: ellipsis,
	}
}

// concrete is the value in an interface that cells have declared, and its
// type; what is no such interface stays as it is.
func concrete(v reflect.Value, typ xr.Type) (reflect.Value, xr.Type) {
	if v.Kind() != reflect.Pointer || v.IsNil() || v.Elem().Kind() != reflect.Struct || v.Elem().NumField() == 0 {
		return v, typ
	}
	header := v.Elem().Field(0)
	if !header.CanInterface() {
		return v, typ
	}
	if header.Kind() == reflect.Interface { // of a compiled interface
		header = header.Elem()
		if !header.IsValid() {
			return v, typ
		}
	}
	if h, ok := header.Interface().(xr.InterfaceHeader); ok {
		return h.Value().ReflectValue(), h.Type()
	}
	return v, typ
}
