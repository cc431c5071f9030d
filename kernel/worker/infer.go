//go:build !windows

package worker

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"strings"

	"github.com/cosmos72/gomacro/fast"
	xr "github.com/cosmos72/gomacro/xreflect"
)

// An inference finds the type arguments of a call of a generic function.
type inference struct {
	c           *fast.Comp
	name        string              // of the function
	order       []string            // type parameters
	constraints map[string]ast.Expr // of them
	bound       map[string]xr.Type  // what they are
	params      []ast.Expr          // types
	results     []ast.Expr          // types
	variadic    bool
}

func newInference(c *fast.Comp, name, signature string) *inference {
	file, err := parser.ParseFile(token.NewFileSet(), "", "package p; func f"+signature, parser.SkipObjectResolution)
	if err != nil {
		panic(err) // our own table
	}
	typ := file.Decls[0].(*ast.FuncDecl).Type
	f := &inference{c: c, name: name, constraints: map[string]ast.Expr{}, bound: map[string]xr.Type{}}
	for _, field := range typ.TypeParams.List {
		for _, id := range field.Names {
			f.order = append(f.order, id.Name)
			f.constraints[id.Name] = field.Type
		}
	}
	f.params, f.results = fieldTypes(typ.Params), fieldTypes(typ.Results)
	if n := len(f.params) - 1; n >= 0 {
		if last, ok := f.params[n].(*ast.Ellipsis); ok {
			f.params[n], f.variadic = last.Elt, true
		}
	}
	return f
}

func fieldTypes(list *ast.FieldList) (all []ast.Expr) {
	if list == nil {
		return nil
	}
	for _, field := range list.List {
		for range max(1, len(field.Names)) {
			all = append(all, field.Type)
		}
	}
	return all
}

// arguments compiles a call's arguments: those that have a type, then those
// that take it from the others.
func (f *inference) arguments(node *ast.CallExpr) []*fast.Expr {
	got, want := len(node.Args), len(f.params)
	if got < want && !(f.variadic && got == want-1) || got > want && !f.variadic {
		f.c.Errorf("%s takes %d arguments, got %d", f.name, want, got)
	}
	args := make([]*fast.Expr, got)
	var literal xr.Type // of the constants without a type
	for i, arg := range node.Args {
		if f.generic(arg) {
			continue
		}
		args[i] = f.c.Expr1(arg, nil)
		if args[i].Untyped() {
			if t := args[i].DefaultType(); literal == nil || t.Kind() > literal.Kind() {
				literal = t
			}
		} else if typ := args[i].Type; typ != nil && f.typ(f.param(node, i)) == nil && !f.match(f.param(node, i), typ) {
			f.mismatch(arg, typ, f.param(node, i))
		}
	}
	for i, arg := range node.Args {
		pattern := f.param(node, i)
		if args[i] != nil && args[i].Untyped() && f.typ(pattern) == nil && (literal == nil || !f.match(pattern, literal)) {
			f.mismatch(arg, literal, pattern)
		}
		typ := f.typ(pattern)
		if typ == nil {
			f.c.Pos = arg.Pos()
			f.c.Errorf("in call to %s, cannot infer the type of %v", f.name, arg)
		}
		f.c.Pos = arg.Pos()
		x := args[i]
		switch {
		case x == nil:
			args[i] = f.instance(arg, typ)
		case x.Const() && fits(x, typ):
			x.ConstTo(typ)
		case x.Type == nil || !x.Type.AssignableTo(typ):
			got := x.Type
			if x.Untyped() {
				got = x.DefaultType()
			}
			f.mismatch(arg, got, pattern)
		case !x.Type.IdenticalTo(typ):
			x.To(f.c, typ)
		}
	}
	return args
}

// fits tells whether a constant may be of the type: gomacro would make a
// string of a number.
func fits(x *fast.Expr, typ xr.Type) bool {
	if !x.Untyped() || typ.Kind() == reflect.Interface {
		return true
	}
	got, want := x.DefaultType().Kind(), typ.Kind()
	return (got == reflect.String) == (want == reflect.String) && (got == reflect.Bool) == (want == reflect.Bool)
}

// param is the type of the parameter that takes the argument.
func (f *inference) param(node *ast.CallExpr, i int) ast.Expr {
	pattern := f.params[min(i, len(f.params)-1)]
	if f.variadic && node.Ellipsis.IsValid() && i == len(f.params)-1 {
		return &ast.ArrayType{Elt: pattern}
	}
	return pattern
}

func (f *inference) mismatch(arg ast.Expr, typ xr.Type, pattern ast.Expr) {
	f.c.Pos = arg.Pos()
	if want := f.typ(pattern); want != nil {
		f.c.Errorf("cannot use %v <%v> as <%v> in argument to %s", arg, typ, want, f.name)
	}
	if id, ok := pattern.(*ast.Ident); ok {
		if core, ok := f.constraints[id.Name].(*ast.UnaryExpr); ok {
			pattern = core.X
		}
	}
	f.c.Errorf("in call to %s, %v <%v> does not match %s", f.name, arg, typ, f.text(pattern))
}

// text writes a type of the signature with what is known.
func (f *inference) text(pattern ast.Expr) string {
	if t := f.typ(pattern); t != nil {
		return t.String()
	}
	list := func(all []ast.Expr) string {
		var texts []string
		for _, x := range all {
			texts = append(texts, f.text(x))
		}
		return strings.Join(texts, ", ")
	}
	switch p := pattern.(type) {
	case *ast.ArrayType:
		return "[]" + f.text(p.Elt)
	case *ast.MapType:
		return "map[" + f.text(p.Key) + "]" + f.text(p.Value)
	case *ast.FuncType:
		return "func(" + list(fieldTypes(p.Params)) + ") " + list(fieldTypes(p.Results))
	case *ast.IndexExpr, *ast.IndexListExpr:
		return "func(yield func(" + list(yielded(p)) + ") bool)"
	}
	return fmt.Sprint(pattern)
}

// check fails where a type argument does not satisfy its constraint.
func (f *inference) check() {
	for _, name := range f.order {
		t := f.bound[name]
		if t == nil {
			f.c.Errorf("in call to %s, cannot infer %s", f.name, name)
		}
		ok, constraint := true, ""
		switch c := f.constraints[name].(type) {
		case *ast.SelectorExpr:
			ok, constraint = ordered(t), "cmp.Ordered"
		case *ast.Ident:
			constraint = c.Name
			switch c.Name {
			case "comparable":
				ok = t.Comparable()
			case "integer":
				ok = t.Kind() >= reflect.Int && t.Kind() <= reflect.Uintptr
			}
		}
		if !ok {
			f.c.Errorf("in call to %s, %v does not satisfy %s", f.name, t, constraint)
		}
	}
}

// match binds type parameters so that the type of the signature is t, and
// tells whether it can be.
func (f *inference) match(pattern ast.Expr, t xr.Type) bool {
	t = complete(f.c, t)
	switch p := pattern.(type) {
	case *ast.Ident:
		constraint, ok := f.constraints[p.Name]
		if !ok || f.bound[p.Name] != nil {
			return t.IdenticalTo(f.typ(p))
		}
		f.bound[p.Name] = t
		if core, ok := constraint.(*ast.UnaryExpr); ok && !f.match(core.X, t) {
			delete(f.bound, p.Name)
			return false
		}
		return true
	case *ast.ArrayType:
		return t.Kind() == reflect.Slice && f.match(p.Elt, t.Elem())
	case *ast.MapType:
		return t.Kind() == reflect.Map && f.match(p.Key, t.Key()) && f.match(p.Value, t.Elem())
	case *ast.FuncType:
		in, out := fieldTypes(p.Params), fieldTypes(p.Results)
		if t.Kind() != reflect.Func || t.NumIn() != len(in) || t.NumOut() != len(out) {
			return false
		}
		for i, x := range in {
			if !f.match(x, t.In(i)) {
				return false
			}
		}
		for i, x := range out {
			if !f.match(x, t.Out(i)) {
				return false
			}
		}
		return true
	}
	args, yield := yielded(pattern), yielding(t)
	if yield == nil || yield.NumIn() != len(args) {
		return false
	}
	for i, x := range args {
		if !f.match(x, yield.In(i)) {
			return false
		}
	}
	return true
}

// yielded are the type arguments of iter.Seq or Seq2.
func yielded(pattern ast.Expr) []ast.Expr {
	switch p := pattern.(type) {
	case *ast.IndexExpr:
		return []ast.Expr{p.Index}
	case *ast.IndexListExpr:
		return p.Indices
	}
	return nil
}

// typ is what a type of the signature stands for, nil while that is unknown.
func (f *inference) typ(pattern ast.Expr) xr.Type {
	u := f.c.Universe
	switch p := pattern.(type) {
	case *ast.Ident:
		if _, ok := f.constraints[p.Name]; ok {
			return f.bound[p.Name]
		}
		switch p.Name {
		case "int":
			return f.c.TypeOfInt()
		case "bool":
			return f.c.TypeOfBool()
		}
		panic("no such type: " + p.Name) // our own table
	case *ast.ArrayType:
		if elem := f.typ(p.Elt); elem != nil {
			return u.SliceOf(elem)
		}
		return nil
	case *ast.MapType:
		if key, elem := f.typ(p.Key), f.typ(p.Value); key != nil && elem != nil {
			return u.MapOf(key, elem)
		}
		return nil
	case *ast.FuncType:
		return f.funcOf(fieldTypes(p.Params), fieldTypes(p.Results))
	}
	yield := f.funcOf(yielded(pattern), []ast.Expr{ast.NewIdent("bool")})
	if yield == nil {
		return nil
	}
	return u.FuncOf([]xr.Type{yield}, nil, false)
}

func (f *inference) funcOf(params, results []ast.Expr) xr.Type {
	var lists [2][]xr.Type
	for i, list := range [][]ast.Expr{params, results} {
		for _, x := range list {
			t := f.typ(x)
			if t == nil {
				return nil
			}
			lists[i] = append(lists[i], t)
		}
	}
	return f.c.Universe.FuncOf(lists[0], lists[1], false)
}
