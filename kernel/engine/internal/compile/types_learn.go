package compile

import (
	"go/types"
	"reflect"
)

// unnamed is a compiled package's type that is not exported, found in what the
// package's variables, functions, types' fields and methods say, or nil.
func (ts *typeTable) unnamed(t *types.Named) reflect.Type {
	pkg := t.Obj().Pkg()
	if t.Obj().Exported() || ts.searched[pkg] {
		return nil
	}
	ts.searched[pkg] = true
	for _, name := range pkg.Scope().Names() {
		o := pkg.Scope().Lookup(name)
		v, ok := ts.m.pkgs.Value(pkg.Path(), name)
		if !ok || !o.Exported() {
			continue
		}
		switch o := o.(type) {
		case *types.Func:
			ts.learn(o.Type(), reflect.TypeOf(v))
		case *types.Var:
			ts.learn(o.Type(), reflect.TypeOf(v).Elem())
		case *types.TypeName:
			ts.learnMembers(o.Type(), reflect.TypeOf(v))
		}
	}
	return ts.learned[types.TypeString(t, nil)]
}

// learnMembers learns from the fields and methods of a type, of which ptr is the
// pointer.
func (ts *typeTable) learnMembers(t types.Type, ptr reflect.Type) {
	if s, ok := t.Underlying().(*types.Struct); ok {
		ts.learn(s, ptr.Elem())
	}
	of, receivers := ptr, 1
	if types.IsInterface(t) {
		of, receivers = ptr.Elem(), 0
	}
	for i := range of.NumMethod() {
		m := of.Method(i)
		o, _, _ := types.LookupFieldOrMethod(t, true, nil, m.Name)
		if f, ok := o.(*types.Func); ok {
			var in, out []reflect.Type
			for j := receivers; j < m.Type.NumIn(); j++ {
				in = append(in, m.Type.In(j))
			}
			for j := range m.Type.NumOut() {
				out = append(out, m.Type.Out(j))
			}
			ts.learn(f.Type(), reflect.FuncOf(in, out, m.Type.IsVariadic()))
		}
	}
}

// learn notes the compiled types in a compiled type that is known by both its
// forms: of those that are not exported, no name leads to the other form.
func (ts *typeTable) learn(t types.Type, rt reflect.Type) {
	switch t := t.(type) {
	case *types.Alias:
		ts.learn(types.Unalias(t), rt)
	case *types.Named:
		if t.Obj().Pkg() == nil || !ts.m.isCompiled(t.Obj().Pkg()) {
			return
		}
		if _, made := ts.m.made.Load(word(rt)); made {
			return // an instance, whose methods are compiled here
		}
		s := types.TypeString(t, nil)
		if ts.learned[s] == nil {
			ts.learned[s] = rt
		}
	case *types.Pointer:
		if rt.Kind() == reflect.Pointer {
			ts.learn(t.Elem(), rt.Elem())
		}
	case *types.Slice:
		ts.learn(t.Elem(), rt.Elem())
	case *types.Array:
		ts.learn(t.Elem(), rt.Elem())
	case *types.Chan:
		ts.learn(t.Elem(), rt.Elem())
	case *types.Map:
		ts.learn(t.Key(), rt.Key())
		ts.learn(t.Elem(), rt.Elem())
	case *types.Signature:
		if rt.Kind() != reflect.Func || rt.NumIn() != t.Params().Len() {
			return
		}
		for i := range t.Params().Len() {
			ts.learn(t.Params().At(i).Type(), rt.In(i))
		}
		for i := range t.Results().Len() {
			ts.learn(t.Results().At(i).Type(), rt.Out(i))
		}
	case *types.Struct:
		for i := range t.NumFields() {
			ts.learn(t.Field(i).Type(), rt.Field(i).Type)
		}
	}
}
