package compile

import (
	"go/types"
	"reflect"
	"unsafe"
)

// address is where an expression's value is, if need be in a new place.
func (c *fn) address(e *expr) func(F) unsafe.Pointer {
	if e.addr != nil {
		return e.addr
	}
	off, to := c.slot(e.rt), c.to(e)
	return func(f F) unsafe.Pointer {
		p := unsafe.Add(f, off)
		to(f, p)
		return p
	}
}

// to stores an expression's value at a place that it does not refer to.
func (c *fn) to(e *expr) func(F, unsafe.Pointer) {
	if e.r != nil {
		return e.r.to(e.get)
	}
	if e.into != nil {
		return e.into
	}
	return mover(e.rt, e.addr)
}

// mover copies a struct or an array.
func mover(rt reflect.Type, from func(F) unsafe.Pointer) func(F, unsafe.Pointer) {
	if !hasPointers(rt) {
		switch rt.Size() {
		case 0:
			return func(f F, dst unsafe.Pointer) { from(f) }
		case 8:
			return func(f F, dst unsafe.Pointer) { *(*uint64)(dst) = *(*uint64)(from(f)) }
		case 16:
			return func(f F, dst unsafe.Pointer) { *(*[2]uint64)(dst) = *(*[2]uint64)(from(f)) }
		case 24:
			return func(f F, dst unsafe.Pointer) { *(*[3]uint64)(dst) = *(*[3]uint64)(from(f)) }
		case 32:
			return func(f F, dst unsafe.Pointer) { *(*[4]uint64)(dst) = *(*[4]uint64)(from(f)) }
		}
	}
	w := word(rt)
	return func(f F, dst unsafe.Pointer) { typedmemmove(w, dst, from(f)) }
}

// copier is mover for two addresses.
func copier(rt reflect.Type) func(dst, src unsafe.Pointer) {
	if !hasPointers(rt) {
		switch rt.Size() {
		case 0:
			return func(dst, src unsafe.Pointer) {}
		case 1:
			return func(dst, src unsafe.Pointer) { *(*uint8)(dst) = *(*uint8)(src) }
		case 8:
			return func(dst, src unsafe.Pointer) { *(*uint64)(dst) = *(*uint64)(src) }
		case 16:
			return func(dst, src unsafe.Pointer) { *(*[2]uint64)(dst) = *(*[2]uint64)(src) }
		}
	} else {
		switch rt.Kind() {
		case reflect.Pointer, reflect.Map, reflect.Chan, reflect.Func, reflect.UnsafePointer:
			return func(dst, src unsafe.Pointer) { *(*unsafe.Pointer)(dst) = *(*unsafe.Pointer)(src) }
		case reflect.String:
			return func(dst, src unsafe.Pointer) { *(*string)(dst) = *(*string)(src) }
		case reflect.Interface:
			return func(dst, src unsafe.Pointer) { *(*ifaceH)(dst) = *(*ifaceH)(src) }
		case reflect.Slice:
			return func(dst, src unsafe.Pointer) { *(*sliceH)(dst) = *(*sliceH)(src) }
		}
	}
	w := word(rt)
	return func(dst, src unsafe.Pointer) { typedmemmove(w, dst, src) }
}

// clearer makes a place zero.
func clearer(rt reflect.Type) func(unsafe.Pointer) {
	switch r := reprOf(rt); {
	case rt.Size() == 0:
		return func(unsafe.Pointer) {}
	case r != nil && rt.Size() == 8 && rt.Kind() <= reflect.Complex128:
		return func(p unsafe.Pointer) { *(*uint64)(p) = 0 }
	case r != nil && rt.Size() == 8:
		return func(p unsafe.Pointer) { *(*unsafe.Pointer)(p) = nil }
	case rt.Kind() == reflect.String:
		return func(p unsafe.Pointer) { *(*string)(p) = "" }
	case rt.Kind() == reflect.Slice:
		return func(p unsafe.Pointer) { *(*sliceH)(p) = sliceH{} }
	}
	w := word(rt)
	return func(p unsafe.Pointer) { typedmemclr(w, p) }
}

// zero is the zero value of a type.
func (c *fn) zero(t types.Type) *expr {
	rt := c.rt(t)
	p := unsafeNew(word(rt))
	e := &expr{t: t, rt: rt, r: reprOf(rt)}
	if e.r != nil {
		e.get = e.r.constant(p)
	} else {
		e.addr = func(F) unsafe.Pointer { return p }
	}
	return e
}
