// Package typekey spells type arguments in one way, so that instances of
// generic functions and types can be looked up by them.
package typekey

import (
	"go/types"
	"strconv"
	"strings"
)

// Of spells the type arguments. It reports false where one is of a kind that no
// instance compiled in has.
func Of(args []types.Type) (string, bool) {
	var b strings.Builder
	for i, arg := range args {
		if i > 0 {
			b.WriteByte(',')
		}
		if !write(&b, arg) {
			return "", false
		}
	}
	return b.String(), true
}

func write(b *strings.Builder, t types.Type) bool {
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		if t.Kind() == types.UnsafePointer {
			b.WriteString("unsafe.")
		}
		b.WriteString(types.Typ[t.Kind()].Name()) // uint8, not byte
		return true
	case *types.Pointer:
		b.WriteByte('*')
		return write(b, t.Elem())
	case *types.Slice:
		b.WriteString("[]")
		return write(b, t.Elem())
	case *types.Array:
		b.WriteString("[" + strconv.FormatInt(t.Len(), 10) + "]")
		return write(b, t.Elem())
	case *types.Map:
		b.WriteString("map[")
		ok := write(b, t.Key())
		b.WriteByte(']')
		return ok && write(b, t.Elem())
	case *types.Named:
		return writeNamed(b, t)
	case *types.Interface:
		b.WriteString("interface{}")
		return t.Empty()
	}
	return false
}

func writeNamed(b *strings.Builder, t *types.Named) bool {
	obj := t.Obj()
	if obj.Pkg() != nil {
		if obj.Parent() != obj.Pkg().Scope() {
			return false // declared in a function
		}
		b.WriteString(obj.Pkg().Path() + ".")
	}
	b.WriteString(obj.Name())
	if t.TypeArgs().Len() == 0 {
		return true
	}
	var args []types.Type
	for arg := range t.TypeArgs().Types() {
		args = append(args, arg)
	}
	s, ok := Of(args)
	b.WriteString("[" + s + "]")
	return ok
}
