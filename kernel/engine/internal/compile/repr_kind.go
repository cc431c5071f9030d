package compile

import (
	"go/token"
	"reflect"
	"unsafe"
)

type str struct{ base[string] }

func (str) binary(op token.Token, x, y *expr) getter {
	a, b := x.get.(func(F) string), y.get.(func(F) string)
	return func(f F) string { return a(f) + b(f) }
}

func (str) compare(op token.Token, x, y *expr) func(F) bool {
	return ordered(op, x.get.(func(F) string), y.get.(func(F) string))
}

func (str) update(op token.Token, d *expr, y *expr) stmt {
	if d.addr == nil {
		return nil
	}
	addr, g := d.addr, y.get.(func(F) string)
	return func(f F) ctl { p := addr(f); v := g(f); *(*string)(p) += v; return next }
}

type boolean struct{ base[bool] }

func (boolean) compare(op token.Token, x, y *expr) func(F) bool {
	return equality(op, x.get.(func(F) bool), y.get.(func(F) bool))
}

type pointer struct{ base[unsafe.Pointer] }

func (pointer) compare(op token.Token, x, y *expr) func(F) bool {
	return equality(op, x.get.(func(F) unsafe.Pointer), y.get.(func(F) unsafe.Pointer))
}

type slice struct{ base[sliceH] }

func (slice) compare(op token.Token, x, y *expr) func(F) bool { // with nil
	a := x.get.(func(F) sliceH)
	if x.isNil {
		a = y.get.(func(F) sliceH)
	}
	if op == token.EQL {
		return func(f F) bool { return a(f).p == nil }
	}
	return func(f F) bool { return a(f).p != nil }
}

type iface struct{ base[ifaceH] }

var reprs = [...]repr{
	reflect.Bool: boolean{},
	reflect.Int:  intr[int]{}, reflect.Int8: intr[int8]{}, reflect.Int16: intr[int16]{}, reflect.Int32: intr[int32]{}, reflect.Int64: intr[int64]{},
	reflect.Uint: intr[uint]{}, reflect.Uint8: intr[uint8]{}, reflect.Uint16: intr[uint16]{}, reflect.Uint32: intr[uint32]{}, reflect.Uint64: intr[uint64]{},
	reflect.Uintptr: intr[uintptr]{},
	reflect.Float32: rl[float32]{}, reflect.Float64: rl[float64]{},
	reflect.Complex64: cplx[complex64]{}, reflect.Complex128: cplx[complex128]{},
	reflect.Chan: pointer{}, reflect.Func: pointer{}, reflect.Map: pointer{}, reflect.Pointer: pointer{}, reflect.UnsafePointer: pointer{},
	reflect.Interface: iface{}, reflect.Slice: slice{}, reflect.String: str{},
	reflect.Struct: nil, reflect.Array: nil,
}

func reprOf(rt reflect.Type) repr { return reprs[rt.Kind()] }
