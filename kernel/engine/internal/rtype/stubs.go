//go:build amd64 || arm64

package rtype

import "unsafe"

// numStubs is how many stubs the program has; more are made when they are needed.
// The assembly has as many.
const numStubs = 16384

// slots are the function values that the stubs jump to.
var slots [numStubs]unsafe.Pointer

// stubs is the code of all of them, stubSize bytes apart.
//
//lint:ignore U1000 its assembly is its use
func stubs()

// stubsPC is the address of the first.
func stubsPC() unsafe.Pointer

const stubSize = 16

// The code of an adapter. Its assembly has the receiver in a register: these are
// no functions that Go could call.
//
//lint:ignore U1000 their assembly is their use
func addOffset()

//lint:ignore U1000 as above
func loadPointer()

//lint:ignore U1000 as above
func loadInterface()

// adapterPC are their addresses.
func adapterPC() (addOffset, loadPointer, loadInterface uintptr)
