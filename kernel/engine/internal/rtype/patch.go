package rtype

import (
	"fmt"
	"reflect"
)

// SetField replaces the type of a struct's field by one of the same shape.
func (n *Named) SetField(i int, t reflect.Type) error {
	if n.state == incomplete || n.Type().Kind() != reflect.Struct || i < 0 || i >= len(n.fields) {
		return fmt.Errorf("type %s has no field %d", n.Type(), i)
	}
	if err := sameShape(toType(n.fields[i].typ), t); err != nil {
		return fmt.Errorf("type %s: field %s: %w", n.Type(), n.Type().Field(i).Name, err)
	}
	keepAlive(t)
	n.fields[i].typ = rtypeOf(t)
	return nil
}

// SetElem replaces the element type of an array, channel, map, pointer or slice
// by one of the same shape.
func (n *Named) SetElem(t reflect.Type) error {
	if n.state == incomplete {
		return fmt.Errorf("type %s has no elements yet", n.Type())
	}
	switch typ := n.Type(); typ.Kind() {
	case reflect.Array:
		return n.SetUnderlying(reflect.ArrayOf(typ.Len(), t))
	case reflect.Chan:
		return n.SetUnderlying(reflect.ChanOf(typ.ChanDir(), t))
	case reflect.Map:
		return n.SetUnderlying(reflect.MapOf(typ.Key(), t))
	case reflect.Pointer:
		return n.SetUnderlying(reflect.PointerTo(t))
	case reflect.Slice:
		return n.SetUnderlying(reflect.SliceOf(t))
	default:
		return fmt.Errorf("type %s has no elements", typ)
	}
}

// SetKey replaces the key type of a map by another.
func (n *Named) SetKey(t reflect.Type) error {
	typ := n.Type()
	if n.state == incomplete || typ.Kind() != reflect.Map {
		return fmt.Errorf("type %s has no keys", typ)
	}
	if !t.Comparable() {
		return fmt.Errorf("type %s: %s cannot be a key", typ, t)
	}
	return n.SetUnderlying(reflect.MapOf(t, typ.Elem()))
}

// sameShape returns an error unless a value of type b can be where one of type a
// is, for everything that was derived from a's shape.
func sameShape(a, b reflect.Type) error {
	if !shapesEqual(a, b) {
		return fmt.Errorf("%s has another shape than %s, which stood in for it", b, a)
	}
	return nil
}

func shapesEqual(a, b reflect.Type) bool {
	s, t := rtypeOf(a), rtypeOf(b)
	if s == t {
		return true
	}
	if s.kind != t.kind || s.size != t.size || s.ptrBytes != t.ptrBytes || s.align != t.align ||
		(s.equal == nil) != (t.equal == nil) || (s.flags^t.flags)&flagDirect != 0 {
		return false
	}
	switch a.Kind() { // how they are passed and compared depends on their parts
	case reflect.Array:
		return a.Len() == b.Len() && shapesEqual(a.Elem(), b.Elem())
	case reflect.Struct:
		if a.NumField() != b.NumField() {
			return false
		}
		for i := range a.NumField() {
			f, g := a.Field(i), b.Field(i)
			if (f.Name == "_") != (g.Name == "_") || !shapesEqual(f.Type, g.Type) {
				return false
			}
		}
	}
	return true
}
