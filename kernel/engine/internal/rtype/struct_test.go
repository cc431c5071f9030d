package rtype_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/crococlock/crococlock/kernel/engine/internal/rtype"
)

// Structs that reflect can make are those that the compiler makes.
func TestPlainStructIsTheCompilers(t *testing.T) {
	type Point = struct {
		X int `json:"x"`
		Y int
		//lint:ignore U1000 it is there for its layout
		name string
	}
	path := reflect.TypeFor[aUnit]().PkgPath()
	got := structOf(t, field("X", intType, `json:"x"`), field("Y", intType), rtype.Field{Name: "name", PkgPath: path, Type: stringType})
	if got != reflect.TypeFor[Point]() {
		t.Error(got)
	}
	if structOf(t) != reflect.TypeFor[struct{}]() {
		t.Error("struct{}")
	}
}

func TestUnnamedIsCanonical(t *testing.T) {
	fields := []rtype.Field{embedded(reflect.TypeFor[sync.Mutex]()), field("_", intType), field("A", stringType, "tag"), embedded(intType)}
	s := structOf(t, fields...)
	if s != structOf(t, fields...) {
		t.Error("the same fields give another type")
	}
	for i := range fields {
		other := slices.Clone(fields)
		other[i].Tag += "x"
		without := slices.Delete(slices.Clone(fields), i, i+1)
		swapped := slices.Clone(fields)
		swapped[i].Embedded = !swapped[i].Embedded
		if structOf(t, other...) == s || structOf(t, without...) == s || structOf(t, swapped...) == s {
			t.Error("other fields give the same type")
		}
	}
	ours := interfaceOf(t, declared("b", func() {}), declared("A", func(int) string { return "" }))
	if ours != interfaceOf(t, declared("A", func(int) string { return "" }), declared("b", func() {})) {
		t.Error("the same methods give another type")
	}
	if got := ours.String(); got != "interface { A(int) string; main.b() }" {
		t.Error(got)
	}
	theirs, err := rtype.InterfaceOf("other", []rtype.Method{declared("b", func() {}), declared("A", func(int) string { return "" })})
	if must(t, err); ours == theirs {
		t.Error("unexported methods of several packages are the same")
	}
	if interfaceOf(t) != reflect.TypeFor[any]() {
		t.Error("interface{}")
	}
	if n := rtype.New("main", "N"); n.Complete(s, nil) != nil || !n.Type().ConvertibleTo(s) || !n.Type().AssignableTo(s) {
		t.Error("a struct and a type of it")
	}
}

// The text of unnamed types is the compiler's.
func TestUnnamedIsWrittenAsByTheCompiler(t *testing.T) {
	path := reflect.TypeFor[aUnit]().PkgPath()
	for _, c := range []struct{ got, want reflect.Type }{
		{
			structOf(t, rtype.Field{Name: "aUnit", PkgPath: path, Type: reflect.TypeFor[aUnit](), Embedded: true}, embedded(reflect.TypeFor[*sync.Mutex]()), field("A", intType, `x:"y"`),
				rtype.Field{Name: "_", PkgPath: path, Type: intType}, rtype.Field{Name: "error", PkgPath: path, Type: reflect.TypeFor[error](), Embedded: true}),
			reflect.TypeFor[struct {
				aUnit
				*sync.Mutex
				A int `x:"y"`
				_ int
				error
			}](),
		},
		{
			interfaceOf(t, declared("A", func(a int, b ...string) (int, error) { return 0, nil }), rtype.Method{Name: "b", PkgPath: path, Type: reflect.TypeFor[func() bool]()}),
			reflect.TypeFor[interface {
				b() bool
				A(a int, b ...string) (int, error)
			}](),
		},
	} {
		if c.got.String() != c.want.String() || c.got.Size() != c.want.Size() || c.got.Comparable() != c.want.Comparable() {
			t.Errorf("%s of %d bytes, want %s of %d", c.got, c.got.Size(), c.want, c.want.Size())
		}
		if c.got.Kind() == reflect.Struct {
			for i := range c.want.NumField() {
				if f, g := c.got.Field(i), c.want.Field(i); !reflect.DeepEqual(f, g) {
					t.Errorf("%+v, want %+v", f, g)
				}
			}
		}
	}
}

// Structs of random fields have reflect's layout, and the collector finds their
// pointers.
func TestRandomStructs(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(1))
	rng := rand.New(rand.NewPCG(1, 2))
	var types []reflect.Type
	for _, x := range []any{int8(0), uint16(0), int32(0), 0, "", 1.5, float32(1), 1i, false, []string{}, &types, struct{}{}, [3]string{}, [0]int{}, map[string]string{}, []any{}, [7]byte{}} {
		types = append(types, reflect.TypeOf(x))
	}
	types = append(types, reflect.TypeFor[any](), reflect.TypeFor[fmt.Stringer]())
	for range 80 {
		var ours []rtype.Field
		var plain []reflect.StructField
		for i := range rng.IntN(12) {
			name := fmt.Sprint("F", i)
			typ := types[rng.IntN(len(types))]
			if rng.IntN(5) == 0 {
				typ = reflect.ArrayOf(rng.IntN(40), typ)
			}
			plain = append(plain, reflect.StructField{Name: name, Type: typ})
			if rng.IntN(3) == 0 {
				name = "_"
			}
			ours = append(ours, field(name, typ))
		}
		got, want := structOf(t, ours...), reflect.StructOf(plain)
		if got.Size() != want.Size() || got.Align() != want.Align() || got.Comparable() != want.Comparable() {
			t.Fatalf("%s: %d, %d, %t, want %d, %d, %t", got, got.Size(), got.Align(), got.Comparable(), want.Size(), want.Align(), want.Comparable())
		}
		if rng.IntN(2) == 0 {
			got = named(t, "R", got).Type()
		}
		// Filled through the plain type, and looked at again after only ours has
		// kept it alive.
		p := reflect.New(got)
		fill(reflect.NewAt(want, p.UnsafePointer()).Elem(), rng)
		text := fmt.Sprint(reflect.NewAt(want, p.UnsafePointer()).Elem())
		copied := reflect.New(got)
		copied.Elem().Set(reflect.ValueOf(p.Elem().Interface()))
		p = reflect.Value{}
		runtime.GC()
		if now := fmt.Sprint(reflect.NewAt(want, copied.UnsafePointer()).Elem()); now != text {
			t.Fatalf("%s has lost what it held", got)
		}
		if got.Size() > 1<<12 {
			continue
		}
		types = append(types, got)
	}
}

// fill sets v to something that is on the heap.
func fill(v reflect.Value, rng *rand.Rand) {
	s := func() string { return strings.Repeat("x", 1+rng.IntN(9)) + fmt.Sprint(rng.IntN(1000)) }
	switch v.Kind() {
	case reflect.String:
		v.SetString(s())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0), rng)
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.ValueOf(s()), reflect.ValueOf(s()))
	case reflect.Interface:
		if v.NumMethod() == 0 {
			v.Set(reflect.ValueOf(s()))
		} else {
			v.Set(reflect.ValueOf(reflect.ValueOf(s())))
		}
	case reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i), rng)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				fill(v.Field(i), rng)
			}
		}
	case reflect.Int:
		v.SetInt(rng.Int64N(100))
	}
}

// Big structs, whose pointers the runtime maps when it needs them.
func TestBigStruct(t *testing.T) {
	type layout struct {
		_ int
		A [40000]*[1000]byte
		B [100000]int
		C any
	}
	typ := structOf(t, field("_", intType), field("A", reflect.TypeFor[[40000]*[1000]byte]()), field("B", reflect.TypeFor[[100000]int]()), field("C", reflect.TypeFor[any]()))
	for _, typ := range []reflect.Type{typ, named(t, "Big", typ).Type(), named(t, "Bigs", reflect.ArrayOf(2, typ)).Type()} {
		p := reflect.New(typ)
		x := (*layout)(p.UnsafePointer())
		for i := range x.A {
			if i%40 == 0 {
				x.A[i] = new([1000]byte)
				x.A[i][7] = byte(i)
			}
		}
		x.C = strings.Clone("last")
		runtime.GC()
		for i := range x.A {
			if i%40 == 0 && x.A[i][7] != byte(i) {
				t.Fatal(i)
			}
		}
		if fmt.Sprint(x.C) != "last" {
			t.Error(x.C)
		}
		if q := p.Elem().Interface(); q != p.Elem().Interface() {
			t.Error("not equal to itself")
		}
	}
}

// type Base struct { ID int }, with methods; type Doc struct { Base; *Meta;
// fmt.Stringer; Title string }: fields are promoted by reflect and encoding/json.
func TestEmbedding(t *testing.T) {
	base := named(t, "Base", structOf(t, field("ID", intType, `json:"id"`)), value("Ident", func(p *int) int { return *p }), pointer("SetID", func(p *int, n int) { *p = n }))
	meta := named(t, "meta", structOf(t, field("Tags", reflect.TypeFor[[]string]())))
	doc := named(t, "Doc", structOf(t, embedded(base.Type()), embedded(meta.PtrType()), embedded(reflect.TypeFor[fmt.Stringer]()), field("Title", stringType)),
		value("Ident", func(p *int) int { return *p }), pointer("SetID", func(p *int, n int) { *p = n }),
		value("String", func(p *struct {
			_ int
			_ *int
			S fmt.Stringer
		}) string {
			return "doc of " + p.S.String()
		}))
	v := reflect.New(doc.Type())
	v.Interface().(interface{ SetID(int) }).SetID(9)
	m := reflect.New(meta.Type())
	m.Elem().Field(0).Set(reflect.ValueOf([]string{"a", "b"}))
	v.Elem().Field(2).Set(reflect.ValueOf(reflect.ValueOf("s")))
	v.Elem().FieldByName("Title").SetString("t")
	if f, ok := doc.Type().FieldByName("ID"); !ok || !slices.Equal(f.Index, []int{0, 0}) {
		t.Error(f)
	}
	if f, ok := doc.Type().FieldByName("Tags"); !ok || !slices.Equal(f.Index, []int{1, 0}) {
		t.Error(f)
	}
	b, err := json.Marshal(v.Elem().Interface())
	if string(b) != `{"id":9,"Stringer":{},"Title":"t"}` || err != nil {
		t.Error(string(b), err)
	}
	if got := fmt.Sprintf("%v %d", v.Interface(), v.MethodByName("Ident").Call(nil)[0].Int()); got != "doc of s 9" {
		t.Error(got)
	}
	var names []string
	for _, f := range reflect.VisibleFields(doc.Type()) {
		names = append(names, f.Name)
	}
	if got := strings.Join(names, " "); got != "Base ID meta Tags Stringer Title" {
		t.Error(got)
	}

	// The same as an unnamed struct, with what it promotes.
	u, err := rtype.StructOf([]rtype.Field{embedded(base.Type()), field("N", intType)}, []rtype.Method{
		value("Ident", func(p *int) int { return *p }), pointer("SetID", func(p *int, n int) { *p = n }),
	})
	must(t, err)
	w := reflect.New(u)
	w.Interface().(interface{ SetID(int) }).SetID(5)
	if got := w.Elem().Interface().(interface{ Ident() int }).Ident(); got != 5 || u.NumMethod() != 1 || w.NumMethod() != 2 || u.Name() != "" || u.PkgPath() != "" {
		t.Error(got)
	}
	if got := fmt.Sprintf("%T %+v", w.Interface(), w.Elem()); got != "*struct { main.Base; N int } {Base:{ID:5} N:0}" {
		t.Error(got)
	}
}
