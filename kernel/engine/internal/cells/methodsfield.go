package cells

import (
	"go/token"
	"go/types"
	"reflect"
	"unsafe"
)

// methodsField returns where go/types keeps the methods that a type declares: it
// can add one, but can neither replace one nor take it back.
func methodsField(n *types.Named) *[]*types.Func {
	f := reflect.ValueOf(n).Elem().FieldByName("methods")
	return (*[]*types.Func)(unsafe.Pointer(f.UnsafeAddr()))
}

// cutsMethods reports whether methodsField finds what it says.
func cutsMethods() bool {
	f, ok := reflect.TypeFor[types.Named]().FieldByName("methods")
	if !ok || f.Type != reflect.TypeFor[[]*types.Func]() {
		return false
	}
	p := types.NewPackage("main", "main")
	n := types.NewNamed(types.NewTypeName(token.NoPos, p, "T", nil), types.NewStruct(nil, nil), nil)
	recv := types.NewParam(token.NoPos, p, "", n)
	n.AddMethod(types.NewFunc(token.NoPos, p, "M", types.NewSignatureType(recv, nil, nil, nil, nil, false)))
	list := methodsField(n)
	if len(*list) != 1 || (*list)[0].Name() != "M" {
		return false
	}
	*list = nil
	return n.NumMethods() == 0
}
