package rtype_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"
	"unsafe"

	"github.com/crococlock/crococlock/kernel/engine/internal/rtype"
)

var (
	intType    = reflect.TypeFor[int]()
	stringType = reflect.TypeFor[string]()
)

// type List struct { Value int; Next *List }
func TestLinkedList(t *testing.T) {
	type layout struct {
		Value int
		Next  *layout
	}
	n := rtype.New("main", "List")
	u := structOf(t, field("Value", intType, `json:"v"`), field("Next", n.PtrType(), `json:"n,omitempty"`))
	must(t, n.Complete(u, []rtype.Method{
		pointer("Push", func(l *layout, v int) { l.Next = &layout{v, l.Next} }),
		value("Len", func(l *layout) (n int) {
			for p := l; p != nil; p = p.Next {
				n++
			}
			return n
		}),
	}))
	v := reflect.New(n.Type())
	for i := range 3 {
		v.Interface().(interface{ Push(int) }).Push(i)
	}
	if got := v.Elem().Interface().(interface{ Len() int }).Len(); got != 4 {
		t.Error(got)
	}
	b, err := json.Marshal(v.Interface())
	if string(b) != `{"v":0,"n":{"v":2,"n":{"v":1,"n":{"v":0}}}}` || err != nil {
		t.Error(string(b), err)
	}
	w := reflect.New(n.Type())
	if err := json.Unmarshal(b, w.Interface()); err != nil || !reflect.DeepEqual(v.Interface(), w.Interface()) {
		t.Error(err, w)
	}
	if f := n.Type().Field(1); f.Type != n.PtrType() || f.Type.Elem() != n.Type() {
		t.Error(f)
	}
	if !n.Type().Comparable() || v.Elem().Interface() == w.Elem().Interface() || v.Elem().Interface() != v.Elem().Interface() {
		t.Error("comparing lists")
	}
}

// type Tree struct { Name string; Kids []Tree; ByName map[string]Tree;
// Visit func(Tree) Tree; Ch chan Tree; Up *[]map[string]Tree; Two [2]*Tree }
func TestTree(t *testing.T) {
	n := rtype.New("main", "Tree")
	typ := n.Type()
	must(t, n.SetUnderlying(structOf(t,
		field("Name", stringType),
		field("Kids", reflect.SliceOf(typ)),
		field("ByName", reflect.TypeFor[map[bool]bool]()), // stands in for map[string]Tree
		field("Visit", reflect.FuncOf([]reflect.Type{typ}, []reflect.Type{typ}, false)),
		field("Ch", reflect.ChanOf(reflect.BothDir, typ)),
		field("Up", reflect.TypeFor[*byte]()), // for *[]map[string]Tree
		field("Two", reflect.ArrayOf(2, n.PtrType())),
	)))
	m := reflect.MapOf(stringType, typ)
	must(t, n.SetField(2, m))
	must(t, n.SetField(5, reflect.PointerTo(reflect.SliceOf(m))))
	must(t, n.SetMethods([]rtype.Method{value("Copies", func(p *[0]byte) [2]string { return [2]string{} })}))

	type twin struct {
		Name   string
		Kids   []twin
		ByName map[string]twin
		Visit  func(twin) twin
		Ch     chan twin
		Up     *[]map[string]twin
		Two    [2]*twin
	}
	want := reflect.TypeFor[twin]()
	for i := range want.NumField() {
		f, g := typ.Field(i), want.Field(i)
		if f.Name != g.Name || f.Offset != g.Offset || f.Type.Kind() != g.Type.Kind() || typ.Size() != want.Size() {
			t.Errorf("%v, want %v", f, g)
		}
	}
	// Values of the twin, seen as ours.
	x := twin{Name: "x", Kids: []twin{{Name: "y"}}, ByName: map[string]twin{"z": {Name: "z"}, "w": {Name: "w"}}}
	x.Visit = func(t twin) twin { t.Name += "!"; return t }
	x.Two[1] = &x.Kids[0]
	x.Up = &[]map[string]twin{x.ByName}
	v := reflect.NewAt(typ, unsafe.Pointer(&x)).Elem()
	if got := v.FieldByName("ByName").MapIndex(reflect.ValueOf("z")).Field(0).String(); got != "z" {
		t.Error(got)
	}
	if got := v.FieldByName("Visit").Call([]reflect.Value{v})[0].Field(0).String(); got != "x!" {
		t.Error(got)
	}
	mine := reflect.MakeMap(m)
	for i := range 100 {
		e := reflect.New(typ).Elem()
		e.Field(0).SetString(fmt.Sprint(i))
		e.Field(2).Set(mine)
		mine.SetMapIndex(e.Field(0), e)
	}
	v.Field(2).Set(mine)
	if len(x.ByName) != 100 || x.ByName["7"].ByName["9"].Name != "9" {
		t.Error(x.ByName)
	}
	ch := reflect.MakeChan(typ.Field(4).Type, 1)
	ch.Send(v)
	if y, _ := ch.Recv(); y.Field(0).String() != "x" {
		t.Error(y)
	}
	if typ.Comparable() {
		t.Error("a tree is comparable")
	}
}

// Types whose underlying type mentions them.
func TestRecursiveUnderlying(t *testing.T) {
	slice := rtype.New("main", "Slice") // type Slice []Slice
	must(t, slice.Complete(reflect.SliceOf(slice.Type()), nil))
	if slice.Type().Elem() != slice.Type() {
		t.Error(slice.Type().Elem())
	}
	s := reflect.MakeSlice(slice.Type(), 2, 2)
	s.Index(0).Set(reflect.MakeSlice(slice.Type(), 1, 1))
	if got := fmt.Sprintf("%v %T", s, s.Interface()); got != "[[[]] []] main.Slice" {
		t.Error(got)
	}

	dict := rtype.New("main", "Dict") // type Dict map[string]Dict
	dict.Prefill(reflect.TypeFor[map[bool]bool]())
	must(t, dict.Complete(reflect.MapOf(stringType, dict.Type()), []rtype.Method{
		value("Len", func(d *map[string]unsafe.Pointer) int { return len(*d) }),
	}))
	d := reflect.MakeMap(dict.Type())
	for i := range 50 {
		d.SetMapIndex(reflect.ValueOf(fmt.Sprint(i)), d)
	}
	if d.Interface().(interface{ Len() int }).Len() != 50 || d.MapIndex(reflect.ValueOf("3")).Len() != 50 || dict.Type().Elem() != dict.Type() {
		t.Error(d.Len())
	}
	b := []byte(`{"a":{"b":{}},"c":null}`)
	e := reflect.New(dict.Type())
	if err := json.Unmarshal(b, e.Interface()); err != nil {
		t.Error(err)
	}
	if got, _ := json.Marshal(e.Interface()); string(got) != string(b) {
		t.Error(string(got))
	}

	ptr := rtype.New("main", "Ptr") // type Ptr *Ptr
	must(t, ptr.Complete(ptr.PtrType(), nil))
	p := reflect.New(ptr.Type())
	p.Elem().Set(p.Convert(ptr.Type()))
	if p.Elem().Elem().Interface() != p.Elem().Interface() || ptr.Type().Kind() != reflect.Pointer {
		t.Error(p)
	}

	fn := rtype.New("main", "State") // type State func(State) State
	must(t, fn.Complete(reflect.FuncOf([]reflect.Type{fn.Type()}, []reflect.Type{fn.Type()}, false), []rtype.Method{
		value("Name", func(*func()) string { return "state" }),
	}))
	calls := 0
	f := reflect.MakeFunc(fn.Type(), func(args []reflect.Value) []reflect.Value { calls++; return args })
	if f.Call([]reflect.Value{f})[0].Call([]reflect.Value{f}); calls != 2 || f.Interface().(interface{ Name() string }).Name() != "state" {
		t.Error(calls)
	}
	if f.Type() != fn.Type() || fn.Type().In(0) != fn.Type() || fn.Type().Out(0) != fn.Type() {
		t.Error(f.Type())
	}

	ch := rtype.New("main", "Chan") // type Chan chan Chan
	must(t, ch.Complete(reflect.ChanOf(reflect.BothDir, ch.Type()), nil))
	c := reflect.MakeChan(ch.Type(), 1)
	c.Send(c)
	if r, _ := c.Recv(); r.Interface() != c.Interface() {
		t.Error(r)
	}

	arr := rtype.New("main", "Array") // type Array [2]*Array
	must(t, arr.Complete(reflect.ArrayOf(2, arr.PtrType()), nil))
	if arr.Type().Size() != 16 || arr.Type().Elem().Elem() != arr.Type() {
		t.Error(arr.Type().Size())
	}

	maps := rtype.New("main", "Maps") // type Maps [2]map[string]Maps
	maps.Prefill(reflect.TypeFor[[2]map[bool]bool]())
	must(t, maps.Complete(reflect.ArrayOf(2, reflect.MapOf(stringType, maps.Type())), nil))
	m := reflect.New(maps.Type()).Elem()
	m.Index(1).Set(reflect.MakeMap(maps.Type().Elem()))
	m.Index(1).SetMapIndex(reflect.ValueOf("k"), m)
	if got := m.Index(1).MapIndex(reflect.ValueOf("k")).Index(1).Len(); got != 1 {
		t.Error(got)
	}
}

// type A struct { B []B; M map[B]string }; type B struct { A *A; N int }
func TestMutualRecursion(t *testing.T) {
	a, b := rtype.New("main", "A"), rtype.New("main", "B")
	b.Prefill(reflect.TypeFor[struct {
		p *byte
		n int
	}]())
	must(t, a.Complete(structOf(t, field("B", reflect.SliceOf(b.Type())), field("M", reflect.MapOf(b.Type(), stringType))), []rtype.Method{
		value("First", func(p *[0]byte) int { return 1 }),
	}))
	must(t, b.Complete(structOf(t, field("A", a.PtrType()), field("N", intType)), nil))
	x := reflect.New(a.Type()).Elem()
	y := reflect.New(b.Type()).Elem()
	y.Field(0).Set(x.Addr())
	y.Field(1).SetInt(5)
	x.Field(0).Set(reflect.Append(x.Field(0), y))
	x.Field(1).Set(reflect.MakeMap(x.Field(1).Type()))
	x.Field(1).SetMapIndex(y, reflect.ValueOf("five"))
	if got := x.Field(1).MapIndex(x.Field(0).Index(0)); !got.IsValid() || got.String() != "five" {
		t.Error(got)
	}
	if got := x.Addr().MethodByName("First").Call(nil)[0].Int(); got != 1 {
		t.Error(got)
	}
}

// A method whose parameter has no shape yet when its type is complete:
// func (A) Make(B) B with type B struct { A; N int }.
func TestMethodOfALaterType(t *testing.T) {
	a, b := rtype.New("main", "A"), rtype.New("main", "B")
	m := rtype.Method{
		Name: "Make", Type: reflect.FuncOf([]reflect.Type{b.Type()}, []reflect.Type{b.Type(), intType}, false),
		Call: func(recv unsafe.Pointer, args []reflect.Value) []reflect.Value {
			return []reflect.Value{args[0], reflect.ValueOf(int(args[0].Field(1).Int()) + *(*int)(recv))}
		},
	}
	must(t, a.Complete(intType, []rtype.Method{m}))
	must(t, b.Complete(structOf(t, embedded(a.Type()), field("N", intType)), nil))
	x := reflect.New(a.Type()).Elem()
	x.SetInt(2)
	y := reflect.New(b.Type()).Elem()
	y.Field(1).SetInt(40)
	out := x.MethodByName("Make").Call([]reflect.Value{y})
	if out[0].Type() != b.Type() || out[1].Int() != 42 {
		t.Error(out)
	}
}

// type Node interface { Kids() []Node; Same(Node) bool; fmt.Stringer }
func TestRecursiveInterface(t *testing.T) {
	n := rtype.NewInterface("main", "Node")
	node := n.Type()
	nodes := reflect.MapOf(node, reflect.ArrayOf(2, node)) // before it is complete
	kids := rtype.Method{Name: "Kids", Type: reflect.FuncOf(nil, []reflect.Type{reflect.SliceOf(node)}, false)}
	same := rtype.Method{Name: "Same", Type: reflect.FuncOf([]reflect.Type{node}, []reflect.Type{reflect.TypeFor[bool]()}, false)}
	must(t, n.CompleteInterface([]rtype.Method{same, kids, declared("String", func() string { return "" })}))

	leaf := rtype.New("main", "Leaf")
	kids.Call = func(recv unsafe.Pointer, _ []reflect.Value) []reflect.Value {
		s := reflect.MakeSlice(reflect.SliceOf(node), 1, 1)
		s.Index(0).Set(reflect.NewAt(leaf.Type(), recv).Elem())
		return []reflect.Value{s}
	}
	same.Call = func(recv unsafe.Pointer, args []reflect.Value) []reflect.Value {
		return []reflect.Value{reflect.ValueOf(args[0].Interface() == reflect.NewAt(leaf.Type(), recv).Elem().Interface())}
	}
	must(t, leaf.Complete(intType, []rtype.Method{kids, same, value("String", func(p *int) string { return fmt.Sprint("leaf ", *p) })}))
	if !leaf.Type().Implements(node) || intType.Implements(node) || node.NumMethod() != 3 || node.Method(1).Name != "Same" {
		t.Error("Implements")
	}
	v := reflect.New(leaf.Type()).Elem()
	v.SetInt(3)
	i := reflect.New(node).Elem()
	i.Set(v)
	if got := fmt.Sprintf("%v %T", i.MethodByName("Kids").Call(nil)[0], i.Interface()); got != "[leaf 3] main.Leaf" {
		t.Error(got)
	}
	if !i.MethodByName("Same").Call([]reflect.Value{i})[0].Bool() {
		t.Error("Same")
	}
	m := reflect.MakeMap(nodes)
	two := reflect.New(nodes.Elem()).Elem()
	two.Index(0).Set(v)
	m.SetMapIndex(i, two)
	if got := m.MapIndex(i); !got.IsValid() || got.Interface() != two.Interface() {
		t.Error(got)
	}
	if got := rtype.Itab(node, leaf.Type()); got == nil || got != (*[2]unsafe.Pointer)(i.Addr().UnsafePointer())[0] {
		t.Error(got)
	}
	if rtype.Itab(node, intType) != nil {
		t.Error("an itab of what does not implement")
	}
}

// An interface that turns out to have no methods, in types made before.
func TestEmptyInterfaceAfterwards(t *testing.T) {
	n := rtype.NewInterface("main", "Any")
	arr := reflect.ArrayOf(2, n.Type())
	must(t, n.CompleteInterface(nil))
	x, y := reflect.New(arr).Elem(), reflect.New(arr).Elem()
	for i, v := range []any{1, "a"} {
		x.Index(i).Set(reflect.ValueOf(v))
		y.Index(i).Set(reflect.ValueOf(v))
	}
	if x.Interface() != y.Interface() || n.Type().String() != "main.Any" || n.Type().Name() != "Any" {
		t.Error(x, y)
	}
	m := reflect.MakeMap(reflect.MapOf(arr, intType))
	m.SetMapIndex(x, reflect.ValueOf(1))
	if !m.MapIndex(y).IsValid() {
		t.Error("as a key")
	}
}
