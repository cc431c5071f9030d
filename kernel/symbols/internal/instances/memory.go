package instances

import (
	"reflect"
	"runtime"
	"unique"
	"unsafe"
	"weak"
)

// Unique returns the one pointer to a value that equals v and has its type. It
// stays the one for as long as it is held.
func Unique(v any) *any {
	h := unique.Make(v)
	return *(**any)(unsafe.Pointer(&h)) // its only field
}

// Weak returns what a weak.Pointer to ptr holds.
func Weak(ptr unsafe.Pointer) unsafe.Pointer {
	p := weak.Make((*byte)(ptr))
	return *(*unsafe.Pointer)(unsafe.Pointer(&p)) // its only field that has a size
}

// Strong returns the pointer from which Weak made held, or nil where its memory
// has been reclaimed.
func Strong(held unsafe.Pointer) unsafe.Pointer {
	p := *(*weak.Pointer[byte])(unsafe.Pointer(&held))
	return unsafe.Pointer(p.Value())
}

// AddCleanup is runtime.AddCleanup; cleanup gives arg to the user's function.
func AddCleanup(ptr unsafe.Pointer, cleanup func(), arg any) runtime.Cleanup {
	v := reflect.ValueOf(arg)
	if k := v.Kind(); ptr != nil && (k == reflect.Pointer || k == reflect.UnsafePointer) && v.UnsafePointer() == ptr {
		panic("runtime.AddCleanup: ptr is equal to arg, cleanup will never run")
	}
	return runtime.AddCleanup((*byte)(ptr), func(cleanup func()) { cleanup() }, cleanup)
}
