package compile

import "unsafe"

// Go ends a process in which a stack grows beyond debug.SetMaxStack, and never
// lets one have more than 2 GB. Stacks double, so that one of half a gibibyte can
// grow once more, and the next growth would be the end.
const (
	// maxStack is how much of Go's own stack the calls of cells may take, in
	// bytes: a million calls of a simple function need about a third of it.
	maxStack = 1000 << 20
	// checkDepth is how many calls may come between two looks at the stack, a
	// power of two. What is left of a gibibyte is enough for them.
	checkDepth = 64
)

// stackUsed is how much stack the calling goroutine has used, in bytes.
func stackUsed() uintptr {
	g := goroutine()
	bounds := *(**[2]uintptr)(unsafe.Pointer(&g)) // with which the runtime's g begins
	return bounds[1] - uintptr(unsafe.Pointer(&g))
}
