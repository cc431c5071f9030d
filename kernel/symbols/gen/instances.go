package main

import (
	"cmp"
	"go/types"
	"slices"
	"strings"

	"github.com/crococlock/crococlock/kernel/symbols/internal/typekey"
)

// An instance is a generic function or type with type arguments, compiled in.
type instance struct {
	name string
	args []types.Type
	key  string // "Name[int,string]"
}

// What notebooks have slices of, and maps from and to.
var (
	elements = []types.Type{types.Typ[types.Int], types.Typ[types.Float64], types.Typ[types.Float32], types.Typ[types.String], types.Typ[types.Uint8]}
	keys     = []types.Type{types.Typ[types.Int], types.Typ[types.String]}
	values   = []types.Type{types.Typ[types.Int], types.Typ[types.Float64], types.Typ[types.String], types.Typ[types.Bool]}
)

// instances finds what to compile in of generic declarations: functions of
// packages cmp, slices and maps for the types that notebooks use most, since
// compiled code is fast, and the types that the surface of any package mentions,
// since its values have them.
type instances struct {
	prog  *program
	found map[string][]instance // by path, sorted by key
	seen  map[string]bool       // by path and key
	types map[types.Type]bool   // visited
}

func (prog *program) instances() map[string][]instance {
	s := &instances{prog: prog, found: map[string][]instance{}, seen: map[string]bool{}, types: map[types.Type]bool{}}
	for _, e := range elements {
		s.addFuncs("cmp", e, e)
		s.addFuncs("slices", e, e)
	}
	for _, k := range keys {
		for _, v := range values {
			s.addFuncs("maps", k, v)
		}
	}
	for _, pkg := range prog.compiledIn {
		s.addSurface(pkg.types)
	}
	for _, list := range s.found {
		slices.SortFunc(list, func(a, b instance) int { return cmp.Compare(a.key, b.key) })
	}
	return s.found
}

// addFuncs adds all functions of a package: the first type parameter that is
// free is first, others that are free are rest.
func (s *instances) addFuncs(path string, first, rest types.Type) {
	pkg := s.prog.packages[path]
	if pkg == nil {
		return
	}
	scope := pkg.types.Scope()
	for _, name := range scope.Names() {
		f, ok := scope.Lookup(name).(*types.Func)
		if !ok || !f.Exported() || !isGeneric(f) {
			continue
		}
		args := arguments(f.Signature().TypeParams(), first, rest)
		inst, err := types.Instantiate(nil, f.Signature(), args, true)
		if err != nil {
			continue // not ordered, say
		}
		s.add(path, name, args)
		s.mention(inst)
	}
}

// arguments are first and rest for the free type parameters, and the slices and
// maps of them that the others must be.
func arguments(params *types.TypeParamList, first, rest types.Type) []types.Type {
	args := make([]types.Type, params.Len())
	next := first
	for i := range args {
		if core(params.At(i)) == nil {
			args[i], next = next, rest
		}
	}
	of := func(t types.Type) types.Type { return args[t.(*types.TypeParam).Index()] }
	for i := range args {
		switch c := core(params.At(i)).(type) {
		case *types.Slice:
			args[i] = types.NewSlice(of(c.Elem()))
		case *types.Map:
			args[i] = types.NewMap(of(c.Key()), of(c.Elem()))
		}
	}
	return args
}

// core is the slice or map whose underlying type the parameter's must be, or nil.
func core(p *types.TypeParam) types.Type {
	iface := p.Constraint().Underlying().(*types.Interface)
	if iface.NumEmbeddeds() != 1 {
		return nil
	}
	union, ok := iface.EmbeddedType(0).(*types.Union)
	if !ok || union.Len() != 1 {
		return nil
	}
	switch t := union.Term(0).Type().(type) {
	case *types.Slice, *types.Map:
		return t
	}
	return nil
}

func (s *instances) add(path, name string, args []types.Type) {
	key, ok := typekey.Of(args)
	if !ok || slices.ContainsFunc(args, func(t types.Type) bool { return !nameable(t) }) {
		return
	}
	key = name + "[" + key + "]"
	if !s.seen[path+"."+key] {
		s.seen[path+"."+key] = true
		s.found[path] = append(s.found[path], instance{name, args, key})
	}
}

// addSurface adds the types that other packages meet in pkg.
func (s *instances) addSurface(pkg *types.Package) {
	scope := pkg.Scope()
	for _, name := range scope.Names() {
		obj := scope.Lookup(name)
		if !obj.Exported() || isGeneric(obj) {
			continue
		}
		s.mention(obj.Type())
		if _, isType := obj.(*types.TypeName); !isType {
			continue
		}
		s.mention(obj.Type().Underlying())
		methods := types.NewMethodSet(types.NewPointer(obj.Type()))
		for m := range methods.Methods() {
			s.mention(m.Type())
		}
	}
}

// mention adds the instances that a type is made of.
func (s *instances) mention(t types.Type) {
	if s.types[t] {
		return
	}
	s.types[t] = true
	switch t := t.(type) {
	case *types.Alias:
		s.mention(types.Unalias(t))
	case *types.Named:
		if args := slices.Collect(t.TypeArgs().Types()); args != nil && t.Obj().Exported() {
			if pkg := s.prog.packages[t.Obj().Pkg().Path()]; pkg != nil && !pkg.DepOnly {
				s.add(pkg.ImportPath, t.Obj().Name(), args)
			}
		}
	case *types.Pointer:
		s.mention(t.Elem())
	case *types.Slice:
		s.mention(t.Elem())
	case *types.Array:
		s.mention(t.Elem())
	case *types.Chan:
		s.mention(t.Elem())
	case *types.Map:
		s.mention(t.Key())
		s.mention(t.Elem())
	case *types.Signature:
		for v := range t.Params().Variables() {
			s.mention(v.Type())
		}
		for v := range t.Results().Variables() {
			s.mention(v.Type())
		}
	case *types.Struct:
		for f := range t.Fields() {
			if f.Exported() {
				s.mention(f.Type())
			}
		}
	case *types.Interface:
		for m := range t.Methods() {
			s.mention(m.Type())
		}
	}
}

// nameable reports whether generated code can write the type.
func nameable(t types.Type) bool {
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		return t.Kind() != types.UnsafePointer
	case *types.Pointer:
		return nameable(t.Elem())
	case *types.Slice:
		return nameable(t.Elem())
	case *types.Array:
		return nameable(t.Elem())
	case *types.Map:
		return nameable(t.Key()) && nameable(t.Elem())
	case *types.Interface:
		return t.Empty()
	case *types.Named:
		if t.Obj().Pkg() == nil {
			return true // error
		}
		path := "/" + t.Obj().Pkg().Path() + "/"
		return t.Obj().Exported() && t.TypeArgs().Len() == 0 &&
			!strings.Contains(path, "/internal/") && !strings.HasPrefix(path, "/vendor/")
	}
	return false
}
