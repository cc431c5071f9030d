//go:build !windows

package worker

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"reflect"

	xr "github.com/cosmos72/gomacro/xreflect"
)

func (k *constants) assign(n *ast.AssignStmt) {
	switch n.Tok {
	case token.DEFINE:
		known := make([]static, len(n.Lhs))
		for i := range n.Lhs {
			if len(n.Rhs) == len(n.Lhs) {
				known[i] = k.variable(n.Rhs[i])
			} else if call, ok := n.Rhs[0].(*ast.CallExpr); ok {
				if f := k.of(call.Fun); f.is(reflect.Func) && f.typ.NumOut() == len(n.Lhs) {
					known[i] = static{typ: f.typ.Out(i)}
				}
			}
		}
		for i, x := range n.Lhs {
			k.declare(x, known[i])
		}
	case token.ASSIGN:
		for i := range n.Lhs {
			if len(n.Rhs) == len(n.Lhs) {
				k.value(n.Rhs[i], k.of(n.Lhs[i]).typ, "assignment")
			}
		}
	case token.SHL_ASSIGN, token.SHR_ASSIGN:
	default:
		k.operands(n, n.Lhs[0], n.Rhs[0])
	}
}

// variable is what is known of a variable that begins with a value.
func (k *constants) variable(x ast.Expr) static {
	s := k.of(x)
	if s.constant != 0 {
		s = static{typ: k.comp.Universe.BasicTypes[s.constant]}
	}
	return s
}

func (k *constants) values(spec *ast.ValueSpec, constant bool) {
	t := k.typ(spec.Type)
	for i, name := range spec.Names {
		s := static{typ: t}
		if len(spec.Values) == len(spec.Names) {
			k.value(spec.Values[i], t, "variable declaration")
			switch {
			case spec.Type != nil:
			case constant:
				s = k.of(spec.Values[i])
			default:
				s = k.variable(spec.Values[i])
			}
		}
		k.declare(name, s)
	}
}

func (k *constants) arguments(n *ast.CallExpr) {
	if id, ok := n.Fun.(*ast.Ident); ok && id.Name == "append" && len(n.Args) > 1 && n.Ellipsis == token.NoPos {
		if s := k.of(n.Args[0]); s.is(reflect.Slice) {
			for _, x := range n.Args[1:] {
				k.value(x, s.typ.Elem(), "argument to append")
			}
		}
		return
	}
	fun, method := k.of(n.Fun), false
	if sel, ok := n.Fun.(*ast.SelectorExpr); ok {
		_, method = k.selected(sel)
	}
	if !fun.is(reflect.Func) {
		return
	}
	params := fun.typ.NumIn()
	skip := 0 // a method's receiver
	if method && (params == len(n.Args)+1 || fun.typ.IsVariadic()) {
		skip = 1
	}
	for i, x := range n.Args {
		i += skip
		switch {
		case fun.typ.IsVariadic() && i >= params-1:
			if n.Ellipsis == token.NoPos {
				k.value(x, fun.typ.In(params-1).Elem(), "argument to "+types.ExprString(n.Fun))
			}
		case i < params:
			k.value(x, fun.typ.In(i), "argument to "+types.ExprString(n.Fun))
		}
	}
}

func (k *constants) elements(n *ast.CompositeLit) {
	t := k.typ(n.Type)
	if t == nil {
		return
	}
	for i, x := range n.Elts {
		pair, _ := x.(*ast.KeyValueExpr)
		if pair != nil {
			x = pair.Value
		}
		switch t.Kind() {
		case reflect.Slice, reflect.Array:
			k.value(x, t.Elem(), "slice or array literal")
		case reflect.Map:
			if pair != nil {
				k.value(pair.Key, t.Key(), "map literal")
				k.value(x, t.Elem(), "map literal")
			}
		case reflect.Struct:
			if pair == nil && i < t.NumField() {
				k.value(x, t.Field(i).Type, "struct literal")
			} else if pair != nil {
				if id, ok := pair.Key.(*ast.Ident); ok {
					if field, count := k.comp.LookupField(t, id.Name); count == 1 {
						k.value(x, field.Type, "struct literal")
					}
				}
			}
		}
	}
}

// mismatch tells whether one is a string and the other a number without a type.
func (k *constants) mismatch(x, y static) bool {
	return x.text() && y.number() || x.number() && y.text()
}

func (k *constants) operands(n ast.Node, x, y ast.Expr) {
	left, right := k.of(x), k.of(y)
	if !k.mismatch(left, right) {
		return
	}
	op := ""
	switch n := n.(type) {
	case *ast.BinaryExpr:
		op = n.Op.String()
	case *ast.AssignStmt:
		op = n.Tok.String()
	}
	k.refuse(x, "invalid operation: %s %s %s (mismatched types %v and %v)", types.ExprString(x), op, types.ExprString(y), left, right)
}

// value refuses a number where a string is wanted.
func (k *constants) value(x ast.Expr, t xr.Type, where string) {
	if s := k.of(x); t != nil && t.Kind() == reflect.String && s.number() {
		k.refuse(x, "cannot use %s (%v constant) as %v value in %s", types.ExprString(x), s, t, where)
	}
}

func (k *constants) refuse(x ast.Expr, format string, args ...any) {
	if k.message == "" && k.here == nil {
		k.message, k.at = fmt.Sprintf(format, args...), x.Pos()
	}
}
