package engine

import (
	"fmt"
	"go/token"
	"go/types"
	"reflect"
)

// variable declares one of the surroundings' values: its type is a compiled
// one, or made of such.
func (e *Engine) variable(v Value) (types.Object, error) {
	p := reflect.ValueOf(v.V)
	if p.Kind() != reflect.Pointer || p.IsNil() {
		return nil, fmt.Errorf("value %s is not a pointer to a variable", v.Name)
	}
	t, err := e.typeOf(p.Type().Elem())
	if err != nil {
		return nil, fmt.Errorf("value %s: %w", v.Name, err)
	}
	o := types.NewVar(token.NoPos, types.NewPackage("main", "main"), v.Name, t)
	e.machine.Bind(o, p)
	return o, nil
}

// typeOf is a compiled type as go/types has it.
func (e *Engine) typeOf(rt reflect.Type) (types.Type, error) {
	if rt.PkgPath() != "" {
		pkg, err := e.compiled.Import(rt.PkgPath())
		if err != nil {
			return nil, fmt.Errorf("type %v: %w", rt, err)
		}
		if o, ok := pkg.Scope().Lookup(rt.Name()).(*types.TypeName); ok {
			return o.Type(), nil
		}
		return nil, fmt.Errorf("type %v is not one that its package exports", rt)
	}
	if rt.Name() != "" {
		if o, ok := types.Universe.Lookup(rt.Name()).(*types.TypeName); ok {
			return o.Type(), nil
		}
	}
	switch rt.Kind() {
	case reflect.Pointer:
		t, err := e.typeOf(rt.Elem())
		return types.NewPointer(t), err
	case reflect.Slice:
		t, err := e.typeOf(rt.Elem())
		return types.NewSlice(t), err
	case reflect.Map:
		k, err := e.typeOf(rt.Key())
		if err != nil {
			return nil, err
		}
		t, err := e.typeOf(rt.Elem())
		return types.NewMap(k, t), err
	case reflect.Interface:
		if rt.NumMethod() == 0 {
			return types.Universe.Lookup("any").Type(), nil
		}
	case reflect.Func:
		return e.signature(rt)
	case reflect.Struct:
		return e.structure(rt)
	}
	return nil, fmt.Errorf("type %v is not one that values can have", rt)
}

func (e *Engine) signature(rt reflect.Type) (types.Type, error) {
	params := func(n int, at func(int) reflect.Type) (*types.Tuple, error) {
		var vs []*types.Var
		for i := range n {
			t, err := e.typeOf(at(i))
			if err != nil {
				return nil, err
			}
			vs = append(vs, types.NewParam(token.NoPos, nil, "", t))
		}
		return types.NewTuple(vs...), nil
	}
	in, err := params(rt.NumIn(), rt.In)
	if err != nil {
		return nil, err
	}
	out, err := params(rt.NumOut(), rt.Out)
	return types.NewSignatureType(nil, nil, nil, in, out, rt.IsVariadic()), err
}

// named is a type by the name that a package which cells see has for it.
func (e *Engine) named(t types.Type) types.Type {
	for _, path := range e.opts.Packages {
		pkg, err := e.compiled.Import(path)
		if err != nil {
			continue
		}
		for _, name := range pkg.Scope().Names() {
			if o, ok := pkg.Scope().Lookup(name).(*types.TypeName); ok && o.IsAlias() && types.Identical(o.Type(), t) {
				return o.Type()
			}
		}
	}
	return t
}

func (e *Engine) structure(rt reflect.Type) (types.Type, error) {
	var fields []*types.Var
	var tags []string
	for f := range rt.Fields() {
		t, err := e.typeOf(f.Type)
		if err != nil {
			return nil, err
		}
		fields = append(fields, types.NewField(token.NoPos, nil, f.Name, t, f.Anonymous))
		tags = append(tags, string(f.Tag))
	}
	t := types.NewStruct(fields, tags)
	return e.named(t), nil
}
