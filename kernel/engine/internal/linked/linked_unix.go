//go:build unix

package linked

import "unsafe"

// golang.org/x/net links to these.
var platform = map[string]any{"syscall.getsockopt": getsockopt, "syscall.setsockopt": setsockopt}

//go:linkname getsockopt syscall.getsockopt
func getsockopt(s, level, name int, val unsafe.Pointer, length *uint32) error

//go:linkname setsockopt syscall.setsockopt
func setsockopt(s, level, name int, val unsafe.Pointer, length uintptr) error
