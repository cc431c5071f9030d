package rtype_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"io"
	"reflect"
	"runtime"
	"slices"
	"sort"
	"strings"
	"sync"
	"testing"

	"github.com/crococlock/crococlock/kernel/engine/internal/rtype"
)

type counter struct{ n int }

func (c counter) Count() int { return c.n }
func (c *counter) Inc(by ...int) (before int, err error) {
	before = c.n
	for _, b := range by {
		c.n += b
	}
	return before, nil
}
func (c counter) Many(a, b, d, e, f, g, h, i, j, k, l, m int, s string, x float64) string {
	return fmt.Sprint(c.n, a, b, d, e, f, g, h, i, j, k, l, m, s, x)
}
func (c counter) hidden() string { return "hidden" }

type table map[string]int

func (t table) Size() int           { return len(t) }
func (t *table) Reset()             { *t = nil }
func (t table) Grow(s string) table { t[s] = len(t); return t }

type deepStruct struct {
	_ [3]int
	*middle
	S string
}

type middle struct {
	A any
	counter
	table
}

type word struct{ *counter }

type wordOfWord struct{ word }

type direct1 struct{ table }

type sorter struct {
	Less_ func(a, b int) bool
	sort.Interface
}

type several struct {
	X int
	bytes.Buffer
	*strings.Reader
	fmt.Stringer
	error
	sync.Mutex
}

// promoted are the methods that a compiled struct has from its embedded fields,
// of which it has no more than one with each.
func promoted(t *testing.T, typ reflect.Type, deepest bool) []rtype.Method {
	t.Helper()
	var find func(s reflect.Type, name string) []int
	find = func(s reflect.Type, name string) []int {
		if s.Kind() == reflect.Pointer {
			s = s.Elem()
		}
		if s.Kind() != reflect.Struct {
			return nil
		}
		for i := range s.NumField() {
			f := s.Field(i)
			if !f.Anonymous {
				continue
			}
			_, has := f.Type.MethodByName(name)
			if !has && f.Type.Kind() != reflect.Interface {
				_, has = reflect.PointerTo(f.Type).MethodByName(name)
			}
			if has {
				if deepest {
					return append([]int{i}, find(f.Type, name)...)
				}
				return []int{i}
			}
		}
		return nil
	}
	var ms []rtype.Method
	for m := range reflect.PointerTo(typ).Methods() {
		index := find(typ, m.Name)
		p, err := rtype.Promote(typ, index, rtype.Method{Name: m.Name, Type: dropFirst(m.Type)})
		if err != nil {
			t.Fatal(err)
		}
		ms = append(ms, p)
	}
	return ms
}

func TestPromote(t *testing.T) {
	for _, deepest := range []bool{false, true} {
		for _, typ := range []reflect.Type{
			reflect.TypeFor[middle](), reflect.TypeFor[deepStruct](), reflect.TypeFor[word](), reflect.TypeFor[wordOfWord](), reflect.TypeFor[direct1](),
			reflect.TypeFor[sorter](), reflect.TypeFor[several](), reflect.TypeFor[struct{ *deepStruct }](), reflect.TypeFor[struct {
				A int
				direct1
			}](),
		} {
			methods := promoted(t, typ, deepest)
			n := rtype.New("main", "T")
			must(t, n.Complete(underlying(t, typ), methods))
			u, err := rtype.StructOf(fieldsOf(typ), methods)
			must(t, err)
			for _, made := range []reflect.Type{n.Type(), u} {
				for _, c := range []struct{ got, want reflect.Type }{{made, typ}, {reflect.PointerTo(made), reflect.PointerTo(typ)}} {
					if c.got.NumMethod() != c.want.NumMethod() {
						t.Errorf("%s has %d methods, want %d", c.got, c.got.NumMethod(), c.want.NumMethod())
						continue
					}
					for i := range c.want.NumMethod() {
						got, want := c.got.Method(i), c.want.Method(i)
						if got.Name != want.Name || dropFirst(got.Type) != dropFirst(want.Type) {
							t.Errorf("%s has %s %s, want %s %s", c.got, got.Name, got.Type, want.Name, want.Type)
						}
						comparePromoted(t, c.got, c.want, i)
					}
				}
			}
		}
	}
}

func fieldsOf(typ reflect.Type) (fs []rtype.Field) {
	for f := range typ.Fields() {
		fs = append(fs, rtype.Field{Name: f.Name, PkgPath: f.PkgPath, Type: f.Type, Tag: string(f.Tag), Embedded: f.Anonymous})
	}
	return fs
}

// comparePromoted calls a method of a made and a compiled type on the same
// memory, filled and zero, and on a nil pointer.
func comparePromoted(t *testing.T, made, compiled reflect.Type, method int) {
	t.Helper()
	name := compiled.Method(method).Name
	if slices.Contains([]string{"Lock", "Unlock", "ReadFrom", "WriteTo"}, name) {
		return
	}
	typ := compiled
	if typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	for _, state := range []string{"filled", "zero", "nil"} {
		run := func(as reflect.Type, how string) (out string) {
			p := reflect.New(typ)
			if state == "filled" {
				fillStruct(p.Elem())
			}
			recv := reflect.NewAt(as, p.UnsafePointer()).Elem()
			if compiled.Kind() == reflect.Pointer {
				recv = reflect.NewAt(as.Elem(), p.UnsafePointer())
				if state == "nil" {
					recv = reflect.Zero(as)
				}
			}
			defer func() {
				if r := recover(); r != nil {
					if err, ok := r.(runtime.Error); ok {
						out = "runtime error " + err.Error()
					} else {
						out = fmt.Sprint("panic ", r)
					}
				}
			}()
			in := []reflect.Value{}
			for i := range recv.Method(method).Type().NumIn() {
				in = append(in, argument(recv.Method(method).Type().In(i)))
			}
			var f reflect.Value
			switch how {
			case "value":
				f = recv.Method(method)
			case "type":
				f, in = as.Method(method).Func, append([]reflect.Value{recv}, in...)
			case "interface":
				f = reflect.New(interfaceOf(t, rtype.Method{Name: name, Type: dropFirst(as.Method(method).Type)})).Elem()
				f.Set(recv)
				f = f.Method(0)
			}
			var results []reflect.Value
			if f.Type().IsVariadic() {
				results = f.CallSlice(in)
			} else {
				results = f.Call(in)
			}
			for _, r := range results {
				out += fmt.Sprint(r, ";")
			}
			return out + fmt.Sprintf("%.300v", reflect.NewAt(typ, p.UnsafePointer()).Elem().FieldByName("counter"))
		}
		for _, how := range []string{"value", "type", "interface"} {
			if got, want := run(made, how), run(compiled, how); got != want {
				t.Errorf("%s.%s of a %s receiver, called by its %s: %s, want %s", made, name, state, how, got, want)
			}
		}
	}
}

func argument(t reflect.Type) reflect.Value {
	switch t.Kind() {
	case reflect.Int, reflect.Int64, reflect.Int32:
		return reflect.ValueOf(1).Convert(t)
	case reflect.Slice:
		return reflect.MakeSlice(t, 2, 2)
	case reflect.String:
		return reflect.ValueOf("arg").Convert(t)
	}
	return reflect.Zero(t)
}

func fillStruct(v reflect.Value) {
	for i := range v.NumField() {
		f := reflect.NewAt(v.Field(i).Type(), v.Field(i).Addr().UnsafePointer()).Elem()
		switch x := f.Addr().Interface().(type) {
		case *counter:
			x.n = 5
		case **counter:
			*x = &counter{6}
		case *table:
			*x = table{"a": 1}
		case **strings.Reader:
			*x = strings.NewReader("read me")
		case *bytes.Buffer:
			x.WriteString("buffered")
		case *fmt.Stringer:
			*x = bytes.NewBufferString("stringer")
		case *error:
			*x = io.EOF
		case *sort.Interface:
			*x = sort.IntSlice{3, 1, 2}
		case *sync.Mutex:
		default:
			switch f.Kind() {
			case reflect.Struct:
				fillStruct(f)
			case reflect.Pointer:
				f.Set(reflect.New(f.Type().Elem()))
				if f.Elem().Kind() == reflect.Struct {
					fillStruct(f.Elem())
				}
			}
		}
	}
}

// Promoted methods of types that are made here, and of interfaces with
// unexported methods.
func TestPromoteOfMadeTypes(t *testing.T) {
	str := value("String", func(p *struct{ S string }) string { return "inner " + p.S })
	set := pointer("Set", func(p *struct{ S string }, s string) { p.S = s })
	inner := named(t, "Inner", structOf(t, field("S", stringType)), str, set)
	layout := structOf(t, field("N", intType), embedded(inner.Type()))
	var ms []rtype.Method
	for _, m := range []rtype.Method{str, set} {
		p, err := rtype.Promote(layout, []int{1}, m)
		must(t, err)
		ms = append(ms, p)
	}
	outer := named(t, "Outer", layout, ms...)
	v := reflect.New(outer.Type())
	v.Interface().(interface{ Set(string) }).Set("x")
	if got := fmt.Sprint(v.Elem(), v, v.MethodByName("String").Call(nil)[0]); got != "inner x inner x inner x" || outer.Type().NumMethod() != 1 {
		t.Error(got)
	}
	var expr []rtype.Method
	exprType := reflect.TypeFor[ast.Expr]()
	layout = structOf(t, field("A", stringType), embedded(exprType))
	for m := range exprType.Methods() {
		p, err := rtype.Promote(layout, []int{1}, rtype.Method{Name: m.Name, PkgPath: m.PkgPath, Type: m.Type})
		must(t, err)
		expr = append(expr, p)
	}
	e := named(t, "Expr", layout, expr...)
	w := reflect.New(e.Type()).Elem()
	w.Field(1).Set(reflect.ValueOf(&ast.Ident{NamePos: 7, Name: "abc"}))
	if x, ok := w.Interface().(ast.Expr); !ok || x.Pos() != 7 || x.End() != 10 {
		t.Errorf("%v is no ast.Expr, which has an unexported method", w)
	}
	_, err := rtype.Promote(layout, []int{0}, str)
	if err == nil || err.Error() != "string has no method String" {
		t.Error(err)
	}
	_, err = rtype.Promote(layout, []int{1}, str)
	if err == nil || err.Error() != "ast.Expr has no method String" {
		t.Error(err)
	}
	_, err = rtype.Promote(layout, []int{5}, str)
	if err == nil || err.Error() != "struct { A string; ast.Expr } has no embedded field [5]" {
		t.Error(err)
	}
}
