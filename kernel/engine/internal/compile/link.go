package compile

import "unsafe"

// What the runtime offers to reflect, used here for what reflect does more
// slowly. Each of these names is one that the Go project keeps for packages
// outside of it; the test of this file says so if a release drops one.

//go:linkname typedmemmove reflect.typedmemmove
//go:noescape
func typedmemmove(typ, dst, src unsafe.Pointer)

//go:linkname typedmemclr reflect.typedmemclr
//go:noescape
func typedmemclr(typ, p unsafe.Pointer)

//go:linkname unsafeNew reflect.unsafe_New
func unsafeNew(typ unsafe.Pointer) unsafe.Pointer

//go:linkname unsafeNewArray reflect.unsafe_NewArray
func unsafeNewArray(typ unsafe.Pointer, n int) unsafe.Pointer

// mapaccess returns where the element is, nil if there is none.
//
//go:linkname mapaccess reflect.mapaccess
//go:noescape
func mapaccess(typ, m, key unsafe.Pointer) unsafe.Pointer

//go:linkname mapassign reflect.mapassign0
//go:noescape
func mapassign(typ, m, key, elem unsafe.Pointer)

//go:linkname mapdelete reflect.mapdelete
//go:noescape
func mapdelete(typ, m, key unsafe.Pointer)

//go:linkname growslice reflect.growslice
//go:noescape
func growslice(elem unsafe.Pointer, old sliceH, num int) sliceH

// goroutine returns what tells one running goroutine from another.
func goroutine() uintptr
