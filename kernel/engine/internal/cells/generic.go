package cells

import "go/types"

// isGeneric reports whether a type has type parameters of its own.
func isGeneric(t types.Type) bool {
	n, ok := t.(*types.Named)
	return ok && n.TypeParams().Len() > 0
}

// A finder finds the generic types of cells that are instantiated with types that
// no type parameter is in: go/types may have given their instances methods, and
// would not give them more. Other instances are made anew wherever they are used.
type finder struct {
	seen  map[types.Type]bool
	found []*types.TypeName
}

// find looks through a type, and reports whether a type parameter is in it.
func (f *finder) find(t types.Type) bool {
	switch t.(type) {
	case nil, *types.Basic:
		return false
	case *types.TypeParam:
		return true
	}
	if open, ok := f.seen[t]; ok {
		return open
	}
	f.seen[t] = false // where the type is in itself
	open := f.parts(t)
	f.seen[t] = open
	return open
}

// parts looks through the types that a type is made of.
func (f *finder) parts(t types.Type) bool {
	switch t := t.(type) {
	case *types.Named:
		p := t.Obj().Pkg()
		own := p != nil && p.Path() == "main"
		open := false
		for a := range t.TypeArgs().Types() {
			open = f.find(a) || open
		}
		if own && t.TypeArgs().Len() > 0 && !open {
			f.found = append(f.found, t.Origin().Obj())
		}
		if own {
			f.find(t.Underlying())
		}
		return open
	case *types.Alias:
		return f.find(types.Unalias(t))
	case *types.Map:
		key := f.find(t.Key())
		return f.find(t.Elem()) || key
	case interface{ Elem() types.Type }: // pointers, slices, arrays and channels
		return f.find(t.Elem())
	case *types.Struct:
		open := false
		for v := range t.Fields() {
			open = f.find(v.Type()) || open
		}
		return open
	case *types.Tuple:
		open := false
		for v := range t.Variables() {
			open = f.find(v.Type()) || open
		}
		return open
	case *types.Signature:
		params := f.find(t.Params())
		return f.find(t.Results()) || params
	case *types.Interface:
		open := false
		for m := range t.Methods() {
			open = f.find(m.Type()) || open
		}
		return open
	}
	return false
}
