package rtype

import (
	"fmt"
	"reflect"
	"strings"
	"unsafe"
)

// InterfaceOf returns the unnamed interface type with these methods, of which
// names and types count; the same methods give the same type. Unexported ones
// are of pkgPath unless they say otherwise.
func InterfaceOf(pkgPath string, methods []Method) (reflect.Type, error) {
	if len(methods) == 0 {
		return reflect.TypeFor[any](), nil
	}
	ms, err := sorted(methods, pkgPath)
	if err != nil {
		return nil, err
	}
	return canonical(interfaceKey(ms), func() (reflect.Type, error) {
		t := (*interfaceType)(unsafe.Pointer(alloc(unsafe.Sizeof(interfaceType{}) + unsafe.Sizeof(uncommon{}))))
		*t = *(*interfaceType)(Word(reflect.TypeFor[error]()))
		t.flags &^= flagNamed | flagUncommon | flagExtraStar
		t.hash = nextHash()
		t.ptrToThis = 0
		setInterface(t, "", ms)
		var str strings.Builder
		str.WriteString("interface {")
		for i := range ms {
			if i > 0 {
				str.WriteByte(';')
			}
			str.WriteByte(' ')
			str.WriteString(qualified(ms[i].PkgPath, ms[i].Name))
			str.WriteString(strings.TrimPrefix(ms[i].Type.String(), "func"))
		}
		t.str = nameOff(name{text: str.String() + " }"})
		typeOff(&t.abiType)
		return toType(&t.abiType), nil
	})
}

func interfaceKey(ms []Method) string {
	var b strings.Builder
	b.WriteString("interface")
	for i := range ms {
		fmt.Fprintf(&b, " %q %q %x", ms[i].PkgPath, ms[i].Name, Word(ms[i].Type))
	}
	return b.String()
}

// setInterface writes an interface's methods, which are sorted.
func setInterface(t *interfaceType, pkgPath string, ms []Method) {
	t.pkgPath, t.methods = nil, nil
	if pkgPath != "" {
		t.pkgPath = name{text: pkgPath}.encode(0)
	}
	for i := range ms {
		t.methods = append(t.methods, imethod{ms[i].nameOff(pkgPath), typeOff(rtypeOf(ms[i].Type))})
	}
	keepAlive(t.pkgPath, t.methods)
}

// methodsOf are an interface's methods, in order.
func methodsOf(t reflect.Type) []Method {
	var ms []Method
	for m := range t.Methods() {
		ms = append(ms, Method{Name: m.Name, PkgPath: m.PkgPath, Type: m.Type})
	}
	return ms
}

// Itab is the first word of a value of interface type iface that holds a value of
// type concrete, or nil if concrete does not implement it. Interfaces without
// methods have none: Word is theirs.
func Itab(iface, concrete reflect.Type) unsafe.Pointer {
	if iface.Kind() != reflect.Interface || iface.NumMethod() == 0 || concrete.Kind() == reflect.Interface || !concrete.Implements(iface) {
		return nil
	}
	v := reflect.New(iface)
	v.Elem().Set(reflect.Zero(concrete))
	return (*words)(v.UnsafePointer())[0]
}
