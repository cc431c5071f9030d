//go:build !linux && !darwin

package rtype

import "unsafe"

// Elsewhere there are as many types with methods as fit the first region and as
// many methods as the program has stubs.

func mapRegion() unsafe.Pointer { return nil }

func mapStubs() *stubBlock { return nil }
