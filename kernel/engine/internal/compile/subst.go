package compile

import (
	"go/types"
)

// A subst replaces the type parameters of one instance of a generic function,
// and the types that the function declares, which are others in each instance.
type subst struct {
	params map[*types.TypeParam]types.Type
	locals map[*types.TypeName]*types.Named
	seen   map[types.Type]types.Type
	ctx    *types.Context
	args   string // the type arguments, as they stand in types' names
}

func newSubst(ctx *types.Context, params map[*types.TypeParam]types.Type, args string) *subst {
	return &subst{params: params, args: args, locals: map[*types.TypeName]*types.Named{}, seen: map[types.Type]types.Type{}, ctx: ctx}
}

func (s *subst) typ(t types.Type) types.Type {
	if s == nil || t == nil {
		return t
	}
	if b, ok := t.(*types.Basic); ok {
		return b
	}
	if r, ok := s.seen[t]; ok {
		return r
	}
	r := s.make(t)
	s.seen[t] = r
	return r
}

func (s *subst) make(t types.Type) types.Type {
	switch t := t.(type) {
	case *types.TypeParam:
		if r := s.params[t]; r != nil {
			return r
		}
		return t
	case *types.Alias:
		return s.typ(types.Unalias(t))
	case *types.Pointer:
		return types.NewPointer(s.typ(t.Elem()))
	case *types.Slice:
		return types.NewSlice(s.typ(t.Elem()))
	case *types.Array:
		return types.NewArray(s.typ(t.Elem()), t.Len())
	case *types.Map:
		return types.NewMap(s.typ(t.Key()), s.typ(t.Elem()))
	case *types.Chan:
		return types.NewChan(t.Dir(), s.typ(t.Elem()))
	case *types.Tuple:
		return s.tuple(t)
	case *types.Signature:
		return types.NewSignatureType(nil, nil, nil, s.tuple(t.Params()), s.tuple(t.Results()), t.Variadic())
	case *types.Struct:
		var fs []*types.Var
		var tags []string
		for i := range t.NumFields() {
			f := t.Field(i)
			fs = append(fs, types.NewField(f.Pos(), f.Pkg(), f.Name(), s.typ(f.Type()), f.Embedded()))
			tags = append(tags, t.Tag(i))
		}
		return types.NewStruct(fs, tags)
	case *types.Interface:
		return s.iface(t)
	case *types.Named:
		return s.named(t)
	}
	return t
}

func (s *subst) tuple(t *types.Tuple) *types.Tuple {
	var vs []*types.Var
	for v := range t.Variables() {
		vs = append(vs, types.NewParam(v.Pos(), v.Pkg(), v.Name(), s.typ(v.Type())))
	}
	return types.NewTuple(vs...)
}

func (s *subst) iface(t *types.Interface) types.Type {
	if t.NumMethods() == 0 && t.NumEmbeddeds() == 0 {
		return t
	}
	var ms []*types.Func
	for m := range t.ExplicitMethods() {
		ms = append(ms, types.NewFunc(m.Pos(), m.Pkg(), m.Name(), s.typ(m.Signature()).(*types.Signature)))
	}
	var es []types.Type
	for e := range t.EmbeddedTypes() {
		es = append(es, s.typ(e))
	}
	return types.NewInterfaceType(ms, es).Complete()
}

func (s *subst) named(t *types.Named) types.Type {
	if a := t.TypeArgs(); a.Len() > 0 {
		changed := false
		var l []types.Type
		for x := range a.Types() {
			y := s.typ(x)
			changed = changed || x != y
			l = append(l, y)
		}
		origin := s.origin(t.Origin())
		if !changed && origin == t.Origin() {
			return t
		}
		r, err := types.Instantiate(s.ctx, origin, l, false)
		if err != nil {
			panic(err)
		}
		return r
	}
	return s.origin(t)
}

// origin is a named type that is no instance: that of this instance of the function,
// if it is one that the function declares.
func (s *subst) origin(t *types.Named) *types.Named {
	o := t.Obj()
	if o.Pkg() == nil || o.Parent() == nil || o.Parent() == o.Pkg().Scope() || len(s.params) == 0 || !s.inside(o) {
		return t
	}
	if n := s.locals[o]; n != nil {
		return n
	}
	n := types.NewNamed(types.NewTypeName(o.Pos(), o.Pkg(), o.Name()+s.args, nil), nil, nil)
	s.locals[o] = n
	s.seen[t] = n
	var own []*types.TypeParam
	for p := range t.TypeParams().TypeParams() {
		q := types.NewTypeParam(types.NewTypeName(p.Obj().Pos(), p.Obj().Pkg(), p.Obj().Name(), nil), nil)
		s.params[p] = q
		own = append(own, q)
	}
	for i, q := range own {
		q.SetConstraint(s.typ(t.TypeParams().At(i).Constraint()))
	}
	n.SetTypeParams(own)
	n.SetUnderlying(s.typ(t.Underlying()))
	return n
}

// inside reports whether the name is declared where the type parameters are
// seen.
func (s *subst) inside(o *types.TypeName) bool {
	for p := range s.params {
		for sc := o.Parent(); sc != nil; sc = sc.Parent() {
			if sc.Lookup(p.Obj().Name()) == p.Obj() {
				return true
			}
		}
	}
	return false
}
