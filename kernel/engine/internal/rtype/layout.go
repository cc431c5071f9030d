package rtype

import (
	"reflect"
	"unsafe"
)

// What follows mirrors internal/abi of Go 1.26 and 1.27; Check tells whether the
// toolchain still has it so.

type abiType struct {
	size       uintptr
	ptrBytes   uintptr // the prefix that can hold pointers
	hash       uint32
	flags      uint8
	align      uint8
	fieldAlign uint8
	kind       uint8
	equal      func(unsafe.Pointer, unsafe.Pointer) bool
	gcData     *byte
	str        int32
	ptrToThis  int32
}

const (
	flagUncommon  = 1 << 0 // an uncommon follows the kind's own part
	flagExtraStar = 1 << 1 // str has a * that the name lacks
	flagNamed     = 1 << 2
	flagRegular   = 1 << 3 // == and hash are those of the bytes
	flagDirect    = 1 << 5 // an interface's word is the value, not a pointer to it
)

type uncommon struct {
	pkgPath int32
	methods uint16
	// exported is how many of the methods are: they come first.
	exported uint16
	offset   uint32 // of the methods, from here
	_        uint32
}

type method struct {
	name int32
	typ  int32 // without receiver
	ifn  int32 // the code for a receiver that is an interface's word
	tfn  int32 // the code for a receiver as it is
}

type arrayType struct {
	abiType
	elem, slice *abiType
	len         uintptr
}

type chanType struct {
	abiType
	elem *abiType
	dir  int
}

// funcType is followed by its uncommon, if any, and the types of its parameters
// and results.
type funcType struct {
	abiType
	in  uint16
	out uint16 // the top bit tells that it is variadic
}

type interfaceType struct {
	abiType
	pkgPath *byte
	methods []imethod
}

type imethod struct{ name, typ int32 }

type mapType struct {
	abiType
	key, elem, group *abiType
	hasher           func(unsafe.Pointer, uintptr) uintptr
	groupSize        uintptr
	mapLayout
}

// ptrType is the layout of slices too.
type ptrType struct {
	abiType
	elem *abiType
}

type structType struct {
	abiType
	pkgPath *byte
	fields  []structField
}

type structField struct {
	name   *byte
	typ    *abiType
	offset uintptr
}

// headSize is how much of a type of that kind lies before its uncommon.
func headSize(k reflect.Kind) uintptr {
	switch k {
	case reflect.Array:
		return unsafe.Sizeof(arrayType{})
	case reflect.Chan:
		return unsafe.Sizeof(chanType{})
	case reflect.Func:
		return unsafe.Sizeof(funcType{})
	case reflect.Interface:
		return unsafe.Sizeof(interfaceType{})
	case reflect.Map:
		return unsafe.Sizeof(mapType{})
	case reflect.Pointer, reflect.Slice:
		return unsafe.Sizeof(ptrType{})
	case reflect.Struct:
		return unsafe.Sizeof(structType{})
	}
	return unsafe.Sizeof(abiType{})
}

// uncommonOf is where the uncommon of a type of that kind lies.
func uncommonOf(t *abiType, k reflect.Kind) *uncommon {
	return (*uncommon)(unsafe.Add(unsafe.Pointer(t), headSize(k)))
}

// words of an interface value.
type words [2]unsafe.Pointer

// Word is the address of t's descriptor: the first word of an any that holds a t.
//
// It is not inlined: the compiler reads a descriptor that it knows itself, and
// then gives the linker references to its parts that it does not expect.
//
//go:noinline
func Word(t reflect.Type) unsafe.Pointer {
	return (*words)(unsafe.Pointer(&t))[1]
}

// FromWord is the type whose descriptor is at p.
func FromWord(p unsafe.Pointer) reflect.Type {
	var x any
	(*words)(unsafe.Pointer(&x))[0] = p
	return reflect.TypeOf(x)
}

func rtypeOf(t reflect.Type) *abiType { return (*abiType)(Word(t)) }

func toType(t *abiType) reflect.Type { return FromWord(unsafe.Pointer(t)) }
