package rtype_test

import (
	"reflect"
	"slices"
	"testing"
	"unsafe"

	"github.com/crococlock/crococlock/kernel/engine/internal/rtype"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// value is a method with a value receiver. f takes a pointer to it and the
// arguments.
func value(name string, f any) rtype.Method { return newMethod(name, false, f) }

// pointer is a method with a pointer receiver.
func pointer(name string, f any) rtype.Method { return newMethod(name, true, f) }

func newMethod(name string, ptr bool, f any) rtype.Method {
	fn := reflect.ValueOf(f)
	recv := fn.Type().In(0)
	return rtype.Method{
		Name: name, Ptr: ptr, Type: dropFirst(fn.Type()),
		Call: func(p unsafe.Pointer, args []reflect.Value) []reflect.Value {
			in := append([]reflect.Value{reflect.NewAt(recv.Elem(), p)}, args...)
			if fn.Type().IsVariadic() {
				return fn.CallSlice(in)
			}
			return fn.Call(in)
		},
	}
}

// direct makes a method's function be called without reflect.
func direct(m rtype.Method, f any) rtype.Method {
	m.Call = nil
	m.Direct = (*[2]unsafe.Pointer)(unsafe.Pointer(&f))[1]
	return m
}

// declared is a method without code, as interfaces have it.
func declared(name string, f any) rtype.Method {
	return rtype.Method{Name: name, Type: reflect.TypeOf(f)}
}

func dropFirst(t reflect.Type) reflect.Type {
	in := slices.Collect(t.Ins())
	return reflect.FuncOf(in[1:], slices.Collect(t.Outs()), t.IsVariadic())
}

// named makes a type of package main.
func named(t testing.TB, name string, underlying reflect.Type, methods ...rtype.Method) *rtype.Named {
	t.Helper()
	n := rtype.New("main", name)
	must(t, n.Complete(underlying, methods))
	return n
}

func structOf(t testing.TB, fields ...rtype.Field) reflect.Type {
	t.Helper()
	s, err := rtype.StructOf(fields, nil)
	must(t, err)
	return s
}

func interfaceOf(t testing.TB, methods ...rtype.Method) reflect.Type {
	t.Helper()
	i, err := rtype.InterfaceOf("main", methods)
	must(t, err)
	return i
}

// field is an exported or unexported field of package main.
func field(name string, t reflect.Type, tag ...string) rtype.Field {
	f := rtype.Field{Name: name, Type: t}
	if c := name[0]; c < 'A' || 'Z' < c {
		f.PkgPath = "main"
	}
	if len(tag) > 0 {
		f.Tag = tag[0]
	}
	return f
}

func embedded(t reflect.Type) rtype.Field {
	name := t.Name()
	if t.Kind() == reflect.Pointer {
		name = t.Elem().Name()
	}
	f := field(name, t)
	f.Embedded = true
	return f
}

// clone makes a copy of a compiled named type: of the same name, of components
// that are the same types, with methods that call the original's.
func clone(t testing.TB, typ reflect.Type) *rtype.Named {
	t.Helper()
	if !isNamed(typ) {
		t.Fatalf("%s is not a named type", typ)
	}
	full := typ.String() // as it has the package's name
	n := rtype.New(typ.PkgPath(), full)
	var methods []rtype.Method
	if typ.Kind() != reflect.Interface {
		for m := range reflect.PointerTo(typ).Methods() {
			_, ofValue := typ.MethodByName(m.Name)
			methods = append(methods, rtype.Method{
				Name: m.Name, Ptr: !ofValue, Type: dropFirst(m.Type),
				Call: func(recv unsafe.Pointer, args []reflect.Value) []reflect.Value {
					f := reflect.NewAt(typ, recv).Method(m.Index)
					if f.Type().IsVariadic() {
						return f.CallSlice(args)
					}
					return f.Call(args)
				},
			})
		}
	}
	must(t, n.Complete(underlying(t, typ), methods))
	return n
}

func isNamed(t reflect.Type) bool { return t.Name() != "" && t.PkgPath() != "" }

func underlying(t testing.TB, typ reflect.Type) reflect.Type {
	switch typ.Kind() {
	case reflect.Array:
		return reflect.ArrayOf(typ.Len(), typ.Elem())
	case reflect.Chan:
		return reflect.ChanOf(typ.ChanDir(), typ.Elem())
	case reflect.Func:
		return reflect.FuncOf(slices.Collect(typ.Ins()), slices.Collect(typ.Outs()), typ.IsVariadic())
	case reflect.Interface:
		var ms []rtype.Method
		for m := range typ.Methods() {
			ms = append(ms, rtype.Method{Name: m.Name, PkgPath: m.PkgPath, Type: m.Type})
		}
		return interfaceOf(t, ms...)
	case reflect.Map:
		return reflect.MapOf(typ.Key(), typ.Elem())
	case reflect.Pointer:
		return reflect.PointerTo(typ.Elem())
	case reflect.Slice:
		return reflect.SliceOf(typ.Elem())
	case reflect.Struct:
		var fs []rtype.Field
		for f := range typ.Fields() {
			fs = append(fs, rtype.Field{Name: f.Name, PkgPath: f.PkgPath, Type: f.Type, Tag: string(f.Tag), Embedded: f.Anonymous})
		}
		return structOf(t, fs...)
	}
	for _, b := range []reflect.Type{
		reflect.TypeFor[bool](), reflect.TypeFor[int](), reflect.TypeFor[int8](), reflect.TypeFor[int16](), reflect.TypeFor[int32](), reflect.TypeFor[int64](),
		reflect.TypeFor[uint](), reflect.TypeFor[uint8](), reflect.TypeFor[uint16](), reflect.TypeFor[uint32](), reflect.TypeFor[uint64](), reflect.TypeFor[uintptr](),
		reflect.TypeFor[float32](), reflect.TypeFor[float64](), reflect.TypeFor[complex64](), reflect.TypeFor[complex128](), reflect.TypeFor[string](),
		reflect.TypeFor[unsafe.Pointer](),
	} {
		if b.Kind() == typ.Kind() {
			return b
		}
	}
	t.Fatalf("kind %s", typ.Kind())
	return nil
}
