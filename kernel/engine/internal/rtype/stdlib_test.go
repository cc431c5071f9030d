package rtype_test

import (
	"bytes"
	"cmp"
	"container/heap"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"reflect"
	"slices"
	"sort"
	"strings"
	"testing"
	"text/template"

	"github.com/crococlock/crococlock/kernel/engine/internal/rtype"
)

// What packages do with a value that has methods.

// point is the layout of a struct that is made here.
type point struct {
	X, Y int
	Name string
}

// makePoint makes it, with methods that the packages look for.
func makePoint(t testing.TB, methods ...rtype.Method) *rtype.Named {
	return named(t, "Point", structOf(t, field("X", intType, `json:"x" xml:"x,attr"`), field("Y", intType, `json:"y,omitempty" xml:"why"`), field("Name", stringType, `json:"-"`)), methods...)
}

func newPoint(n *rtype.Named, p point) reflect.Value {
	v := reflect.New(n.Type())
	v.Elem().Set(reflect.ValueOf(p).Convert(n.Type()))
	return v
}

func TestFmt(t *testing.T) {
	plain := newPoint(makePoint(t), point{1, 2, "n"})
	str := newPoint(makePoint(t, value("String", func(p *point) string { return "point " + p.Name })), point{1, 2, "n"})
	ptrStr := newPoint(makePoint(t, pointer("String", func(p *point) string { return "point " + p.Name })), point{1, 2, "n"})
	goStr := newPoint(makePoint(t, value("GoString", func(p *point) string { return "go" })), point{})
	format := newPoint(makePoint(t, value("Format", func(p *point, s fmt.State, verb rune) {
		w, ok := s.Width()
		fmt.Fprint(s, "formatted ", string(verb), w, ok, s.Flag('+'))
	})), point{})
	bad := newPoint(makePoint(t, value("String", func(p *point) string { panic("no") })), point{})
	nilPtr := reflect.Zero(str.Type())
	for _, c := range []struct{ got, want string }{
		{fmt.Sprintf("%v %+v %#v %T", plain.Elem(), plain.Elem(), plain.Elem(), plain.Interface()), `{1 2 n} {X:1 Y:2 Name:n} main.Point{X:1, Y:2, Name:"n"} *main.Point`},
		{fmt.Sprintf("%v %s %v", str.Elem(), str, []any{str.Interface(), str.Elem().Interface()}), "point n point n [point n point n]"},
		{fmt.Sprint(reflect.MakeSlice(reflect.SliceOf(str.Type().Elem()), 2, 2)), "[point  point ]"},
		{fmt.Sprintf("%v %v", ptrStr.Elem(), ptrStr), "{1 2 n} point n"},
		{fmt.Sprintf("%#v %v", goStr, goStr.Elem()), "go {0 0 }"},
		{fmt.Sprintf("%+8d", format.Elem().Interface()), "formatted d8 true true"},
		{fmt.Sprint(bad.Elem()), "%!v(PANIC=String method: no)"},
		{fmt.Sprint(nilPtr.Interface()), "<nil>"},
	} {
		if c.got != c.want {
			t.Errorf("%s, want %s", c.got, c.want)
		}
	}
}

func TestJSON(t *testing.T) {
	n := makePoint(t)
	v := newPoint(n, point{1, 0, "n"})
	if b, err := json.Marshal(map[string]any{"v": v.Interface(), "w": v.Elem().Interface()}); string(b) != `{"v":{"x":1},"w":{"x":1}}` || err != nil {
		t.Error(string(b), err)
	}
	w := reflect.New(reflect.SliceOf(n.Type()))
	if err := json.Unmarshal([]byte(`[{"x":3,"y":4},{"X":5}]`), w.Interface()); err != nil || fmt.Sprint(w.Elem()) != "[{3 4 } {5 0 }]" {
		t.Error(w.Elem(), err)
	}
	err := json.Unmarshal([]byte(`{"x":"no"}`), v.Interface())
	if err == nil || err.Error() != "json: cannot unmarshal string into Go struct field Point.x of type int" {
		t.Error(err)
	}
	n = makePoint(t,
		value("MarshalJSON", func(p *point) ([]byte, error) { return fmt.Appendf(nil, `"%d/%d"`, p.X, p.Y), nil }),
		pointer("UnmarshalJSON", func(p *point, b []byte) error {
			_, err := fmt.Sscanf(string(b), `"%d/%d"`, &p.X, &p.Y)
			return err
		}))
	s := reflect.New(reflect.SliceOf(n.Type()))
	err = json.Unmarshal([]byte(`["1/2","3/4"]`), s.Interface())
	b, err2 := json.Marshal(s.Interface())
	if string(b) != `["1/2","3/4"]` || err != nil || err2 != nil {
		t.Error(string(b), err, err2)
	}
	if err := json.Unmarshal([]byte(`["1-2"]`), s.Interface()); err == nil {
		t.Error("an error of UnmarshalJSON is lost")
	}
	key := named(t, "Key", intType,
		value("MarshalText", func(p *int) ([]byte, error) { return fmt.Appendf(nil, "k%d", *p), nil }),
		pointer("UnmarshalText", func(p *int, b []byte) error { _, err := fmt.Sscanf(string(b), "k%d", p); return err }))
	m := reflect.New(reflect.MapOf(key.Type(), key.Type()))
	err = json.Unmarshal([]byte(`{"k1":"k2","k3":"k4"}`), m.Interface())
	if b, err2 = json.Marshal(m.Interface()); string(b) != `{"k1":"k2","k3":"k4"}` || err != nil || err2 != nil {
		t.Error(string(b), err, err2)
	}
}

func TestXMLAndGob(t *testing.T) {
	n := makePoint(t)
	v := newPoint(n, point{1, 2, "n"})
	b, err := xml.Marshal(v.Interface())
	if string(b) != `<Point x="1"><why>2</why><Name>n</Name></Point>` || err != nil {
		t.Error(string(b), err)
	}
	w := reflect.New(n.Type())
	if err := xml.Unmarshal(b, w.Interface()); err != nil || w.Elem().Interface() != v.Elem().Interface() {
		t.Error(w.Elem(), err)
	}
	var buf bytes.Buffer
	gob.RegisterName("main.Point."+t.Name(), v.Elem().Interface())
	list := []any{v.Elem().Interface()}
	if err := gob.NewEncoder(&buf).Encode(list); err != nil {
		t.Fatal(err)
	}
	var back []any
	if err := gob.NewDecoder(&buf).Decode(&back); err != nil || !reflect.DeepEqual(list, back) {
		t.Error(back, err)
	}
}

func TestErrors(t *testing.T) {
	n := makePoint(t,
		pointer("Error", func(p *point) string { return "error " + p.Name }),
		pointer("Unwrap", func(p *point) error { return io.EOF }),
		pointer("Is", func(p *point, err error) bool { return err == io.ErrNoProgress }))
	v := newPoint(n, point{Name: "n"})
	err := fmt.Errorf("wrapped: %w", v.Interface().(error))
	target := reflect.New(n.PtrType())
	if !errors.As(err, target.Interface()) || target.Elem().Pointer() != v.Pointer() {
		t.Error("errors.As does not find it")
	}
	if other := reflect.New(makePoint(t, pointer("Error", func(p *point) string { return "" })).PtrType()); errors.As(err, other.Interface()) {
		t.Error("errors.As finds another type of the name")
	}
	if !errors.Is(err, io.EOF) || !errors.Is(err, io.ErrNoProgress) || errors.Is(err, io.ErrClosedPipe) || !errors.Is(err, v.Interface().(error)) {
		t.Error("errors.Is")
	}
	if err.Error() != "wrapped: error n" {
		t.Error(err)
	}
	multi := named(t, "Multi", reflect.TypeFor[[]error](),
		value("Error", func(p *[]error) string { return fmt.Sprint(len(*p)) }),
		value("Unwrap", func(p *[]error) []error { return *p }))
	m := reflect.ValueOf([]error{io.EOF, err}).Convert(multi.Type())
	if !errors.Is(m.Interface().(error), io.ErrNoProgress) {
		t.Error("errors.Is through a list")
	}
	defer func() {
		if r := recover(); r != v.Interface() {
			t.Error(r)
		}
	}()
	panic(v.Interface())
}

func TestSortAndHeap(t *testing.T) {
	ints := []rtype.Method{
		value("Len", func(h *[]int) int { return len(*h) }),
		value("Less", func(h *[]int, i, j int) bool { return (*h)[i] < (*h)[j] }),
		value("Swap", func(h *[]int, i, j int) { (*h)[i], (*h)[j] = (*h)[j], (*h)[i] }),
		pointer("Push", func(h *[]int, x any) { *h = append(*h, x.(int)) }),
		pointer("Pop", func(h *[]int) any {
			x := (*h)[len(*h)-1]
			*h = (*h)[:len(*h)-1]
			return x
		}),
	}
	n := named(t, "IntHeap", reflect.TypeFor[[]int](), ints...)
	h := reflect.New(n.Type())
	hi := h.Interface().(heap.Interface)
	for i := range 300 {
		heap.Push(hi, (i*7919)%300)
	}
	for i := range 300 {
		if x := heap.Pop(hi); x != i {
			t.Fatal(x, i)
		}
	}
	h.Elem().Set(reflect.ValueOf([]int{3, 1, 2}).Convert(n.Type()))
	sort.Sort(sort.Reverse(h.Elem().Interface().(sort.Interface)))
	if got := fmt.Sprint(h.Elem()); got != "[3 2 1]" || !sort.IsSorted(sort.Reverse(hi)) {
		t.Error(got)
	}
	c := named(t, "C", intType, value("Compare", func(p *int, other any) int { return cmp.Compare(*p, int(reflect.ValueOf(other).Int())) }))
	list := []interface{ Compare(any) int }{}
	for _, i := range []int{2, 3, 1} {
		list = append(list, reflect.ValueOf(i).Convert(c.Type()).Interface().(interface{ Compare(any) int }))
	}
	slices.SortFunc(list, func(a, b interface{ Compare(any) int }) int { return a.Compare(b) })
	if got := fmt.Sprint(list); got != "[1 2 3]" {
		t.Error(got)
	}
}

func TestTemplateFlagAndSlog(t *testing.T) {
	n := makePoint(t,
		value("Sum", func(p *point, xs ...int) (int, error) {
			sum := p.X + p.Y
			for _, x := range xs {
				sum += x
			}
			return sum, nil
		}),
		pointer("Self", func(p *point) *point { return p }),
		pointer("Set", func(p *point, s string) error { p.Name = s; return nil }),
		pointer("String", func(p *point) string { return "<" + p.Name + ">" }),
		value("LogValue", func(p *point) slog.Value { return slog.IntValue(p.X) }),
		pointer("Read", func(p *point, b []byte) (int, error) { return copy(b, p.Name), io.EOF }))
	v := newPoint(n, point{1, 2, "n"})
	var out strings.Builder
	err := template.Must(template.New("").Parse("{{.String}} {{.X}} {{.Sum 3 4}} {{.Self.Name}} {{range .List}}{{.}}{{end}}")).
		Execute(&out, map[string]any{"String": "s", "X": 1, "Sum": v.MethodByName("Sum").Interface(), "Self": v.Interface(), "List": []any{v.Interface()}})
	if err == nil || !strings.Contains(err.Error(), "Sum") {
		t.Error(err)
	}
	out.Reset()
	err = template.Must(template.New("").Parse("{{.P}} {{.P.X}} {{.P.Sum 3 4}} {{.P.Self.Name}} {{range .List}}{{.Y}}{{end}}")).
		Execute(&out, map[string]any{"P": v.Interface(), "List": []any{v.Interface()}})
	if out.String() != "<n> 1 10 n 2" || err != nil {
		t.Error(out.String(), err)
	}
	fs := flag.NewFlagSet("", flag.ContinueOnError)
	fs.Var(v.Interface().(flag.Value), "p", "")
	if err := fs.Parse([]string{"-p", "set"}); err != nil || v.Elem().Field(2).String() != "set" {
		t.Error(err)
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("m", "p", v.Elem().Interface())
	if !strings.HasSuffix(log.String(), "msg=m p=1\n") {
		t.Error(log.String())
	}
	if b, err := io.ReadAll(v.Interface().(io.Reader)); string(b) != "set" || err != nil {
		t.Error(string(b), err)
	}
}

func TestReflect(t *testing.T) {
	n := makePoint(t, value("M", func(p *point) int { return p.X }), pointer("P", func(p *point) {}))
	v := newPoint(n, point{1, 2, "n"})
	f0 := v.Elem().Interface().(interface{ M() int }).M // a method value has its receiver's copy
	if v.Elem().Field(0).SetInt(50); f0() != 1 {
		t.Error(f0())
	}
	if n.Type().NumMethod() != 1 || n.PtrType().NumMethod() != 2 {
		t.Error(n.Type().NumMethod(), n.PtrType().NumMethod())
	}
	if _, ok := n.Type().MethodByName("P"); ok {
		t.Error("a value has a method of the pointer")
	}
	mapType := reflect.MapOf(n.Type(), n.Type())
	mv := reflect.MakeMap(mapType)
	for i := range 1000 {
		k := newPoint(n, point{i, i, fmt.Sprint(i)}).Elem()
		mv.SetMapIndex(k, k)
	}
	for i := range 1000 {
		k := newPoint(n, point{i, i, fmt.Sprint(i)}).Elem()
		if e := mv.MapIndex(k); !e.IsValid() || e.Interface() != k.Interface() {
			t.Fatal(i)
		}
	}
	c := reflect.Copy(reflect.MakeSlice(reflect.SliceOf(n.Type()), 2, 2), reflect.Append(reflect.MakeSlice(reflect.SliceOf(n.Type()), 0, 0), v.Elem()))
	if c != 1 {
		t.Error(c)
	}
	f := reflect.MakeFunc(reflect.FuncOf([]reflect.Type{n.Type()}, []reflect.Type{n.PtrType()}, false), func(args []reflect.Value) []reflect.Value {
		p := reflect.New(n.Type())
		p.Elem().Set(args[0])
		return []reflect.Value{p}
	})
	if got := f.Call([]reflect.Value{v.Elem()})[0]; got.Elem().Interface() != v.Elem().Interface() {
		t.Error(got)
	}
	if got := maps.Collect(mapSeq(reflect.ValueOf(map[string]int{"a": 1}).Convert(named(t, "Map", reflect.TypeFor[map[string]int]()).Type()))); got["a"] != 1 {
		t.Error(got)
	}
}

func mapSeq(v reflect.Value) func(func(string, int) bool) {
	return func(yield func(string, int) bool) {
		for k, e := range v.Seq2() {
			if !yield(k.String(), int(e.Int())) {
				return
			}
		}
	}
}
