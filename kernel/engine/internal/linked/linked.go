// Package linked holds what packages that are interpreted from source link to by
// name (//go:linkname) though it is not exported: functions of packages runtime
// and reflect that the Go project keeps for packages outside of it.
package linked

import (
	"go/ast"
	"math/rand/v2"
	"strings"
	"time"
	"unsafe"
)

// Name is what a function without a body is linked to by a directive above it, or "".
func Name(d *ast.FuncDecl) string {
	if d.Doc == nil || d.Recv != nil {
		return ""
	}
	for _, c := range d.Doc.List {
		if a := strings.Fields(c.Text); len(a) == 3 && a[0] == "//go:linkname" && a[1] == d.Name.Name {
			return a[2]
		}
	}
	return ""
}

// Func is the function of a name, or nil. Its parameters and results are laid out as
// those of the runtime's, with types of the runtime's own as unsafe.Pointer.
func Func(name string) any {
	if f := funcs[name]; f != nil {
		return f
	}
	return platform[name]
}

var funcs = map[string]any{
	"reflect.ifaceE2I":             ifaceE2I,
	"reflect.makemap":              makemap,
	"reflect.mapaccess":            mapaccess,
	"reflect.mapassign":            mapassign,
	"reflect.mapclear":             mapclear,
	"reflect.mapdelete":            mapdelete,
	"reflect.mapiterelem":          mapiterelem,
	"reflect.mapiterinit":          mapiterinit,
	"reflect.mapiterkey":           mapiterkey,
	"reflect.mapiternext":          mapiternext,
	"reflect.maplen":               maplen,
	"reflect.resolveTypeOff":       resolveTypeOff,
	"reflect.typedmemmove":         typedmemmove,
	"reflect.typedslicecopy":       typedslicecopy,
	"reflect.typelinks":            typelinks,
	"reflect.unsafe_New":           unsafeNew,
	"reflect.unsafe_NewArray":      unsafeNewArray,
	"runtime.cheaprand":            rand.Uint32,
	"runtime.cputicks":             nanotime,
	"runtime.fastrand":             rand.Uint32,
	"runtime.fastrand64":           rand.Uint64,
	"runtime.fastrandn":            rand.Uint32N,
	"runtime.memclrNoHeapPointers": func(p unsafe.Pointer, n uintptr) { clear(unsafe.Slice((*byte)(p), n)) },
	"runtime.memhash":              memhash,
	"runtime.nanotime":             nanotime,
	"runtime.strhash":              strhash,
	"runtime.throw":                func(s string) { panic("fatal error: " + s) },
}

var start = time.Now()

func nanotime() int64 { return int64(time.Since(start)) }

//go:linkname ifaceE2I reflect.ifaceE2I
func ifaceE2I(t unsafe.Pointer, src any, dst unsafe.Pointer)

//go:linkname makemap reflect.makemap
func makemap(t unsafe.Pointer, n int) unsafe.Pointer

//go:linkname mapaccess reflect.mapaccess
func mapaccess(t, m, key unsafe.Pointer) unsafe.Pointer

//go:linkname mapassign reflect.mapassign0
func mapassign(t, m, key, elem unsafe.Pointer)

//go:linkname mapclear reflect.mapclear
func mapclear(t, m unsafe.Pointer)

//go:linkname mapdelete reflect.mapdelete
func mapdelete(t, m, key unsafe.Pointer)

//go:linkname mapiterelem reflect.mapiterelem
func mapiterelem(it unsafe.Pointer) unsafe.Pointer

//go:linkname mapiterinit reflect.mapiterinit
func mapiterinit(t, m, it unsafe.Pointer)

//go:linkname mapiterkey reflect.mapiterkey
func mapiterkey(it unsafe.Pointer) unsafe.Pointer

//go:linkname mapiternext reflect.mapiternext
func mapiternext(it unsafe.Pointer)

//go:linkname maplen reflect.maplen
func maplen(m unsafe.Pointer) int

//go:linkname resolveTypeOff reflect.resolveTypeOff
func resolveTypeOff(t unsafe.Pointer, off int32) unsafe.Pointer

//go:linkname typedmemmove reflect.typedmemmove
func typedmemmove(t, dst, src unsafe.Pointer)

//go:linkname typedslicecopy reflect.typedslicecopy
func typedslicecopy(t unsafe.Pointer, dst, src slice) int

type slice struct {
	Data     unsafe.Pointer
	Len, Cap int
}

//go:linkname typelinks reflect.typelinks
func typelinks() (sections []unsafe.Pointer, offsets [][]int32)

//go:linkname unsafeNew reflect.unsafe_New
func unsafeNew(t unsafe.Pointer) unsafe.Pointer

//go:linkname unsafeNewArray reflect.unsafe_NewArray
func unsafeNewArray(t unsafe.Pointer, n int) unsafe.Pointer

//go:linkname memhash runtime.memhash
func memhash(p unsafe.Pointer, seed, n uintptr) uintptr

//go:linkname strhash runtime.strhash
func strhash(p unsafe.Pointer, seed uintptr) uintptr
