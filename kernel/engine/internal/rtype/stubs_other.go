//go:build !amd64 && !arm64

package rtype

import "unsafe"

// Without assembly there are types, but without methods.
const (
	numStubs = 0
	stubSize = 16
)

var slots [numStubs]unsafe.Pointer

func stubsPC() unsafe.Pointer { return nil }

func adapterPC() (addOffset, loadPointer, loadInterface uintptr) { return 0, 0, 0 }

func writeStub([]byte, int) {}
