package rtype

import (
	"fmt"
	"reflect"
	"sync"
	"unsafe"
)

// Check reports what of the layouts that this package relies on the toolchain
// has changed. Nothing else here may be used where it returns an error. It costs
// less than a millisecond, and nothing when it is called again.
func Check() error { return check() }

var check = sync.OnceValue(func() error {
	for _, c := range []struct {
		what string
		ok   func() bool
	}{
		{"descriptors of types (internal/abi.Type)", checkType},
		{"descriptors of structs (internal/abi.StructType)", checkStruct},
		{"names (internal/abi.Name)", checkName},
		{"descriptors of maps (internal/abi.MapType)", checkMap},
		{"descriptors of interfaces (internal/abi.InterfaceType)", checkInterface},
		{"descriptors of functions (internal/abi.FuncType)", checkFunc},
		{"descriptors of arrays, channels, pointers and slices (internal/abi)", checkElems},
		{"tables of methods (internal/abi.UncommonType)", checkUncommon},
	} {
		if !c.ok() {
			return fmt.Errorf("this Go toolchain has other %s than Go 1.26 and 1.27", c.what)
		}
	}
	if numStubs == 0 {
		return nil
	}
	if err := checkCall(); err != nil {
		return fmt.Errorf("this Go toolchain calls methods in another way than Go 1.26 and 1.27: %w", err)
	}
	return nil
})

// Samples of every kind, with a method that is exported and one that is not.
type (
	sampleArray  [3]*int
	sampleChan   <-chan int16
	sampleFunc   func(int8, string, ...float32) bool
	sampleMap    map[string]int16
	sampleSlice  []uint16
	sampleNumber uint32
	//lint:ignore U1000 the fields are there for their layout
	sampleStruct struct {
		A int8
		b *sampleStruct `tag:"x"`
		sampleNumber
	}
	sampleInterface interface {
		M()
		m()
	}
)

func (sampleArray) M()   {}
func (sampleArray) m()   {}
func (sampleChan) M()    {}
func (sampleChan) m()    {}
func (sampleFunc) M()    {}
func (sampleFunc) m()    {}
func (sampleMap) M()     {}
func (sampleMap) m()     {}
func (sampleSlice) M()   {}
func (sampleSlice) m()   {}
func (sampleNumber) M()  {}
func (sampleNumber) m()  {}
func (*sampleStruct) M() {}
func (*sampleStruct) m() {}
func (sampleStruct) N()  {}

// samples are used as values of these interfaces, so that the linker keeps their
// methods.
var samples = []sampleInterface{
	sampleArray{}, sampleChan(nil), sampleFunc(nil), sampleMap(nil), sampleSlice(nil), sampleNumber(0), &sampleStruct{},
}

func checkType() bool {
	for _, t := range []reflect.Type{
		reflect.TypeFor[int32](), reflect.TypeFor[string](), reflect.TypeFor[[]byte](), reflect.TypeFor[sampleStruct](),
		reflect.TypeFor[*int](), reflect.TypeFor[any](), reflect.TypeFor[struct{}](),
	} {
		d := rtypeOf(t)
		if d.size != t.Size() || d.align != uint8(t.Align()) || d.fieldAlign != uint8(t.FieldAlign()) || d.kind != uint8(t.Kind()) ||
			(d.equal != nil) != t.Comparable() || (d.flags&flagNamed != 0) != (t.Name() != "") || toType(d) != t {
			return false
		}
	}
	direct, indirect := rtypeOf(reflect.TypeFor[*int]()), rtypeOf(reflect.TypeFor[sampleStruct]())
	if direct.flags&flagDirect == 0 || indirect.flags&flagDirect != 0 {
		return false
	}
	regular, not := rtypeOf(reflect.TypeFor[uint32]()), rtypeOf(reflect.TypeFor[string]())
	if regular.flags&flagRegular == 0 || not.flags&flagRegular != 0 {
		return false
	}
	word := unsafe.Sizeof(uintptr(0))
	if not.ptrBytes != word || *not.gcData != 1 || indirect.ptrBytes != 2*word || *indirect.gcData != 2 || regular.ptrBytes != 0 {
		return false
	}
	x, y := "a", "b"
	return not.equal(unsafe.Pointer(&x), unsafe.Pointer(&x)) && !not.equal(unsafe.Pointer(&x), unsafe.Pointer(&y))
}

func checkStruct() bool {
	t := reflect.TypeFor[sampleStruct]()
	s := (*structType)(Word(t))
	if len(s.fields) != 3 || s.pkgPath == nil {
		return false
	}
	for i, f := range s.fields {
		if f.typ != rtypeOf(t.Field(i).Type) || f.offset != t.Field(i).Offset {
			return false
		}
	}
	return true
}

// checkName compares the compiler's encodings with encode's.
func checkName() bool {
	for i, want := range []name{
		{text: "A", exported: true}, {text: "b", tag: `tag:"x"`}, {text: "sampleNumber", embedded: true},
	} {
		got := (*structType)(Word(reflect.TypeFor[sampleStruct]())).fields[i].name
		n := 2 + len(want.text)
		if want.tag != "" {
			n += 1 + len(want.tag)
		}
		if unsafe.String(got, n) != unsafe.String(want.encode(0), n) {
			return false
		}
	}
	return true
}

func checkMap() bool {
	t := reflect.TypeFor[sampleMap]()
	m := (*mapType)(Word(t))
	if m.key != rtypeOf(t.Key()) || m.elem != rtypeOf(t.Elem()) || m.hasher == nil || m.group == nil || m.groupSize != m.group.size {
		return false
	}
	x, y := "a", "b"
	hash := func(s *string) uintptr { return m.hasher(unsafe.Pointer(s), 1) }
	first, again := hash(&x), hash(&x)
	return first == again && first != hash(&y)
}

func checkInterface() bool {
	i := (*interfaceType)(Word(reflect.TypeFor[sampleInterface]()))
	return len(i.methods) == 2 && i.pkgPath != nil && i.ptrBytes == i.size
}

func checkFunc() bool {
	t := reflect.TypeFor[sampleFunc]()
	f := (*funcType)(Word(t))
	if f.in != 3 || f.out != 1|1<<15 {
		return false
	}
	at := unsafe.Add(unsafe.Pointer(f), unsafe.Sizeof(*f)+unsafe.Sizeof(uncommon{}))
	for i, p := range unsafe.Slice((**abiType)(at), 4) {
		if want := append(append([]reflect.Type{}, t.In(0), t.In(1), t.In(2)), t.Out(0))[i]; p != rtypeOf(want) {
			return false
		}
	}
	return true
}

func checkElems() bool {
	array, channel := reflect.TypeFor[sampleArray](), reflect.TypeFor[sampleChan]()
	a, c := (*arrayType)(Word(array)), (*chanType)(Word(channel))
	p, s := (*ptrType)(Word(array.Elem())), (*ptrType)(Word(reflect.TypeFor[sampleSlice]()))
	return a.elem == rtypeOf(array.Elem()) && a.len == 3 && c.elem == rtypeOf(channel.Elem()) && c.dir == int(reflect.RecvDir) &&
		p.elem == rtypeOf(reflect.TypeFor[int]()) && s.elem == rtypeOf(reflect.TypeFor[uint16]())
}

func checkUncommon() bool {
	for _, x := range samples {
		t := reflect.TypeOf(x)
		d := rtypeOf(t)
		u := uncommonOf(d, t.Kind())
		want := uncommon{methods: 2, exported: 1, offset: uint32(unsafe.Sizeof(*u))}
		switch t.Kind() {
		case reflect.Func: // the parameters come first
			want.offset += uint32(uintptr(t.NumIn()+t.NumOut()) * unsafe.Sizeof(d))
		case reflect.Pointer:
			want.methods, want.exported = 3, 2
		}
		if want.pkgPath = u.pkgPath; d.flags&flagUncommon == 0 || *u != want {
			return false
		}
	}
	return true
}

// checkCall makes types and calls their methods in all the ways that there are.
func checkCall() error {
	m := Method{
		Name: "Error",
		Type: reflect.TypeFor[func() string](),
		Call: func(recv unsafe.Pointer, _ []reflect.Value) []reflect.Value {
			return []reflect.Value{reflect.ValueOf((*[2]string)(recv)[1])}
		},
	}
	inner, outer := New("rtype", "inner"), New("rtype", "outer")
	if err := inner.Complete(reflect.TypeFor[[2]string](), []Method{m}); err != nil {
		return err
	}
	s, err := StructOf([]Field{{Name: "N", Type: reflect.TypeFor[int]()}, {Name: "Inner", Type: inner.Type(), Embedded: true}}, nil)
	if err != nil {
		return err
	}
	if m, err = Promote(s, []int{1}, m); err != nil {
		return err
	}
	if err := outer.Complete(s, []Method{m}); err != nil {
		return err
	}
	p := reflect.New(outer.Type())
	p.Elem().Field(1).Index(1).SetString("ok")
	for _, v := range []reflect.Value{p, p.Elem(), p.Elem().Field(1), p.Elem().Field(1).Addr()} {
		e, ok := v.Interface().(error)
		if !ok || e.Error() != "ok" || v.Type().Method(0).Func.Call([]reflect.Value{v})[0].String() != "ok" {
			return fmt.Errorf("%s does not have its method", v.Type())
		}
	}
	return nil
}
