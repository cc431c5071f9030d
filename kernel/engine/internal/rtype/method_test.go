package rtype_test

import (
	"errors"
	"reflect"
	"testing"
	"unsafe"
)

// Unexported methods belong to their package.
func TestUnexportedMethods(t *testing.T) {
	ours := reflect.TypeFor[interface{ hidden() string }]()
	m := value("hidden", func(*int) string { return "x" })
	path := reflect.TypeFor[counter]().PkgPath()
	m.PkgPath = path
	if n := named(t, "A", intType, m); !n.Type().Implements(ours) || n.Type().NumMethod() != 0 {
		t.Error("a method of this package is not")
	}
	m.PkgPath = ""
	main := interfaceOf(t, declared("hidden", func() string { return "" }))
	if n := named(t, "B", intType, m); n.Type().Implements(ours) || !n.Type().Implements(main) {
		t.Error("a method of package main")
	}
	if reflect.TypeFor[counter]().Implements(main) || !reflect.TypeFor[counter]().Implements(ours) {
		t.Error("a compiled method")
	}
	// Two of the same name, of two packages, and exported ones around them.
	other := value("hidden", func(*int) string { return "other" })
	other.PkgPath = path
	n := named(t, "C", intType, m, other, value("Z", func(*int) {}), value("A", func(*int) {}), value("a", func(*int) {}), value("É", func(*int) {}))
	if !n.Type().Implements(main) || !n.Type().Implements(ours) || n.Type().NumMethod() != 3 {
		t.Error(n.Type().NumMethod())
	}
	v := reflect.New(n.Type()).Elem().Interface()
	if x, ok := v.(interface{ hidden() string }); !ok || x.hidden() != "other" {
		t.Error("the wrong method")
	}
	for _, name := range []string{"A", "Z", "É"} {
		if _, ok := n.Type().MethodByName(name); !ok {
			t.Errorf("no method %s", name)
		}
	}
}

// A func value that compiled code calls without reflect.
func TestDirect(t *testing.T) {
	type layout struct{ A, B int }
	sum := func(p unsafe.Pointer, xs ...int) (int, error) {
		l := (*layout)(p)
		for _, x := range xs {
			l.A += x
		}
		return l.A + l.B, errors.New("e")
	}
	m := direct(value("Sum", func(*layout, ...int) (int, error) { return 0, nil }), sum)
	n := named(t, "D", reflect.TypeFor[layout](), m)
	v := reflect.New(n.Type())
	v.Elem().Field(1).SetInt(100)
	s := v.Interface().(interface{ Sum(...int) (int, error) })
	if got, err := s.Sum(1, 2, 3); got != 106 || err == nil {
		t.Error(got, err)
	}
	tm, _ := n.Type().MethodByName("Sum")
	if got := tm.Func.CallSlice([]reflect.Value{v.Elem(), reflect.ValueOf([]int{4})})[0].Int(); got != 110 || v.Elem().Field(0).Int() != 6 {
		t.Error(got, v)
	}
	get := func(p unsafe.Pointer) int { return (*layout)(p).B }
	m = direct(value("Get", func(*layout) int { return 0 }), get)
	g := reflect.New(named(t, "E", reflect.TypeFor[layout](), m).Type()).Interface().(interface{ Get() int })
	if allocs := testing.AllocsPerRun(100, func() { g.Get() }); allocs != 0 {
		t.Error(allocs)
	}
}
