package rtype

import (
	"encoding/binary"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
	"unsafe"
)

// addReflectOff notes a pointer that a descriptor refers to by a number, keeps
// it alive, and returns the number: the same for the same pointer.
//
//go:linkname addReflectOff reflect.addReflectOff
//go:noescape
func addReflectOff(ptr unsafe.Pointer) int32

func typeOff(t *abiType) int32 { return addReflectOff(unsafe.Pointer(t)) }

// A name is what the encoding of a name says.
type name struct {
	text, tag string
	pkgPath   string // of an unexported one
	exported  bool
	embedded  bool
}

var names struct {
	sync.Mutex
	offs map[name]int32
}

// nameOff is the number of a name.
func nameOff(n name) int32 {
	names.Lock()
	defer names.Unlock()
	if off, ok := names.offs[n]; ok {
		return off
	}
	var pkg int32
	if n.pkgPath != "" {
		pkg = addReflectOff(unsafe.Pointer(name{text: n.pkgPath}.encode(0)))
	}
	off := addReflectOff(unsafe.Pointer(n.encode(pkg)))
	if names.offs == nil {
		names.offs = map[name]int32{}
	}
	names.offs[n] = off
	return off
}

// encode writes a name as internal/abi has it: flags, length, text, the same of
// the tag, and the number of the package's path.
func (n name) encode(pkgPath int32) *byte {
	b := make([]byte, 1, 16+len(n.text)+len(n.tag))
	if n.exported {
		b[0] |= 1 << 0
	}
	b = append(binary.AppendUvarint(b, uint64(len(n.text))), n.text...)
	if n.tag != "" {
		b[0] |= 1 << 1
		b = append(binary.AppendUvarint(b, uint64(len(n.tag))), n.tag...)
	}
	if n.embedded {
		b[0] |= 1 << 3
	}
	if pkgPath != 0 {
		b[0] |= 1 << 2
		b = append(b, unsafe.Slice((*byte)(unsafe.Pointer(&pkgPath)), 4)...)
	}
	return &b[0]
}

// isExported reports whether a name is.
func isExported(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

// qualified is a type's name as reflect prints it. A name that has a package
// already keeps it.
func qualified(pkgPath, name string) string {
	bare, _, _ := strings.Cut(name, "[")
	if pkgPath == "" || strings.Contains(bare, ".") {
		return name
	}
	return pkgPath[strings.LastIndexByte(pkgPath, '/')+1:] + "." + name
}
