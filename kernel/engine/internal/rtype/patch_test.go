package rtype_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/crococlock/crococlock/kernel/engine/internal/rtype"
)

// The key and the element of a map, and the elements of the other kinds, put
// right afterwards.
func TestSetKeyAndElem(t *testing.T) {
	key := named(t, "Key", structOf(t, field("A", stringType), field("B", reflect.TypeFor[any]())))
	m := rtype.New("main", "M")
	must(t, m.Complete(reflect.TypeFor[map[int]bool](), []rtype.Method{
		value("Len", func(m *map[int]bool) int { return len(*m) }),
	}))
	must(t, m.SetKey(key.Type()))
	must(t, m.SetElem(reflect.SliceOf(m.Type())))
	v := reflect.MakeMap(m.Type())
	for i := range 100 {
		k := reflect.New(key.Type()).Elem()
		k.Field(0).SetString(fmt.Sprint(i))
		k.Field(1).Set(reflect.ValueOf(i))
		v.SetMapIndex(k, reflect.ValueOf(reflect.MakeSlice(reflect.SliceOf(m.Type()), i, i).Interface()))
	}
	k := reflect.New(key.Type()).Elem()
	k.Field(0).SetString("70")
	k.Field(1).Set(reflect.ValueOf(70))
	if v.MapIndex(k).Len() != 70 || v.Interface().(interface{ Len() int }).Len() != 100 || m.Type() != reflect.TypeOf(v.Interface()) {
		t.Error(v.MapIndex(k))
	}
	for _, c := range []struct {
		u, elem, want reflect.Type
	}{
		{reflect.TypeFor[[]byte](), key.Type(), reflect.SliceOf(key.Type())},
		{reflect.TypeFor[[3]*byte](), reflect.PointerTo(key.Type()), reflect.ArrayOf(3, reflect.PointerTo(key.Type()))},
		{reflect.TypeFor[<-chan byte](), key.Type(), reflect.ChanOf(reflect.RecvDir, key.Type())},
		{reflect.TypeFor[*byte](), key.Type(), reflect.PointerTo(key.Type())},
	} {
		n := rtype.New("main", "T")
		must(t, n.Complete(c.u, nil))
		must(t, n.SetElem(c.elem))
		if n.Type().Elem() != c.elem || !n.Type().AssignableTo(c.want) {
			t.Errorf("%s has elements of type %s", c.u, n.Type().Elem())
		}
	}
}

func TestWhatDoesNotFit(t *testing.T) {
	n := rtype.New("main", "T")
	must(t, n.SetUnderlying(structOf(t, field("A", reflect.TypeFor[*byte]()), field("B", intType))))
	m := rtype.New("main", "M")
	must(t, m.Complete(reflect.TypeFor[map[string]int](), nil))
	unfinished := rtype.New("main", "U")
	_, noType := rtype.StructOf([]rtype.Field{{Name: "A", Type: unfinished.Type()}}, nil)
	_, twice := rtype.StructOf([]rtype.Field{field("A", intType), field("A", stringType)}, nil)
	_, noPackage := rtype.StructOf([]rtype.Field{{Name: "a", Type: intType}}, nil)
	_, packages := rtype.StructOf([]rtype.Field{{Name: "a", PkgPath: "x", Type: intType}, {Name: "b", PkgPath: "y", Type: intType}}, nil)
	_, methods := rtype.InterfaceOf("main", []rtype.Method{declared("M", func() {}), declared("M", func(int) {})})
	prefilled := rtype.New("main", "P")
	prefilled.Prefill(reflect.TypeFor[[2]int]())
	var many []reflect.Type
	for range 60 {
		many = append(many, intType)
	}
	str := value("String", func(*int) string { return "" })
	for _, c := range []struct {
		err  error
		want string
	}{
		{n.SetField(0, intType), "type main.T: field A: int has another shape than *uint8, which stood in for it"},
		{n.SetField(2, intType), "type main.T has no field 2"},
		{n.SetElem(intType), "type main.T has no elements"},
		{n.SetKey(intType), "type main.T has no keys"},
		{m.SetKey(reflect.TypeFor[[]int]()), "type main.M: []int cannot be a key"},
		{m.SetMethods(nil), "type main.M has its methods already"},
		{unfinished.SetMethods(nil), "type main.U is given methods before its underlying type"},
		{prefilled.SetUnderlying(reflect.TypeFor[[2]string]()), "type main.P: [2]string has another shape than main.P, which stood in for it"},
		{rtype.New("main", "F").SetUnderlying(reflect.FuncOf(many, nil, false)), "type main.F: a named function type can have 55 parameters and results, not 60"},
		{rtype.New("main", "Q").Complete(reflect.TypeFor[*int](), []rtype.Method{str}), "type main.Q is a ptr: it has no methods of its own"},
		{rtype.New("main", "I").Complete(reflect.TypeFor[error](), []rtype.Method{str}), "type main.I is a interface: it has no methods of its own"},
		{rtype.New("main", "D").Complete(intType, []rtype.Method{str, str}), "type main.D: method String is declared twice"},
		{rtype.New("main", "E").Complete(intType, []rtype.Method{declared("M", func() {})}), "type main.E: method M has no code"},
		{rtype.New("main", "A").Complete(reflect.ArrayOf(1, unfinished.Type()), nil), "type main.A: the type main.U is not complete"},
		{noType, "the type of field A is not complete"},
		{twice, "a struct has two fields A"},
		{noPackage, "unexported field a has no package"},
		{packages, "a struct has unexported fields of packages x and y"},
		{methods, "method M is declared twice"},
	} {
		if c.err == nil || c.err.Error() != c.want {
			t.Errorf("%v, want %s", c.err, c.want)
		}
	}
}
