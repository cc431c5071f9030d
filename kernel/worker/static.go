//go:build !windows

package worker

import (
	"go/ast"
	"go/token"
	"reflect"

	"github.com/cosmos72/gomacro/base/untyped"
	"github.com/cosmos72/gomacro/fast"
	xr "github.com/cosmos72/gomacro/xreflect"
)

// A static is what is known of an expression before it is compiled: its type,
// or of which kind it is as a constant without a type, or nothing.
type static struct {
	typ      xr.Type
	constant untyped.Kind
}

func (s static) is(kind reflect.Kind) bool { return s.typ != nil && s.typ.Kind() == kind }

// text tells whether it is a string.
func (s static) text() bool { return s.is(reflect.String) || s.constant == untyped.String }

// number tells whether it is a number without a type.
func (s static) number() bool {
	switch s.constant {
	case untyped.Int, untyped.Rune, untyped.Float, untyped.Complex:
		return true
	}
	return false
}

func (s static) String() string {
	switch {
	case s.typ != nil:
		return s.typ.String()
	case s.constant == untyped.Rune:
		return "untyped rune"
	case s.constant == untyped.Float:
		return "untyped float"
	case s.constant == untyped.Complex:
		return "untyped complex"
	}
	return "untyped " + s.constant.String()
}

// names are what is known of the names of a cell, innermost scope last; the
// notebook's own are the compiler's.
type names struct {
	comp   *fast.Comp
	scopes []map[string]static
}

func (k *names) declare(x ast.Expr, s static) {
	if id, ok := x.(*ast.Ident); ok && id.Name != "_" {
		k.scopes[len(k.scopes)-1][id.Name] = s
	}
}

func (k *names) lookup(name string) (s static, local bool) {
	for i := len(k.scopes) - 1; i >= 0; i-- {
		if s, ok := k.scopes[i][name]; ok {
			return s, true
		}
	}
	sym := k.comp.TryResolve(name)
	if sym == nil {
		return static{}, false
	}
	return ofLit(sym.Lit), false
}

func ofLit(lit fast.Lit) static {
	if u, ok := lit.Value.(fast.UntypedLit); ok {
		return static{constant: u.Kind}
	}
	return static{typ: lit.Type}
}

// typ is the type that an expression names, or nil.
func (k *names) typ(x ast.Expr) (t xr.Type) {
	if x == nil {
		return nil
	}
	local := false
	ast.Inspect(x, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && !local {
			_, local = k.lookup(id.Name)
		}
		return !local
	})
	if local {
		return nil
	}
	defer func() {
		if recover() != nil {
			t = nil
		}
	}()
	return k.comp.Type(x)
}

// of is what is known of an expression.
func (k *names) of(x ast.Expr) static {
	switch x := x.(type) {
	case *ast.BasicLit:
		return static{constant: literalKind(x.Kind)}
	case *ast.ParenExpr:
		return k.of(x.X)
	case *ast.Ident:
		s, _ := k.lookup(x.Name)
		return s
	case *ast.BinaryExpr:
		return k.binary(x)
	case *ast.UnaryExpr:
		s := k.of(x.X)
		switch x.Op {
		case token.ADD, token.SUB, token.XOR:
			return s
		case token.AND:
			if s.typ != nil {
				return static{typ: k.comp.Universe.PtrTo(s.typ)}
			}
		case token.ARROW:
			if s.is(reflect.Chan) {
				return static{typ: s.typ.Elem()}
			}
		}
	case *ast.StarExpr:
		if s := k.of(x.X); s.is(reflect.Pointer) {
			return static{typ: s.typ.Elem()}
		}
	case *ast.IndexExpr:
		switch s := k.of(x.X); {
		case s.is(reflect.Slice), s.is(reflect.Array), s.is(reflect.Map):
			return static{typ: s.typ.Elem()}
		case s.text():
			return static{typ: k.comp.TypeOfUint8()}
		}
	case *ast.SliceExpr:
		if s := k.of(x.X); !s.is(reflect.Array) && !s.is(reflect.Pointer) {
			return s
		}
	case *ast.CompositeLit:
		return static{typ: k.typ(x.Type)}
	case *ast.TypeAssertExpr:
		return static{typ: k.typ(x.Type)}
	case *ast.SelectorExpr:
		s, _ := k.selected(x)
		return s
	case *ast.CallExpr:
		return static{typ: k.result(x)}
	}
	return static{}
}

func literalKind(t token.Token) untyped.Kind {
	switch t {
	case token.INT:
		return untyped.Int
	case token.CHAR:
		return untyped.Rune
	case token.FLOAT:
		return untyped.Float
	case token.IMAG:
		return untyped.Complex
	}
	return untyped.String
}

func (k *names) binary(x *ast.BinaryExpr) static {
	left := k.of(x.X)
	switch x.Op {
	case token.ADD, token.SUB, token.MUL, token.QUO, token.REM, token.AND, token.OR, token.XOR, token.AND_NOT:
	case token.SHL, token.SHR:
		return left
	default: // a comparison
		return static{}
	}
	switch right := k.of(x.Y); {
	case left.typ != nil:
		return left
	case right.typ != nil:
		return right
	case left.constant == untyped.None || right.constant == untyped.None:
		return static{}
	default:
		return static{constant: max(left.constant, right.constant)}
	}
}

// selected is what is known of x.y, and whether that is a method.
func (k *names) selected(x *ast.SelectorExpr) (s static, method bool) {
	if id, ok := x.X.(*ast.Ident); ok {
		if _, local := k.lookup(id.Name); !local {
			if sym := k.comp.TryResolve(id.Name); sym != nil {
				if imp, ok := sym.Value.(*fast.Import); ok {
					if bind := imp.Binds[x.Sel.Name]; bind != nil {
						return ofLit(bind.Lit), false
					}
					return static{}, false
				}
			}
		}
	}
	of := k.of(x.X).typ
	if of == nil {
		return static{}, false
	}
	if of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	field, isField, m, isMethod, err := k.comp.TryLookupFieldOrMethod(of, x.Sel.Name)
	switch {
	case err != nil:
	case isField:
		return static{typ: field.Type}, false
	case isMethod:
		return static{typ: m.Type}, true
	}
	return static{}, false
}

// result is the type of a call or conversion, nil where it is not known or not
// one.
func (k *names) result(call *ast.CallExpr) xr.Type {
	if id, ok := call.Fun.(*ast.Ident); ok && (id.Name == "len" || id.Name == "cap") {
		return k.comp.TypeOfInt()
	}
	switch fun := k.of(call.Fun); {
	case fun.is(reflect.Func) && fun.typ.NumOut() == 1:
		return fun.typ.Out(0)
	case fun.typ != nil || fun.constant != untyped.None:
		return nil
	}
	return k.typ(call.Fun)
}
