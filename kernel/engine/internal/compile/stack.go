package compile

import "unsafe"

// Go ends a process in which a stack grows beyond debug.SetMaxStack. Stacks
// double, and each doubling and each collection costs as much as there is of them:
// a million calls take two seconds.
const (
	// maxStack is how much of Go's own stack the calls of cells may take, in
	// bytes: maxDepth of a simple function fit. What is left of half a gibibyte
	// is for compiled code; where that needs more, the stack grows once more.
	maxStack = 480 << 20
	// maxDepth is how many calls may be open at once.
	maxDepth = 1 << 20
	// checkDepth is how many calls may come between two looks at the stack, a
	// power of two.
	checkDepth = 64
)

// stackUsed is how much stack the calling goroutine has used, in bytes.
func stackUsed() uintptr {
	g := goroutine()
	bounds := *(**[2]uintptr)(unsafe.Pointer(&g)) // with which the runtime's g begins
	return bounds[1] - uintptr(unsafe.Pointer(&g))
}
