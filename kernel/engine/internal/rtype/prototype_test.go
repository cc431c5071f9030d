package rtype_test

import (
	"bytes"
	"container/heap"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"runtime/debug"
	"sort"
	"strings"
	"sync"
	"testing"
	"text/template"
	"unsafe"

	"github.com/crococlock/crococlock/kernel/engine/internal/rtype"
)

func vals(xs ...any) (vs []reflect.Value) {
	for _, x := range xs {
		vs = append(vs, reflect.ValueOf(x))
	}
	return
}

func makeTree(t testing.TB) (val, ptr reflect.Type) {
	type layout struct {
		A int
		S string
		L unsafe.Pointer
	}
	n := rtype.New("main", "Tree")
	u := reflect.StructOf([]reflect.StructField{
		{Name: "A", Type: reflect.TypeFor[int](), Tag: `json:"a"`},
		{Name: "S", Type: reflect.TypeFor[string]()},
		{Name: "L", Type: n.PtrType()},
	})
	must(t, n.Complete(u, []rtype.Method{
		{Name: "String", Type: reflect.TypeFor[func() string](), Call: func(p unsafe.Pointer, _ []reflect.Value) []reflect.Value {
			l := (*layout)(p)
			return vals(fmt.Sprintf("Tree<%d %s>", l.A, l.S))
		}},
		{Name: "Set", Ptr: true, Type: reflect.TypeFor[func(int, string, float64, []byte) (int, error)](), Call: func(p unsafe.Pointer, a []reflect.Value) []reflect.Value {
			l := (*layout)(p)
			l.A, l.S = int(a[0].Int()), strings.Repeat(a[1].String(), len(a[3].Bytes()))
			return []reflect.Value{reflect.ValueOf(l.A * 2), reflect.Zero(reflect.TypeFor[error]())}
		}},
		{Name: "Error", Ptr: true, Type: reflect.TypeFor[func() string](), Call: func(p unsafe.Pointer, _ []reflect.Value) []reflect.Value {
			return vals("error of " + (*layout)(p).S)
		}},
		{Name: "MarshalText", Type: reflect.TypeFor[func() ([]byte, error)](), Call: func(p unsafe.Pointer, _ []reflect.Value) []reflect.Value {
			return []reflect.Value{reflect.ValueOf([]byte("T" + (*layout)(p).S)), reflect.Zero(reflect.TypeFor[error]())}
		}},
	}))
	return n.Type(), n.PtrType()
}

func TestStruct(t *testing.T) {
	typ, ptr := makeTree(t)
	v := reflect.New(typ)
	if v.Type() != ptr || reflect.PointerTo(typ) != ptr || typ.Name() != "Tree" || typ.PkgPath() != "main" {
		t.Fatal(v.Type(), ptr, typ.Name(), typ.PkgPath())
	}
	v.Elem().Field(0).SetInt(7)
	v.Elem().Field(1).SetString("x")
	v.Elem().Field(2).Set(v)
	got := fmt.Sprint(v.Elem().Interface(), reflect.MakeSlice(reflect.SliceOf(typ), 1, 1).Interface())
	if got != "Tree<7 x> [Tree<0 >]" {
		t.Error(got)
	}
	s := v.Interface().(interface {
		Set(int, string, float64, []byte) (int, error)
	})
	if n, err := s.Set(21, "ab", 1.5, []byte{1, 2}); n != 42 || err != nil {
		t.Error(n, err)
	}
	b, err := json.Marshal(map[string]any{"k": []any{v.Interface(), v.Elem().Interface()}})
	if string(b) != `{"k":["Tabab","Tabab"]}` || err != nil {
		t.Error(string(b), err)
	}
	err = fmt.Errorf("wrapped: %w", v.Interface().(error))
	target := reflect.New(ptr)
	if !errors.As(err, target.Interface()) || target.Elem().Pointer() != v.Pointer() {
		t.Error("errors.As")
	}
	if m, ok := typ.MethodByName("String"); !ok || m.Func.Call([]reflect.Value{v.Elem()})[0].String() != "Tree<21 abab>" {
		t.Error("Tfn")
	}
	if typ.NumMethod() != 2 || ptr.NumMethod() != 4 {
		t.Error(typ.NumMethod(), ptr.NumMethod())
	}
	var out bytes.Buffer
	template.Must(template.New("").Parse("{{.String}} {{.A}}")).Execute(&out, v.Interface())
	if out.String() != "Tree<21 abab> 21" {
		t.Error(out.String())
	}
	f := v.Elem().MethodByName("String").Interface().(func() string) // a method value
	if f() != "Tree<21 abab>" {
		t.Error(f())
	}
	m := reflect.MakeMap(reflect.MapOf(typ, typ))
	m.SetMapIndex(v.Elem(), v.Elem())
	if !m.MapIndex(v.Elem()).IsValid() {
		t.Error("map")
	}
}

func TestSlice(t *testing.T) {
	n := rtype.New("main", "IntHeap")
	at := func(p unsafe.Pointer) *[]int { return (*[]int)(p) }
	must(t, n.Complete(reflect.TypeFor[[]int](), []rtype.Method{
		{Name: "Len", Type: reflect.TypeFor[func() int](), Call: func(p unsafe.Pointer, _ []reflect.Value) []reflect.Value { return vals(len(*at(p))) }},
		{Name: "Less", Type: reflect.TypeFor[func(int, int) bool](), Call: func(p unsafe.Pointer, a []reflect.Value) []reflect.Value {
			return vals((*at(p))[a[0].Int()] < (*at(p))[a[1].Int()])
		}},
		{Name: "Swap", Type: reflect.TypeFor[func(int, int)](), Call: func(p unsafe.Pointer, a []reflect.Value) []reflect.Value {
			h, i, j := *at(p), a[0].Int(), a[1].Int()
			h[i], h[j] = h[j], h[i]
			return nil
		}},
		{Name: "Push", Ptr: true, Type: reflect.TypeFor[func(any)](), Call: func(p unsafe.Pointer, a []reflect.Value) []reflect.Value {
			*at(p) = append(*at(p), a[0].Interface().(int))
			return nil
		}},
		{Name: "Pop", Ptr: true, Type: reflect.TypeFor[func() any](), Call: func(p unsafe.Pointer, a []reflect.Value) []reflect.Value {
			h := *at(p)
			x := h[len(h)-1]
			*at(p) = h[:len(h)-1]
			r := reflect.New(reflect.TypeFor[any]()).Elem()
			r.Set(reflect.ValueOf(x))
			return []reflect.Value{r}
		}},
	}))
	h := reflect.New(n.Type())
	hi := h.Interface().(heap.Interface)
	for i := range 1000 {
		heap.Push(hi, (i*7919)%1000)
	}
	sort.Sort(hi)
	for i := range 1000 {
		if x := heap.Pop(hi); x != i {
			t.Fatal(x, i)
		}
	}
}

func TestPointerShaped(t *testing.T) {
	n := rtype.New("main", "M")
	must(t, n.Complete(reflect.TypeFor[map[string]int](), []rtype.Method{{Name: "String", Type: reflect.TypeFor[func() string](), Call: func(p unsafe.Pointer, _ []reflect.Value) []reflect.Value {
		return vals(fmt.Sprint("M", len(*(*map[string]int)(p))))
	}}}))
	m := reflect.MakeMap(n.Type())
	m.SetMapIndex(reflect.ValueOf("a"), reflect.ValueOf(1))
	if got := fmt.Sprint(m.Interface()); got != "M1" {
		t.Error(got)
	}
	p := reflect.New(n.Type())
	p.Elem().Set(m)
	if got := fmt.Sprint(p.Interface()); got != "M1" {
		t.Error(got)
	}
}

func TestInterface(t *testing.T) {
	_, ptr := makeTree(t)
	ni := rtype.NewInterface("main", "Shape")
	must(t, ni.CompleteInterface([]rtype.Method{{Name: "Error", Type: reflect.TypeFor[func() string]()}, {Name: "Set", Type: reflect.TypeFor[func(int, string, float64, []byte) (int, error)]()}}))
	it := ni.Type()
	if !ptr.Implements(it) || ptr.Elem().Implements(it) || reflect.TypeFor[*bytes.Buffer]().Implements(it) {
		t.Error("Implements")
	}
	v := reflect.New(it).Elem()
	v.Set(reflect.New(ptr.Elem()))
	if v.Method(0).Call(nil)[0].String() != "error of " {
		t.Error("Call")
	}
}

// Calls from many goroutines, with stacks that grow and a collector that runs all the time.
func TestGC(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(1))
	typ, _ := makeTree(t)
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range 3000 {
				v := reflect.New(typ)
				s := v.Interface().(interface {
					Set(int, string, float64, []byte) (int, error)
				})
				deep(i%100, func() { s.Set(i, "ab", 1.5, make([]byte, 3)) })
				if got := fmt.Sprint(v.Elem().Interface()); got != fmt.Sprintf("Tree<%d ababab>", i) {
					t.Error(g, got)
					return
				}
			}
		}()
	}
	for range 50 {
		runtime.GC()
	}
	wg.Wait()
}

func deep(n int, f func()) {
	if n == 0 {
		f()
		return
	}
	var pad [64]byte
	pad[n%64] = 1
	deep(n-1, f)
	_ = pad
}

func BenchmarkString(b *testing.B) {
	typ, _ := makeTree(b)
	v := reflect.New(typ).Elem().Interface().(fmt.Stringer)
	for b.Loop() {
		_ = v.String()
	}
}

func TestPanicTrace(t *testing.T) {
	n := rtype.New("main", "P")
	must(t, n.Complete(reflect.TypeFor[int](), []rtype.Method{{Name: "String", Type: reflect.TypeFor[func() string](), Call: func(p unsafe.Pointer, _ []reflect.Value) []reflect.Value {
		panic(errors.New("boom " + string(debug.Stack()[:9])))
	}}}))
	defer func() {
		if r := recover(); r == nil || !strings.Contains(fmt.Sprint(r), "boom gorout") {
			t.Error(r)
		}
	}()
	_ = reflect.New(n.Type()).Interface().(fmt.Stringer).String()
}

func TestCheck(t *testing.T) {
	must(t, rtype.Check())
}
