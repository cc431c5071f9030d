package cells

import "go/types"

// isGeneric reports whether a type has type parameters of its own.
func isGeneric(t types.Type) bool {
	n, ok := t.(*types.Named)
	return ok && n.TypeParams().Len() > 0
}

// A finder finds the generic types of cells that are instantiated with types that
// are no type parameters: go/types may have given their instances methods, and
// would not give them more.
type finder struct {
	seen  map[types.Type]bool
	found []*types.TypeName
}

func (f *finder) find(t types.Type) {
	switch t.(type) {
	case nil, *types.Basic, *types.TypeParam:
		return
	}
	if f.seen[t] {
		return
	}
	f.seen[t] = true
	switch t := t.(type) {
	case *types.Named:
		if args := t.TypeArgs(); args.Len() > 0 {
			if p := t.Obj().Pkg(); p != nil && p.Path() == "main" && !allParameters(args) {
				f.found = append(f.found, t.Origin().Obj())
			}
			for a := range args.Types() {
				f.find(a)
			}
		}
		if p := t.Obj().Pkg(); p != nil && p.Path() == "main" {
			f.find(t.Underlying())
		}
	case *types.Alias:
		f.find(types.Unalias(t))
	case *types.Pointer:
		f.find(t.Elem())
	case *types.Slice:
		f.find(t.Elem())
	case *types.Array:
		f.find(t.Elem())
	case *types.Chan:
		f.find(t.Elem())
	case *types.Map:
		f.find(t.Key())
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
	}
}

// allParameters reports whether type arguments are type parameters themselves.
func allParameters(args *types.TypeList) bool {
	for a := range args.Types() {
		if _, ok := types.Unalias(a).(*types.TypeParam); !ok {
			return false
		}
	}
	return true
}
