package rtype_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"io"
	"io/fs"
	"math/big"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"reflect"
	"regexp"
	"sort"
	"strings"
	"sync"
	"testing"
	"text/template"
	"time"
	"unsafe"

	"github.com/crococlock/crococlock/kernel/engine/internal/rtype"
)

// Types of this package, of every kind and shape. The compiler is the oracle:
// what is made here has to be as it makes it.
type (
	aBool       bool
	anInt       int
	anInt8      int8
	aUint16     uint16
	aUintptr    uintptr
	aFloat32    float32
	aFloat64    float64
	aComplex64  complex64
	aComplex128 complex128
	aString     string
	aPointer    *int
	aFunc       func(int, ...string) (bool, error)
	aFuncOfNone func()
	aChan       chan string
	aRecvChan   <-chan anInt
	aSendChan   chan<- struct{}
	aSlice      []aString
	aMap        map[aString][]int
	aBigMap     map[[20]string][300]byte
	anArray     [3]string
	aSingle     [1]*int
	aNothing    [0]func()
	aBigArray   [5000]*byte
	anAny       any
	anInterface interface {
		fmt.Stringer
		M(anInterface) anInterface
		m() int
	}
	aUnit   struct{}
	aStruct struct {
		A int8 `json:"a,omitempty"`
		b string
		C func(aStruct) *aStruct `x:"y"`
		_ int32
		D [2]*aStruct
		_ struct{}
		E map[string]aStruct
	}
	anEmbedding struct {
		*aStruct
		Mutex sync.Mutex
		aSlice
		fmt.Stringer
		error
		bytes.Buffer
		//lint:ignore U1000 it is there for its layout
		int
	}
	aPadded struct {
		A byte
		B int64
		C byte
		Z struct{}
	}
	aWord struct{ P *int }
	aHead struct {
		_ struct{}
		P map[int]int
	}
	aTail struct {
		P *int
		_ struct{}
	}
	aPair[K comparable, V any] struct {
		Key   K
		Value V
	}
	aFloats struct {
		X, Y float64
		Z    any
	}
)

func (x anInt) String() string      { return fmt.Sprintf("anInt(%d)", int(x)) }
func (x *anInt) Add(y ...int) anInt { *x += anInt(len(y)); return *x }
func (x aFloat64) Float() float64   { return float64(x) }
func (x aComplex128) Abs2(k float32) float32 {
	return float32(real(x)*real(x)+imag(x)*imag(x)) * k
}
func (x aString) Error() string                    { return "error " + string(x) }
func (x aFunc) Run(n int) (bool, error)            { return x(n, "a", "b") }
func (x aChan) Send(s string)                      { x <- s }
func (x aSlice) Len() int                          { return len(x) }
func (x aSlice) Less(i, j int) bool                { return x[i] < x[j] }
func (x aSlice) Swap(i, j int)                     { x[i], x[j] = x[j], x[i] }
func (x *aSlice) Push(s aString)                   { *x = append(*x, s) }
func (x aMap) Keys() (n int)                       { return len(x) }
func (x anArray) First() (a, b string)             { return x[0], x[2] }
func (x aSingle) Get() int                         { return *x[0] }
func (x aUnit) Hello(s string) string              { return "hello " + s }
func (x *aUnit) Bye() string                       { return "bye" }
func (x aBigArray) Sum(y aBigArray) (n int)        { return len(x) + len(y) }
func (x aStruct) B() string                        { return x.b }
func (x *aStruct) SetB(b string)                   { x.b = b }
func (x aStruct) MarshalText() ([]byte, error)     { return []byte("<" + x.b + ">"), nil }
func (x aPair[K, V]) Swapped() (V, K)              { return x.Value, x.Key }
func (x aWord) Format(s fmt.State, verb rune)      { fmt.Fprintf(s, "word %c", verb) }
func (x aHead) Len() int                           { return len(x.P) }
func (x aTail) Get() int                           { return *x.P }
func (x aPadded) Sum(y aPadded) (z aPadded, n int) { z.B = x.B + y.B; return z, int(x.A + x.C) }

var clones = []reflect.Type{
	reflect.TypeFor[aBool](), reflect.TypeFor[anInt](), reflect.TypeFor[anInt8](), reflect.TypeFor[aUint16](), reflect.TypeFor[aUintptr](),
	reflect.TypeFor[aFloat32](), reflect.TypeFor[aFloat64](), reflect.TypeFor[aComplex64](), reflect.TypeFor[aComplex128](), reflect.TypeFor[aString](),
	reflect.TypeFor[aPointer](), reflect.TypeFor[aFunc](), reflect.TypeFor[aFuncOfNone](), reflect.TypeFor[aChan](), reflect.TypeFor[aRecvChan](),
	reflect.TypeFor[aSendChan](), reflect.TypeFor[aSlice](), reflect.TypeFor[aMap](), reflect.TypeFor[aBigMap](), reflect.TypeFor[anArray](), reflect.TypeFor[aSingle](),
	reflect.TypeFor[aNothing](), reflect.TypeFor[aBigArray](), reflect.TypeFor[anAny](), reflect.TypeFor[anInterface](), reflect.TypeFor[aUnit](),
	reflect.TypeFor[aStruct](), reflect.TypeFor[anEmbedding](), reflect.TypeFor[aPadded](), reflect.TypeFor[aWord](), reflect.TypeFor[aHead](), reflect.TypeFor[aTail](),
	reflect.TypeFor[aPair[string, anInt]](), reflect.TypeFor[aPair[aPair[int8, any], map[string]*aStruct]](), reflect.TypeFor[aFloats](),

	reflect.TypeFor[time.Time](), reflect.TypeFor[time.Duration](), reflect.TypeFor[time.Month](), reflect.TypeFor[big.Int](), reflect.TypeFor[big.Float](),
	reflect.TypeFor[bytes.Buffer](), reflect.TypeFor[strings.Builder](), reflect.TypeFor[url.URL](), reflect.TypeFor[url.Values](), reflect.TypeFor[http.Header](),
	reflect.TypeFor[http.Request](), reflect.TypeFor[http.HandlerFunc](), reflect.TypeFor[http.ResponseWriter](), reflect.TypeFor[http.Server](),
	reflect.TypeFor[json.RawMessage](), reflect.TypeFor[json.Number](), reflect.TypeFor[json.Decoder](), reflect.TypeFor[xml.Name](), reflect.TypeFor[net.IP](),
	reflect.TypeFor[net.TCPConn](), reflect.TypeFor[netip.Addr](), reflect.TypeFor[io.Reader](), reflect.TypeFor[io.ReadWriteCloser](), reflect.TypeFor[fs.FileMode](),
	reflect.TypeFor[fs.PathError](), reflect.TypeFor[ast.FuncDecl](), reflect.TypeFor[ast.Expr](), reflect.TypeFor[token.Token](), reflect.TypeFor[reflect.Value](),
	reflect.TypeFor[reflect.Method](), reflect.TypeFor[reflect.Type](), reflect.TypeFor[sync.Mutex](), reflect.TypeFor[sync.Map](), reflect.TypeFor[sort.StringSlice](),
	reflect.TypeFor[template.Template](), reflect.TypeFor[template.FuncMap](), reflect.TypeFor[testing.T](), reflect.TypeFor[testing.TB](),
}

// describe is all that reflect says about a type.
func describe(t reflect.Type) string {
	var b strings.Builder
	fmt.Fprintln(&b, t.String(), t.Name(), t.PkgPath(), t.Kind(), t.Size(), t.Align(), t.FieldAlign(), t.Comparable(), t.CanSeq(), t.CanSeq2())
	for m := range t.Methods() {
		fmt.Fprintln(&b, " method", m.Index, m.Name, m.PkgPath, m.Type, m.Func.IsValid())
	}
	switch t.Kind() {
	case reflect.Struct:
		for f := range t.Fields() {
			fmt.Fprintf(&b, " field %+v\n", f)
		}
		for _, f := range reflect.VisibleFields(t) {
			fmt.Fprintln(&b, " visible", f.Name, f.Index)
		}
	case reflect.Func:
		fmt.Fprintln(&b, t.NumIn(), t.NumOut(), t.IsVariadic())
		for i := range t.NumIn() {
			fmt.Fprintln(&b, " in", t.In(i))
		}
		for i := range t.NumOut() {
			fmt.Fprintln(&b, " out", t.Out(i))
		}
	case reflect.Array:
		fmt.Fprintln(&b, t.Len(), t.Elem())
	case reflect.Chan:
		fmt.Fprintln(&b, t.ChanDir(), t.Elem())
	case reflect.Map:
		fmt.Fprintln(&b, t.Key(), t.Elem())
	case reflect.Pointer, reflect.Slice:
		fmt.Fprintln(&b, t.Elem())
	}
	return b.String()
}

func TestCloneIsDescribedAsTheOriginal(t *testing.T) {
	for _, typ := range clones {
		n := clone(t, typ)
		c := n.Type()
		if got, want := describe(c), describe(typ); got != want {
			t.Errorf("%s is\n%s\nwant\n%s", typ, got, want)
		}
		if got, want := describe(n.PtrType()), describe(reflect.PointerTo(typ)); got != want {
			t.Errorf("*%s is\n%s\nwant\n%s", typ, got, want)
		}
		u := underlying(t, typ)
		switch {
		case c == typ:
			t.Errorf("%s is the same type", c)
		case reflect.PointerTo(c) != n.PtrType() || n.PtrType().Elem() != c:
			t.Errorf("%s has another pointer", c)
		case u.Name() == "" && (!c.AssignableTo(u) || !u.AssignableTo(c)):
			t.Errorf("%s is not assignable to its underlying type", c)
		case c.Kind() != reflect.Interface && (!c.ConvertibleTo(typ) || !typ.ConvertibleTo(c)):
			t.Errorf("%s cannot be converted to its twin", c)
		case c.Kind() != reflect.Interface && c.AssignableTo(typ):
			t.Errorf("%s is assignable to its twin", c)
		case rtype.FromWord(rtype.Word(c)) != c:
			t.Errorf("%s has another word", c)
		}
		for _, of := range []func(reflect.Type) reflect.Type{
			reflect.SliceOf, reflect.PointerTo,
			func(t reflect.Type) reflect.Type { return reflect.MapOf(reflect.TypeFor[string](), t) },
			func(t reflect.Type) reflect.Type { return reflect.ArrayOf(2, t) },
			func(t reflect.Type) reflect.Type { return reflect.FuncOf([]reflect.Type{t}, []reflect.Type{t}, false) },
			func(t reflect.Type) reflect.Type {
				return reflect.StructOf([]reflect.StructField{{Name: "A", Type: reflect.TypeFor[byte]()}, {Name: "F", Type: t}})
			},
		} {
			if x, y := of(c), of(typ); x == y || x != of(c) || describe(x) != describe(y) {
				t.Errorf("%s is not like %s", x, y)
			}
		}
	}
}

// as is x with a clone of its type.
func as[T any](t *testing.T, x T) reflect.Value {
	return reflect.NewAt(clone(t, reflect.TypeFor[T]()).Type(), unsafe.Pointer(&x)).Elem()
}

func TestCloneIsPrintedAsTheOriginal(t *testing.T) {
	one, two := 1, 2
	now := time.Date(2024, 5, 6, 7, 8, 9, 10, time.UTC)
	for _, c := range []struct{ got, want any }{
		{as(t, aBool(true)).Interface(), aBool(true)},
		{as(t, anInt(3)).Interface(), anInt(3)},
		{as(t, aFloat32(1.5)).Interface(), aFloat32(1.5)},
		{as(t, aComplex64(1i)).Interface(), aComplex64(1i)},
		{as(t, aString("x")).Interface(), aString("x")},
		{as(t, aSlice{"b", "a"}).Interface(), aSlice{"b", "a"}},
		{as(t, aMap{"x": {1, 2}}).Interface(), aMap{"x": {1, 2}}},
		{as(t, anArray{"a", "", "c"}).Interface(), anArray{"a", "", "c"}},
		{as(t, aUnit{}).Interface(), aUnit{}},
		{as(t, aStruct{A: 1, b: "b"}).Interface(), aStruct{A: 1, b: "b"}},
		{as(t, aWord{&one}).Interface(), aWord{&one}},
		{as(t, aSingle{&two}).Interface(), aSingle{&two}},
		{as(t, aPair[string, anInt]{"k", 4}).Interface(), aPair[string, anInt]{"k", 4}},
		{as(t, aFloats{1, 2, aString("z")}).Interface(), aFloats{1, 2, aString("z")}},
		{as(t, now).Interface(), now},
		{as(t, time.Second).Interface(), time.Second},
		{as(t, *big.NewInt(77)).Interface(), *big.NewInt(77)},
		{as(t, url.URL{Host: "h", Path: "/p"}).Interface(), url.URL{Host: "h", Path: "/p"}},
		{as(t, url.Values{"a": {"b"}}).Interface(), url.Values{"a": {"b"}}},
		{as(t, json.RawMessage(`{"a":1}`)).Interface(), json.RawMessage(`{"a":1}`)},
		{as(t, net.IPv4(1, 2, 3, 4)).Interface(), net.IPv4(1, 2, 3, 4)},
		{as(t, netip.MustParseAddr("::1")).Interface(), netip.MustParseAddr("::1")},
		{as(t, fs.FileMode(0o755)).Interface(), fs.FileMode(0o755)},
		{as(t, fs.PathError{Op: "open", Path: "p", Err: io.EOF}).Interface(), fs.PathError{Op: "open", Path: "p", Err: io.EOF}},
	} {
		ptr := func(x any) any {
			p := reflect.New(reflect.TypeOf(x))
			p.Elem().Set(reflect.ValueOf(x))
			return p.Interface()
		}
		for _, format := range []string{"%v", "%+v", "%#v", "%T", "%s", "%d", "%q", "%x"} {
			got, want := fmt.Sprintf(format, c.got), fmt.Sprintf(format, c.want)
			if got != want {
				t.Errorf("%s of %T: %s, want %s", format, c.want, got, want)
			}
			got, want = fmt.Sprintf(format, []any{c.got}), fmt.Sprintf(format, []any{c.want})
			if got != want {
				t.Errorf("%s of []any{%T}: %s, want %s", format, c.want, got, want)
			}
			if _, ok := c.want.(fmt.Stringer); ok || format == "%T" {
				got, want = fmt.Sprintf(format, ptr(c.got)), fmt.Sprintf(format, ptr(c.want))
				if got != want && !isAddress(want) {
					t.Errorf("%s of *%T: %s, want %s", format, c.want, got, want)
				}
			}
		}
		got, err := json.Marshal(c.got)
		want, wantErr := json.Marshal(c.want)
		if string(got) != string(want) || fmt.Sprint(err) != fmt.Sprint(wantErr) {
			t.Errorf("JSON of %T: %s, %v, want %s, %v", c.want, got, err, want, wantErr)
		}
		got, err = json.Marshal(ptr(c.got))
		want, wantErr = json.Marshal(ptr(c.want))
		if string(got) != string(want) || fmt.Sprint(err) != fmt.Sprint(wantErr) {
			t.Errorf("JSON of *%T: %s, %v, want %s, %v", c.want, got, err, want, wantErr)
		}
		if !reflect.DeepEqual(c.got, c.got) || reflect.DeepEqual(c.got, c.want) {
			t.Errorf("DeepEqual of %T", c.want)
		}
	}
}

// isAddress reports whether s is a pointer's, which differs.
func isAddress(s string) bool {
	return strings.Contains(s, "0x") || regexp.MustCompile(`^[0-9]{10,}$`).MatchString(s)
}

func TestMethodsOfEveryShape(t *testing.T) {
	one := 1
	call := func(v reflect.Value, name string, args ...any) []any {
		t.Helper()
		in := make([]reflect.Value, len(args))
		for i, a := range args {
			in[i] = reflect.ValueOf(a)
		}
		m := v.MethodByName(name)
		if !m.IsValid() {
			t.Fatalf("%s has no method %s", v.Type(), name)
		}
		results := func(out []reflect.Value) (rs []any) {
			for _, r := range out {
				rs = append(rs, r.Interface())
			}
			return rs
		}
		got := results(m.Call(in))
		// The same through the type's method, which takes the receiver as it is,
		// and through the method value as a func.
		tm, _ := v.Type().MethodByName(name)
		if !v.CanAddr() || v.Kind() != reflect.Pointer {
			if again := results(tm.Func.Call(append([]reflect.Value{v}, in...))); !reflect.DeepEqual(got, again) {
				t.Errorf("%s.%s of the type gives %v, of the value %v", v.Type(), name, again, got)
			}
		}
		if again := results(reflect.ValueOf(m.Interface()).Call(in)); !reflect.DeepEqual(got, again) {
			t.Errorf("%s.%s as a func gives %v, as a method %v", v.Type(), name, again, got)
		}
		return got
	}
	for _, c := range []struct {
		recv reflect.Value
		name string
		args []any
		want []any
	}{
		{as(t, anInt(7)), "String", nil, []any{"anInt(7)"}},
		{as(t, aFloat64(1.25)), "Float", nil, []any{1.25}},
		{as(t, aComplex128(3+4i)), "Abs2", []any{float32(2)}, []any{float32(50)}},
		{as(t, aString("s")), "Error", nil, []any{"error s"}},
		{as(t, aFunc(func(n int, s ...string) (bool, error) { return n == len(s), io.EOF })), "Run", []any{2}, []any{true, io.EOF}},
		{as(t, aSlice{"b", "a"}), "Less", []any{1, 0}, []any{true}},
		{as(t, aMap{"x": nil}), "Keys", nil, []any{1}},
		{as(t, anArray{"a", "b", "c"}), "First", nil, []any{"a", "c"}},
		{as(t, aSingle{&one}), "Get", nil, []any{1}},
		{as(t, aUnit{}), "Hello", []any{"x"}, []any{"hello x"}},
		{as(t, aStruct{b: "b"}), "B", nil, []any{"b"}},
		{as(t, aPair[string, anInt]{"k", 4}), "Swapped", nil, []any{anInt(4), "k"}},
		{as(t, aHead{P: map[int]int{1: 1}}), "Len", nil, []any{1}},
		{as(t, aTail{P: &one}), "Get", nil, []any{1}},
		{as(t, aPadded{1, 2, 3, struct{}{}}), "Sum", []any{aPadded{B: 40}}, []any{aPadded{B: 42}, 4}},
		{as(t, aBigArray{}), "Sum", []any{aBigArray{}}, []any{10000}},
	} {
		if got := call(c.recv, c.name, c.args...); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s.%s is %v, want %v", c.recv.Type(), c.name, got, c.want)
		}
		if got := call(c.recv.Addr(), c.name, c.args...); !reflect.DeepEqual(got, c.want) {
			t.Errorf("(*%s).%s is %v, want %v", c.recv.Type(), c.name, got, c.want)
		}
	}
	x := as(t, anInt(1))
	if a, ok := x.Addr().Interface().(interface{ Add(...int) anInt }); !ok || a.Add(1, 2, 3) != 4 || x.Int() != 4 {
		t.Error("a variadic method through an interface")
	}
	if got := x.Addr().MethodByName("Add").CallSlice([]reflect.Value{reflect.ValueOf([]int{1, 1})}); got[0].Int() != 6 || x.Int() != 6 {
		t.Error("a variadic method through reflect")
	}
	u := as(t, aUnit{})
	if call(u.Addr(), "Bye")[0] != "bye" {
		t.Error("a pointer to nothing")
	}
	s := as(t, aSlice{"c", "a", "b"})
	sort.Sort(s.Interface().(sort.Interface))
	if got := fmt.Sprint(s); got != "[error a error b error c]" {
		t.Error(got)
	}
	if err, ok := as(t, aString("e")).Interface().(error); !ok || fmt.Sprint(errors.Unwrap(fmt.Errorf("w: %w", err))) != "error e" {
		t.Error("an error")
	}
}
