//go:build !windows

package symbols

import (
	"fmt"
	"reflect"
	"sync"

	"github.com/cosmos72/gomacro/go/types"
	xr "github.com/cosmos72/gomacro/xreflect"
)

// direct is the method of the object in a proxy, for what gomacro does not call
// right: methods of values through a pointer, and methods of embedded pointers
// through a value. For all others it is nil: the proxy calls what gomacro gave
// it.
func direct(object any, method string) func(in ...reflect.Value) []reflect.Value {
	h, ok := object.(xr.InterfaceHeader)
	if !ok {
		return nil
	}
	v, typ := h.Value().ReflectValue(), h.Type()
	if wantsPointer(typ, method) == (v.Kind() == reflect.Pointer) {
		return nil
	}
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			panic(fmt.Sprintf("value method %s called using nil %v pointer", method, typ.Elem()))
		}
		v, typ = v.Elem(), typ.Elem()
	}
	m, count := typ.MethodByName(method, "")
	if count != 1 {
		return nil
	}
	for _, i := range m.FieldIndex {
		if v = reflect.Indirect(v).Field(i); v.Kind() == reflect.Interface {
			v = v.Elem()
		}
	}
	if m.Funs == nil { // compiled
		return caller(v.MethodByName(method))
	}
	fun := (*m.Funs)[m.Index]
	switch pointer := fun.Type().In(0).Kind() == reflect.Pointer; {
	case pointer && v.Kind() != reflect.Pointer:
		v = v.Addr()
	case !pointer && v.Kind() == reflect.Pointer:
		v = v.Elem()
	}
	return caller(fun, v)
}

// caller calls fun with arguments in front of those given.
func caller(fun reflect.Value, first ...reflect.Value) func(in ...reflect.Value) []reflect.Value {
	return func(in ...reflect.Value) []reflect.Value {
		if in = append(first, in...); fun.Type().IsVariadic() {
			return fun.CallSlice(in)
		}
		return fun.Call(in)
	}
}

// argument is v as reflection wants it, of type T even where it is nil.
func argument[T any](v T) reflect.Value { return reflect.ValueOf(&v).Elem() }

// result is v as a method returns it.
func result[T any](v reflect.Value) (out T) {
	reflect.ValueOf(&out).Elem().Set(v)
	return out
}

type methodOf struct {
	typ    types.Type
	method string
}

var pointerMethods sync.Map // methodOf → bool

// wantsPointer tells whether a method of a type, or of what it points to, has a
// pointer for its receiver.
func wantsPointer(typ xr.Type, method string) bool {
	key := methodOf{typ.GoType(), method}
	if wants, ok := pointerMethods.Load(key); ok {
		return wants.(bool)
	}
	_, wants := key.typ.Underlying().(*types.Pointer)
	obj, _, _ := types.LookupFieldOrMethod(key.typ, true, nil, method)
	if fun, ok := obj.(*types.Func); ok {
		if recv := fun.Type().(*types.Signature).Recv(); recv != nil {
			_, wants = recv.Type().(*types.Pointer)
		}
	}
	pointerMethods.Store(key, wants)
	return wants
}
