package compile

import (
	"go/types"
	"reflect"
	"unsafe"

	"github.com/crococlock/crococlock/kernel/engine/internal/rtype"
)

// methods are the methods that compiled code sees of a type, whose underlying type
// is u, and of pointers to it, promoted ones included.
func (ts *typeTable) methods(t types.Type, u reflect.Type) (ms []rtype.Method) {
	if _, ok := t.(*types.Named); !ok && !embeds(t) {
		return nil
	}
	vals := map[string]bool{}
	for s := range types.NewMethodSet(t).Methods() {
		vals[s.Obj().Id()] = true
	}
	for s := range types.NewMethodSet(types.NewPointer(t)).Methods() {
		f := s.Obj().(*types.Func)
		if !f.Exported() && ts.m.isCompiled(f.Pkg()) {
			if m, ok := ts.compiledMethod(s, u); ok {
				ms = append(ms, m)
			}
			continue
		}
		sig := s.Type().(*types.Signature)
		m := rtype.Method{Name: f.Name(), Ptr: !vals[f.Id()], Promoted: len(s.Index()) > 1, Type: ts.rtFunc(sig)}
		if !f.Exported() {
			m.PkgPath = f.Pkg().Path()
		}
		ptr := m.Ptr
		cell := ts.m.methodFor(t, f, ptr)
		m.Call = func(recv unsafe.Pointer, args []reflect.Value) []reflect.Value {
			return ts.m.callMethod(cell, recv, args)
		}
		ms = append(ms, m)
	}
	return ms
}

// compiledMethod is an unexported method that a struct has from an embedded field
// of a compiled type: compiled code calls it where it is a field's.
func (ts *typeTable) compiledMethod(s *types.Selection, u reflect.Type) (m rtype.Method, ok bool) {
	defer func() {
		// A method that mentions what its package keeps to itself stays out of reach.
		if r := recover(); r != nil && compileError(r, nil) != nil {
			ok = false
		}
	}()
	f := s.Obj().(*types.Func)
	rt := ts.wanted(f)
	if rt == nil {
		return m, false
	}
	m, err := rtype.Promote(u, s.Index()[:len(s.Index())-1], rtype.Method{Name: f.Name(), PkgPath: f.Pkg().Path(), Type: rt})
	return m, err == nil
}

// wanted is the type of an unexported method if an interface of its package wants
// it, else nil: nobody else calls it that does not know the type. Interfaces tell
// also of types that have no name outside.
func (ts *typeTable) wanted(f *types.Func) reflect.Type {
	path := f.Pkg().Path()
	if ts.unexported[path] == nil {
		ts.unexported[path] = interfacesWanting(f.Pkg())
	}
	for _, t := range ts.unexported[path][f.Name()] {
		want, _, _ := types.LookupFieldOrMethod(t, false, f.Pkg(), f.Name())
		if w, ok := want.(*types.Func); !ok || !sameParams(w, f) {
			continue
		}
		if m, ok := ts.rt(t).MethodByName(f.Name()); ok {
			return m.Type
		}
	}
	return nil
}

// interfacesWanting finds, by their names, the unexported methods that a package's
// interfaces want.
func interfacesWanting(p *types.Package) map[string][]*types.Named {
	found := map[string][]*types.Named{}
	for _, name := range p.Scope().Names() {
		o, ok := p.Scope().Lookup(name).(*types.TypeName)
		if !ok || !o.Exported() {
			continue
		}
		n, ok := o.Type().(*types.Named)
		if !ok || n.TypeParams().Len() > 0 {
			continue
		}
		if it, ok := n.Underlying().(*types.Interface); ok {
			for m := range it.Methods() {
				if !m.Exported() {
					found[m.Name()] = append(found[m.Name()], n)
				}
			}
		}
	}
	return found
}

func sameParams(a, b *types.Func) bool {
	return types.Identical(a.Signature().Params(), b.Signature().Params()) && types.Identical(a.Signature().Results(), b.Signature().Results())
}

func embeds(t types.Type) bool {
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for f := range s.Fields() {
		if f.Embedded() {
			return true
		}
	}
	return false
}
