package render

import (
	"reflect"
	"unsafe"
)

// notebook is the package path of what cells declare. Its private fields are the
// reader's own: they are followed, and say themselves what they are, as others'
// private fields do not.
const notebook = "main"

// opened is a struct whose private fields fieldOf can open, where they are the
// notebook's: a copy, unless the struct lies in memory that can be addressed.
func opened(v reflect.Value) reflect.Value {
	if v.CanAddr() || !v.CanInterface() {
		return v
	}
	for i := range v.NumField() {
		if v.Type().Field(i).PkgPath == notebook {
			addressable := reflect.New(v.Type()).Elem()
			addressable.Set(v)
			return addressable
		}
	}
	return v
}

// fieldOf is a field of a struct that opened has returned.
func fieldOf(v reflect.Value, i int) reflect.Value {
	field := v.Field(i)
	if v.Type().Field(i).PkgPath != notebook || !v.CanInterface() || !v.CanAddr() {
		return field
	}
	return reflect.NewAt(field.Type(), unsafe.Pointer(field.UnsafeAddr())).Elem()
}
