package rtype

import "reflect"

// Adopt makes InterfaceOf and StructOf return the compiler's types where those are
// part of t, a compiled type: the unnamed interfaces with methods and the structs
// with embedded or blank fields, which reflect does not find. Otherwise a
// func(interface{ Close() error }) that is made here and a compiled one would be
// different types.
//
// It is to be called before such a type has been made here.
func Adopt(t reflect.Type) {
	adopt(t, map[reflect.Type]bool{})
}

func adopt(t reflect.Type, seen map[reflect.Type]bool) {
	if t.Name() != "" || seen[t] {
		return // a named type is found by its name
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Map:
		adopt(t.Key(), seen)
		adopt(t.Elem(), seen)
	case reflect.Array, reflect.Chan, reflect.Pointer, reflect.Slice:
		adopt(t.Elem(), seen)
	case reflect.Func:
		for _, p := range signature(t) {
			adopt(p, seen)
		}
	case reflect.Interface:
		for m := range t.Methods() {
			adopt(m.Type, seen)
		}
		if t.NumMethod() > 0 {
			setCanonical(interfaceKey(methodsOf(t)), t)
		}
	case reflect.Struct:
		var fields []Field
		pkgPath := ""
		for f := range t.Fields() {
			adopt(f.Type, seen)
			fields = append(fields, Field{Name: f.Name, PkgPath: f.PkgPath, Type: f.Type, Tag: string(f.Tag), Embedded: f.Anonymous})
			if f.PkgPath != "" {
				pkgPath = f.PkgPath
			}
		}
		// With methods or without, it is the same type.
		setCanonical(structKey(fields, pkgPath, true), t)
		setCanonical(structKey(fields, pkgPath, false), t)
	}
}

func setCanonical(key string, t reflect.Type) {
	canonical(key, func() (reflect.Type, error) { return t, nil })
}
