package symbols_test

import (
	"fmt"
	"go/types"
	"strings"
)

// reflected is how package reflect spells the type.
func reflected(t types.Type) string {
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		if t.Kind() == types.UnsafePointer {
			return "unsafe.Pointer"
		}
		return types.Typ[t.Kind()].Name() // uint8, not byte
	case *types.Named:
		return reflectedNamed(t)
	case *types.Pointer:
		return "*" + reflected(t.Elem())
	case *types.Slice:
		return "[]" + reflected(t.Elem())
	case *types.Array:
		return fmt.Sprintf("[%d]%s", t.Len(), reflected(t.Elem()))
	case *types.Map:
		return "map[" + reflected(t.Key()) + "]" + reflected(t.Elem())
	case *types.Chan:
		return reflectedChan(t)
	case *types.Signature:
		return "func" + reflectedSignature(t)
	case *types.Struct:
		return reflectedStruct(t)
	case *types.Interface:
		var methods []string
		for m := range t.Methods() {
			methods = append(methods, " "+m.Name()+reflectedSignature(m.Signature()))
		}
		if methods == nil {
			return "interface {}"
		}
		return "interface {" + strings.Join(methods, ";") + " }"
	}
	return t.String()
}

func reflectedNamed(t *types.Named) string {
	name := t.Obj().Name()
	if t.Obj().Pkg() != nil {
		name = t.Obj().Pkg().Name() + "." + name
	}
	if t.TypeArgs().Len() == 0 {
		return name
	}
	var args []string
	for arg := range t.TypeArgs().Types() {
		if _, ok := arg.(*types.Named); ok {
			args = append(args, types.TypeString(arg, nil)) // with the whole path
		} else {
			args = append(args, reflected(arg))
		}
	}
	return name + "[" + strings.Join(args, ",") + "]"
}

func reflectedChan(t *types.Chan) string {
	elem := reflected(t.Elem())
	switch t.Dir() {
	case types.SendOnly:
		return "chan<- " + elem
	case types.RecvOnly:
		return "<-chan " + elem
	}
	return "chan " + elem
}

func reflectedSignature(t *types.Signature) string {
	var params, results []string
	for v := range t.Params().Variables() {
		params = append(params, reflected(v.Type()))
	}
	if t.Variadic() {
		last := len(params) - 1
		params[last] = "..." + strings.TrimPrefix(params[last], "[]")
	}
	for v := range t.Results().Variables() {
		results = append(results, reflected(v.Type()))
	}
	s := "(" + strings.Join(params, ", ") + ")"
	switch len(results) {
	case 0:
		return s
	case 1:
		return s + " " + results[0]
	}
	return s + " (" + strings.Join(results, ", ") + ")"
}

func reflectedStruct(t *types.Struct) string {
	var fields []string
	for i := range t.NumFields() {
		f := t.Field(i)
		s := " " + reflected(f.Type())
		if !f.Embedded() {
			s = " " + f.Name() + s
		}
		if tag := t.Tag(i); tag != "" {
			s += fmt.Sprintf(" %q", tag)
		}
		fields = append(fields, s)
	}
	if fields == nil {
		return "struct {}"
	}
	return "struct {" + strings.Join(fields, ";") + " }"
}
