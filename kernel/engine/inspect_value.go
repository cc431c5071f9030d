package engine

import (
	"go/ast"
	"go/types"
	"reflect"
)

// value is the variable that an expression names: one of the notebook or of a
// package, or a field of one.
func (i *inspector) value(x ast.Expr) reflect.Value {
	info := i.d.Unit.Info
	switch x := ast.Unparen(x).(type) {
	case *ast.Ident:
		if v, ok := info.ObjectOf(x).(*types.Var); ok {
			return i.variable(v)
		}
	case *ast.SelectorExpr:
		sel := info.Selections[x]
		if sel == nil {
			if v, ok := info.Uses[x.Sel].(*types.Var); ok {
				return i.variable(v)
			}
			return reflect.Value{}
		}
		v := i.value(x.X)
		if sel.Kind() != types.FieldVal {
			return reflect.Value{}
		}
		for _, n := range sel.Index() {
			if v = field(v, n); !v.IsValid() {
				return v
			}
		}
		return v
	}
	return reflect.Value{}
}

// field is a field of a struct or of one that is pointed to, free to be read.
func field(v reflect.Value, n int) reflect.Value {
	if v.IsValid() && v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if !v.IsValid() || v.Kind() != reflect.Struct || n >= v.NumField() {
		return reflect.Value{}
	}
	f := v.Field(n)
	if f.CanAddr() && !f.CanInterface() {
		return reflect.NewAt(f.Type(), f.Addr().UnsafePointer()).Elem()
	}
	return f
}

// variable is the memory of a variable of the notebook or of a package. One that
// the cell declares is the notebook's if the cell has been run.
func (i *inspector) variable(v *types.Var) reflect.Value {
	if v.Pkg() != nil && !isMain(v.Pkg()) {
		if p, ok := i.e.compiled.Value(v.Pkg().Path(), v.Name()); ok {
			if r := reflect.ValueOf(p); r.Kind() == reflect.Pointer && !r.IsNil() {
				return r.Elem()
			}
			return reflect.Value{}
		}
	} else if v.Parent() == i.d.Unit.Pkg.Scope() {
		old, ok := i.e.notebook.Lookup(v.Name()).(*types.Var)
		if !ok || !types.Identical(old.Type(), v.Type()) {
			return reflect.Value{}
		}
		v = old
	}
	r, _ := i.e.machine.Variable(v)
	return r
}
