package compile

import (
	"fmt"
	"go/types"
	"reflect"
	"strconv"
	"strings"
)

// argNames are type arguments as they stand in the name of an instance.
func (ts *typeTable) argNames(args []types.Type) string {
	var l []string
	for _, a := range args {
		l = append(l, typeName(ts.rt(a)))
	}
	return "[" + strings.Join(l, ",") + "]"
}

// typeName is a type as it stands in the name of an instance: as String, but with
// packages' paths.
func typeName(rt reflect.Type) string {
	if rt.Name() != "" {
		if rt.PkgPath() == "" {
			return rt.String()
		}
		return rt.PkgPath() + "." + rt.Name()
	}
	switch rt.Kind() {
	case reflect.Pointer:
		return "*" + typeName(rt.Elem())
	case reflect.Slice:
		return "[]" + typeName(rt.Elem())
	case reflect.Array:
		return fmt.Sprintf("[%d]%s", rt.Len(), typeName(rt.Elem()))
	case reflect.Map:
		return "map[" + typeName(rt.Key()) + "]" + typeName(rt.Elem())
	case reflect.Chan:
		elem := typeName(rt.Elem())
		if rt.ChanDir() != reflect.SendDir && rt.Elem().Kind() == reflect.Chan && rt.Elem().Name() == "" && rt.Elem().ChanDir() == reflect.RecvDir {
			elem = "(" + elem + ")"
		}
		return rt.ChanDir().String() + " " + elem
	case reflect.Func:
		return "func" + signatureName(rt)
	case reflect.Struct:
		var l []string
		for f := range rt.Fields() {
			l = append(l, fieldName(f))
		}
		return bracedNames("struct", l)
	case reflect.Interface:
		var l []string
		for m := range rt.Methods() {
			name := m.Name
			if m.PkgPath != "" {
				name = m.PkgPath + "." + name
			}
			l = append(l, name+signatureName(m.Type))
		}
		return bracedNames("interface", l)
	}
	return rt.String()
}

func bracedNames(what string, list []string) string {
	if len(list) == 0 {
		return what + " {}"
	}
	return what + " { " + strings.Join(list, "; ") + " }"
}

func fieldName(f reflect.StructField) string {
	s := typeName(f.Type)
	if !f.Anonymous {
		name := f.Name
		if f.PkgPath != "" {
			name = f.PkgPath + "." + name
		}
		s = name + " " + s
	}
	if f.Tag != "" {
		s += " " + strconv.Quote(string(f.Tag))
	}
	return s
}

// signatureName are the parameters and results of a function's type.
func signatureName(rt reflect.Type) string {
	var in, out []string
	for i := range rt.NumIn() {
		s := typeName(rt.In(i))
		if rt.IsVariadic() && i == rt.NumIn()-1 {
			s = "..." + strings.TrimPrefix(s, "[]")
		}
		in = append(in, s)
	}
	for i := range rt.NumOut() {
		out = append(out, typeName(rt.Out(i)))
	}
	s := "(" + strings.Join(in, ", ") + ")"
	switch len(out) {
	case 0:
	case 1:
		s += " " + out[0]
	default:
		s += " (" + strings.Join(out, ", ") + ")"
	}
	return s
}
