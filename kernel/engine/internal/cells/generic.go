package cells

import (
	"go/token"
	"go/types"
	"reflect"
	"unsafe"
)

// An instance of a generic type has copies of the type's methods. go/types makes
// them when they are first asked for, and when all are made no more: so that the
// generic type can get another method, its instances forget theirs.

// A renewer forgets the methods of instances.
type renewer struct {
	made uint32 // the bit of an instance's state that says that all are made
}

// newRenewer returns a renewer, or nil if this version of go/types is not as
// expected.
func newRenewer() *renewer {
	inst, origin := probe()
	state := stateOf(inst)
	if state == nil || parts(inst) == nil {
		return nil
	}
	inst.Underlying()
	before := *state
	inst.Method(0)
	r := &renewer{made: *state &^ before}
	if r.made == 0 || r.made&(r.made-1) != 0 {
		return nil
	}
	addMethod(origin, "N")
	r.renew(inst)
	if inst.NumMethods() != 2 || inst.Method(1).Name() != "N" || inst.Method(0).Name() != "M" {
		return nil
	}
	return r
}

// probe makes a generic type with a method and an instance of it.
func probe() (inst, origin *types.Named) {
	p := types.NewPackage("main", "main")
	origin = types.NewNamed(types.NewTypeName(token.NoPos, p, "T", nil), types.NewStruct(nil, nil), nil)
	param := types.NewTypeParam(types.NewTypeName(token.NoPos, p, "P", nil), types.Universe.Lookup("any").Type())
	origin.SetTypeParams([]*types.TypeParam{param})
	addMethod(origin, "M")
	t, err := types.Instantiate(nil, origin, []types.Type{types.Typ[types.Int]}, false)
	if err != nil {
		return origin, origin
	}
	return t.(*types.Named), origin
}

func addMethod(n *types.Named, name string) {
	p := n.Obj().Pkg()
	param := types.NewTypeParam(types.NewTypeName(token.NoPos, p, "P", nil), types.Universe.Lookup("any").Type())
	t, err := types.Instantiate(nil, n, []types.Type{param}, false)
	if err != nil {
		return
	}
	sig := types.NewSignatureType(types.NewParam(token.NoPos, p, "", t), []*types.TypeParam{param}, nil, nil, nil, false)
	n.AddMethod(types.NewFunc(token.NoPos, p, name, sig))
}

// renew makes an instance as if nobody had asked for its methods.
func (r *renewer) renew(inst *types.Named) {
	*stateOf(inst) &^= r.made
	*methodsField(inst) = nil
	p := parts(inst)
	*p.expanded = 0
	*p.ctxt = types.NewContext()
}

func stateOf(n *types.Named) *uint32 {
	f := reflect.ValueOf(n).Elem().FieldByName("state_")
	if !f.IsValid() || f.Kind() != reflect.Uint32 {
		return nil
	}
	return (*uint32)(unsafe.Pointer(f.UnsafeAddr()))
}

type instanceParts struct {
	expanded *int
	ctxt     **types.Context
}

// parts are what an instance knows of its methods, or nil.
func parts(n *types.Named) *instanceParts {
	f := reflect.ValueOf(n).Elem().FieldByName("inst")
	if !f.IsValid() || f.Kind() != reflect.Pointer || f.IsNil() {
		return nil
	}
	expanded, ctxt := f.Elem().FieldByName("expandedMethods"), f.Elem().FieldByName("ctxt")
	if !expanded.IsValid() || expanded.Kind() != reflect.Int || !ctxt.IsValid() || ctxt.Type() != reflect.TypeFor[*types.Context]() {
		return nil
	}
	return &instanceParts{(*int)(unsafe.Pointer(expanded.UnsafeAddr())), (**types.Context)(unsafe.Pointer(ctxt.UnsafeAddr()))}
}

// instances finds the instances of a generic type that what the notebook has
// declared is made of.
func (nb *Notebook) instances(origin *types.Named) []*types.Named {
	f := &finder{origin: origin, seen: map[types.Type]bool{}}
	for _, obj := range nb.names {
		f.find(obj.Type())
	}
	return f.found
}

type finder struct {
	origin *types.Named
	seen   map[types.Type]bool
	found  []*types.Named
}

// find looks through the types that a type is made of.
func (f *finder) find(t types.Type) {
	if t == nil || f.seen[t] {
		return
	}
	f.seen[t] = true
	switch t := t.(type) {
	case *types.Named:
		f.named(t)
	case *types.Alias:
		f.find(types.Unalias(t))
	case *types.Map:
		f.find(t.Key())
		f.find(t.Elem())
	case interface{ Elem() types.Type }: // pointers, slices, arrays and channels
		f.find(t.Elem())
	case *types.Struct:
		for v := range t.Fields() {
			f.find(v.Type())
		}
	case *types.Tuple:
		for v := range t.Variables() {
			f.find(v.Type())
		}
	case *types.Signature:
		f.find(t.Params())
		f.find(t.Results())
	case *types.Interface:
		for m := range t.Methods() {
			f.find(m.Type())
		}
	}
}

func (f *finder) named(t *types.Named) {
	for a := range t.TypeArgs().Types() {
		f.find(a)
	}
	if p := t.Obj().Pkg(); p == nil || p.Path() != "main" {
		return
	}
	if t != f.origin && t.Origin() == f.origin {
		f.found = append(f.found, t)
	}
	f.find(t.Underlying())
	for _, m := range *methodsField(t) { // those that are made
		if m != nil {
			f.find(m.Type())
		}
	}
}
