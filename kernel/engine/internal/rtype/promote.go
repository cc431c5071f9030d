package rtype

import (
	"fmt"
	"reflect"
	"sync"
	"unsafe"
)

// An adapter is a func value whose code turns the receiver's word into an
// embedded field's and calls the field's method.
type adapter struct {
	code   uintptr
	offset uintptr
	target unsafe.Pointer // a func value that takes the field's word first
	method uintptr        // where an interface's table has the method
}

var adapters struct {
	sync.Mutex
	of map[adapter]*adapter // the same ones are one, and so are their stubs
}

func newAdapter(a adapter) unsafe.Pointer {
	adapters.Lock()
	defer adapters.Unlock()
	p, ok := adapters.of[a]
	if !ok {
		p = &a
		if adapters.of == nil {
			adapters.of = map[adapter]*adapter{}
		}
		adapters.of[a] = p
	}
	return unsafe.Pointer(p)
}

// Promote returns the method that a struct type has from an embedded field, for
// the methods of a type with that struct, or of StructOf. index leads to the
// field (as a types.Selection's does to a method, without the last element), and m
// has the method's name and type. The field's type has its methods already.
//
// The method costs a few instructions more than the field's own.
func Promote(outer reflect.Type, index []int, m Method) (Method, error) {
	if numStubs == 0 {
		return Method{}, ErrNoMethods
	}
	addOffset, loadPointer, loadInterface := adapterPC()
	if len(index) == 0 {
		return Method{}, fmt.Errorf("%s: no embedded field is named", outer)
	}
	// The steps from a pointer to the struct to a pointer to the field.
	var steps []adapter
	offset, typ, indirect := uintptr(0), outer, false
	load := func() {
		steps = append(steps, adapter{code: loadPointer, offset: offset})
		offset, typ, indirect = 0, typ.Elem(), true
	}
	for _, i := range index {
		if typ.Kind() == reflect.Pointer {
			load()
		}
		if typ.Kind() != reflect.Struct || i < 0 || i >= typ.NumField() {
			return Method{}, fmt.Errorf("%s has no embedded field %v", outer, index)
		}
		f := typ.Field(i)
		offset, typ = offset+f.Offset, f.Type
	}
	one, err := InterfaceOf(m.PkgPath, []Method{{Name: m.Name, PkgPath: m.PkgPath, Type: m.Type}})
	if err != nil {
		return Method{}, err
	}
	m.Call = nil
	ofValue := typ.Implements(one)
	if typ.Kind() == reflect.Interface {
		at, ok := methodOffset(typ, m)
		if !ok {
			return Method{}, fmt.Errorf("%s has no method %s", typ, m.Name)
		}
		m.Direct = chain(steps, newAdapter(adapter{code: loadInterface, offset: offset, method: at}))
		return m, nil
	}
	field, ofElem := typ, false
	if typ.Kind() == reflect.Pointer && typ.Name() == "" {
		load()
		ofElem = typ.Implements(one)
	}
	if typ == field || ofElem { // which a nil pointer has not
		steps = append(steps, adapter{code: addOffset, offset: offset})
	}
	target := method1(one, reflect.PointerTo(typ))
	if target == nil {
		return Method{}, fmt.Errorf("%s has no method %s", field, m.Name)
	}
	m.Ptr = !ofValue && !indirect
	m.Direct = chain(steps, target)
	if rtypeOf(outer).flags&flagDirect != 0 {
		// The struct's word is its only pointer: what the first step loads, or the
		// field itself.
		if indirect {
			m.Value = chain(steps[1:], target)
		} else {
			m.Value = method1(one, field)
		}
	}
	return m, nil
}

// chain is a func value that takes steps and calls the target.
func chain(steps []adapter, target unsafe.Pointer) unsafe.Pointer {
	for i := len(steps) - 1; i >= 0; i-- {
		a := steps[i]
		a.target = target
		target = newAdapter(a)
	}
	return target
}

// itabMethods is where a table has its methods (internal/abi.ITab).
const itabMethods = 3 * unsafe.Sizeof(uintptr(0))

// method1 is a func value of the method of a concrete type that an interface
// with one method has, or nil. It takes the receiver's word first.
func method1(iface, concrete reflect.Type) unsafe.Pointer {
	tab := Itab(iface, concrete)
	if tab == nil {
		return nil
	}
	return unsafe.Add(tab, itabMethods)
}

// methodOffset is where the tables of an interface type have a method.
func methodOffset(iface reflect.Type, m Method) (uintptr, bool) {
	for i, have := range methodsOf(iface) {
		if have.Name == m.Name && have.PkgPath == m.PkgPath && have.Type == m.Type {
			return itabMethods + uintptr(i)*unsafe.Sizeof(uintptr(0)), true
		}
	}
	return 0, false
}
