package compile

import (
	"os"
	"reflect"
	"slices"
	"unsafe"

	"github.com/crococlock/crococlock/kernel/engine/internal/rtype"
)

// A file that becomes an interface may be stood for by another value
// (Options.File). Code of cells that looks for the file finds it.

// An Unwrapper is what can stand for a file.
type Unwrapper interface{ Unwrap() *os.File }

var fileType = reflect.TypeFor[*os.File]()

// file is a file as an interface with methods: what stands for it there, or
// itself.
func (c *fn) file(e *expr, rt reflect.Type) func(F) ifaceH {
	g, own := e.get.(func(F) unsafe.Pointer), rtype.Itab(rt, e.rt)
	return c.stoodFor(func(f F) ifaceH { return ifaceH{own, g(f)} }, rt)
}

// stoodFor is an interface of type rt with what stands for the file that it may
// hold.
func (c *fn) stoodFor(g func(F) ifaceH, rt reflect.Type) func(F) ifaceH {
	m, file := c.m, word(fileType)
	if m.opts.File == nil || rt.NumMethod() == 0 || !fileType.Implements(rt) {
		return g
	}
	return func(f F) ifaceH {
		h := g(f)
		if h.tab == nil || *at[unsafe.Pointer](h.tab, 8) != file {
			return h
		}
		if x, ok := m.opts.File((*os.File)(h.data)).(Unwrapper); ok {
			s := any(x)
			w := *(*ifaceH)(unsafe.Pointer(&s))
			if tab := itab(rt, w.tab); tab != nil {
				m.standsIn(w.tab)
				return ifaceH{tab, w.data}
			}
		}
		return h
	}
}

// standsIn notes a type whose values stand for files.
func (m *Machine) standsIn(typ unsafe.Pointer) {
	for {
		old := m.standIns.Load()
		if isStandIn(old, typ) {
			return
		}
		list := []unsafe.Pointer{typ}
		if old != nil {
			list = append(list, *old...)
		}
		if m.standIns.CompareAndSwap(old, &list) {
			return
		}
	}
}

func isStandIn(list *[]unsafe.Pointer, typ unsafe.Pointer) bool {
	return list != nil && slices.Contains(*list, typ)
}

// plainFile is an interface of type rt with the file that its value may stand
// for.
func (c *fn) plainFile(g func(F) ifaceH, rt reflect.Type) func(F) ifaceH {
	m := c.m
	if m.opts.File == nil || !fileType.Implements(rt) {
		return g
	}
	tab, typ := word(fileType), dynamicType(rt)
	if rt.NumMethod() > 0 {
		tab = rtype.Itab(rt, fileType)
	}
	return func(f F) ifaceH {
		h := g(f)
		if h.tab == nil || !isStandIn(m.standIns.Load(), typ(h.tab)) {
			return h
		}
		x, ok := reflect.NewAt(rt, unsafe.Pointer(&h)).Elem().Interface().(Unwrapper)
		if !ok {
			return h
		}
		return ifaceH{tab, unsafe.Pointer(x.Unwrap())}
	}
}
