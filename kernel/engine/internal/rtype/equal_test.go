package rtype_test

import (
	"fmt"
	"math"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unsafe"

	"github.com/crococlock/crococlock/kernel/engine/internal/rtype"
)

// == and maps, with what is not compared as bytes.
func TestEqualAndHash(t *testing.T) {
	type Inner struct {
		_ int32
		F float64
	}
	type layout struct {
		A int8
		_ int64
		F float64
		_ string
		S string
		I any
		G [2]Inner
		E error
		_ [3]*byte
		B byte
		Z struct{}
	}
	inner := structOf(t, field("_", reflect.TypeFor[int32]()), field("F", reflect.TypeFor[float64]()))
	for _, f := range []float64{0, math.Copysign(0, -1), 1.5, math.NaN(), math.Inf(1)} {
		for _, i := range []any{nil, 1, "x", f, [2]string{"a", "b"}, &inner} {
			x := layout{A: 1, F: f, S: strings.Repeat("x", 10), I: i, G: [2]Inner{{F: f}, {F: 2}}, E: fmt.Errorf("e"), B: 2}
			y := x
			y.S = strings.Repeat("x", 10)
			if f == 0 {
				y.F, y.G[0].F = -f, -f
			}
			// Padding and blank fields, also of what is inside.
			for _, off := range []uintptr{1, 8, 15, unsafe.Offsetof(x.G) + 1, unsafe.Offsetof(x.G) + 4} {
				bytesOf(&y)[off] = 77
			}
			*(*string)(unsafe.Add(unsafe.Pointer(&y), 24)) = "blank"
			typ := structOf(t, field("A", reflect.TypeFor[int8]()), field("_", reflect.TypeFor[int64]()), field("F", reflect.TypeFor[float64]()),
				field("_", stringType), field("S", stringType), field("I", reflect.TypeFor[any]()), field("G", reflect.ArrayOf(2, inner)),
				field("E", reflect.TypeFor[error]()), field("_", reflect.TypeFor[[3]*byte]()), field("B", reflect.TypeFor[byte]()), field("Z", reflect.TypeFor[struct{}]()))
			if typ.Size() != unsafe.Sizeof(x) {
				t.Fatal(typ.Size(), unsafe.Sizeof(x))
			}
			want := f == f // NaN is not equal to itself
			for _, typ := range []reflect.Type{typ, named(t, "Eq", typ).Type(), reflect.ArrayOf(1, typ)} {
				v, w := reflect.NewAt(typ, unsafe.Pointer(&x)).Elem(), reflect.NewAt(typ, unsafe.Pointer(&y)).Elem()
				if got := v.Interface() == w.Interface(); got != want {
					t.Errorf("%v == %v is %t", v, w, got)
				}
				m := reflect.MakeMap(reflect.MapOf(typ, intType))
				m.SetMapIndex(v, reflect.ValueOf(1))
				m.SetMapIndex(w, reflect.ValueOf(2))
				if got := m.Len() == 1; got != want {
					t.Errorf("%v and %v give %d keys", v, w, m.Len())
				}
				a := map[any]int{v.Interface(): 1}
				if _, got := a[w.Interface()]; got != want {
					t.Errorf("%v is found as %v: %t", v, w, got)
				}
				for _, off := range []uintptr{0, unsafe.Offsetof(x.B), unsafe.Offsetof(x.F) + 3, unsafe.Offsetof(x.G) + 24 + 5} {
					z := x
					bytesOf(&z)[off] ^= 1
					if u := reflect.NewAt(typ, unsafe.Pointer(&z)).Elem(); v.Interface() == u.Interface() {
						t.Errorf("byte %d of %v is not compared", off, v)
					}
				}
			}
		}
	}
	bad := structOf(t, field("_", intType), field("I", reflect.TypeFor[any]()))
	v := reflect.New(bad).Elem()
	v.Field(1).Set(reflect.ValueOf([]int{}))
	for name, f := range map[string]func(){
		"comparing uncomparable type []int":            func() { _ = v.Interface() == v.Interface() },
		"hash of unhashable type []int":                func() { _ = map[any]int{v.Interface(): 1} },
		"runtime error: hash of unhashable type []int": func() { reflect.MakeMap(reflect.MapOf(bad, intType)).SetMapIndex(v, reflect.ValueOf(1)) },
	} {
		func() {
			defer func() {
				if err, ok := recover().(runtime.Error); !ok || !strings.Contains(err.Error(), name) {
					t.Errorf("%v, want %s", err, name)
				}
			}()
			f()
		}()
	}
}

func bytesOf[T any](p *T) []byte { return unsafe.Slice((*byte)(unsafe.Pointer(p)), unsafe.Sizeof(*p)) }

// Padding is not compared, and bytes that are all compared are.
func TestPadding(t *testing.T) {
	i8, i64 := reflect.TypeFor[int8](), reflect.TypeFor[int64]()
	for _, c := range []struct {
		fields []rtype.Field
		padded []int // offsets that do not count
	}{
		{[]rtype.Field{field("A", i8), field("B", i64), field("C", i8)}, []int{1, 7, 17, 23}},
		{[]rtype.Field{field("A", i64), field("B", i64), field("C", i64)}, nil},
		{[]rtype.Field{field("A", i64), field("B", i64), field("_", i64)}, []int{16, 20, 23}},
		{[]rtype.Field{field("A", i64), field("B", i64), field("C", i8), field("D", reflect.TypeFor[struct{}]())}, []int{17, 18, 23}},
	} {
		u := structOf(t, c.fields...)
		for _, typ := range []reflect.Type{u, named(t, "P", u).Type()} {
			for off := range 24 {
				x, y := reflect.New(typ), reflect.New(typ)
				unsafe.Slice((*byte)(y.UnsafePointer()), 24)[off] = 1
				want := slices.Contains(c.padded, off)
				if !want && off != 0 && off != 8 && off != 16 {
					continue
				}
				m := reflect.MakeMap(reflect.MapOf(typ, intType))
				m.SetMapIndex(x.Elem(), reflect.ValueOf(1))
				if got := m.MapIndex(y.Elem()).IsValid(); got != want {
					t.Errorf("%s: byte %d, as a key: %t", u, off, got)
				}
				if got := x.Elem().Interface() == y.Elem().Interface(); got != want {
					t.Errorf("%s: byte %d: %t", u, off, got)
				}
			}
		}
	}
}
