package compile

import (
	"go/types"
	"reflect"
	"slices"
	"unsafe"

	"github.com/crococlock/crococlock/kernel/engine/internal/rtype"
)

// A type that gets methods in a later cell gets a new type of the runtime, which
// knows the old one as it was. The two are versions of one type: to code of cells
// they are the same.

// grow makes new types of those that have other methods now, and of those that
// mention them.
func (m *Machine) grow(list []*types.Named) {
	keys := m.types.mentioning(list)
	if len(keys) == 0 {
		return
	}
	m.ctx = types.NewContext() // instances in the old one have the old methods
	olds := make([]*named, len(keys))
	for i, k := range keys {
		olds[i] = m.types.named[k]
		delete(m.types.named, k)
	}
	m.types.seen = map[types.Type]reflect.Type{}
	for _, old := range olds {
		t := m.renewed(old.t)
		fresh := m.types.rt(t)
		m.versions.Store(word(fresh), m.version(word(old.rt)))
		m.versions.Store(word(reflect.PointerTo(fresh)), m.version(word(reflect.PointerTo(old.rt))))
		m.newest.Store(m.version(word(old.rt)), word(fresh))
		m.addDispatch(t, old.rt) // code of cells finds the methods in old values
	}
	m.latest.Clear()
	m.grown.Store(true)
	// Code that mentions the types is made anew.
	m.globals.each(func(v *types.Var, x *variable) { x.rt = m.types.rt(v.Type()) })
	m.funcs.each(func(_ *types.Func, cell *funcCell) { cell.code.Store(nil) })
	for _, cell := range m.insts {
		cell.code.Store(nil)
	}
}

// mentioning finds the types that were made of which a list is, or that mention
// one.
func (ts *typeTable) mentioning(list []*types.Named) (keys []namedKey) {
	in := map[namedKey]bool{}
	add := func(k namedKey) { in[k] = true; keys = append(keys, k) }
	for k := range ts.named {
		if o, ok := k.name.(*types.TypeName); ok && slices.ContainsFunc(list, func(t *types.Named) bool { return t.Obj() == o }) {
			add(k)
		}
	}
	for n := -1; n < len(keys); {
		n = len(keys)
		for k, t := range ts.named {
			if !in[k] && ts.mentions(t.t.Underlying(), in) || !in[k] && ts.anyMentions(t.t.TypeArgs(), in) {
				add(k)
			}
		}
	}
	return keys
}

func (ts *typeTable) anyMentions(list *types.TypeList, in map[namedKey]bool) bool {
	for t := range list.Types() {
		if ts.mentions(t, in) {
			return true
		}
	}
	return false
}

// mentions reports whether a type has one of the types in it.
func (ts *typeTable) mentions(t types.Type, in map[namedKey]bool) bool {
	switch t := t.(type) {
	case *types.Alias:
		return ts.mentions(types.Unalias(t), in)
	case *types.Named:
		if t.Obj().Pkg() == nil || ts.seen[t] == nil && t.TypeArgs().Len() == 0 {
			return false
		}
		return in[ts.key(t)] || ts.anyMentions(t.TypeArgs(), in)
	case *types.Map:
		return ts.mentions(t.Key(), in) || ts.mentions(t.Elem(), in)
	case interface{ Elem() types.Type }: // pointers, slices, arrays and channels
		return ts.mentions(t.Elem(), in)
	case *types.Struct:
		for v := range t.Fields() {
			if ts.mentions(v.Type(), in) {
				return true
			}
		}
	case *types.Signature:
		return ts.mentions(t.Params(), in) || ts.mentions(t.Results(), in)
	case *types.Tuple:
		for v := range t.Variables() {
			if ts.mentions(v.Type(), in) {
				return true
			}
		}
	case *types.Interface:
		for f := range t.Methods() {
			if ts.mentions(f.Type(), in) {
				return true
			}
		}
	}
	return false
}

// renewed is a type with the methods that it has now.
func (m *Machine) renewed(t *types.Named) *types.Named {
	if t.TypeArgs().Len() == 0 {
		return t
	}
	r, err := types.Instantiate(m.ctx, t.Origin(), slices.Collect(t.TypeArgs().Types()), false)
	check(err)
	return r.(*types.Named)
}

// matcher reports whether a value's type is rt, or another version of it.
func (m *Machine) matcher(rt reflect.Type) func(w unsafe.Pointer) bool {
	want := word(rt)
	if rt.Kind() <= reflect.Complex128 || rt.Kind() == reflect.String {
		if _, made := m.made.Load(want); !made {
			return func(w unsafe.Pointer) bool { return w == want }
		}
	}
	return func(w unsafe.Pointer) bool {
		return w == want || w != nil && m.grown.Load() && m.version(w) == m.version(want)
	}
}

// version is the first version of a type.
func (m *Machine) version(w unsafe.Pointer) unsafe.Pointer {
	if v, ok := m.versions.Load(w); ok {
		return v.(unsafe.Pointer)
	}
	first := word(remade(rtype.FromWord(w), m.version))
	m.versions.Store(w, first)
	return first
}

// last is the last version of a type.
func (m *Machine) last(w unsafe.Pointer) unsafe.Pointer {
	if w == nil {
		return nil
	}
	if v, ok := m.latest.Load(w); ok {
		return v.(unsafe.Pointer)
	}
	last := w
	if rt := rtype.FromWord(w); rt.Name() == "" {
		last = word(remade(rt, m.last))
	} else if v, ok := m.newest.Load(m.version(w)); ok {
		last = v.(unsafe.Pointer)
	}
	m.latest.Store(w, last)
	return last
}

// renewed is what an interface holds as a value of its type's last version:
// compiled code and assertions find the methods that the type has now.
func (c *fn) renewed(e *expr) *expr {
	if !c.m.grown.Load() || e.isConst || e.isNil || e.rt == nil || e.rt.Kind() != reflect.Interface {
		return e
	}
	m, g, rt := c.m, e.get.(func(F) ifaceH), e.rt
	r := c.value(e.t, func(f F) ifaceH {
		h := g(f)
		switch {
		case h.tab == nil:
		case rt.NumMethod() == 0:
			h.tab = m.last(h.tab)
		default:
			typ := *at[unsafe.Pointer](h.tab, 8)
			if last := m.last(typ); last != typ {
				if t := itab(rt, last); t != nil {
					h.tab = t
				}
			}
		}
		return h
	})
	r.calls = e.calls
	return r
}

// remade is a type without a name, made of other versions of what it is made of.
func remade(rt reflect.Type, version func(unsafe.Pointer) unsafe.Pointer) reflect.Type {
	if rt.Name() != "" {
		return rt
	}
	of := func(t reflect.Type) reflect.Type { return rtype.FromWord(version(word(t))) }
	switch rt.Kind() {
	case reflect.Pointer:
		return reflect.PointerTo(of(rt.Elem()))
	case reflect.Slice:
		return reflect.SliceOf(of(rt.Elem()))
	case reflect.Array:
		return reflect.ArrayOf(rt.Len(), of(rt.Elem()))
	case reflect.Chan:
		return reflect.ChanOf(rt.ChanDir(), of(rt.Elem()))
	case reflect.Map:
		return reflect.MapOf(of(rt.Key()), of(rt.Elem()))
	case reflect.Func:
		var in, out []reflect.Type
		for t := range rt.Ins() {
			in = append(in, of(t))
		}
		for t := range rt.Outs() {
			out = append(out, of(t))
		}
		return reflect.FuncOf(in, out, rt.IsVariadic())
	}
	return rt
}

// sameVersion is an interface's type word for comparisons.
func (m *Machine) sameVersion(w unsafe.Pointer) unsafe.Pointer {
	if w == nil || !m.grown.Load() {
		return w
	}
	return m.version(w)
}
