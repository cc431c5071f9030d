//go:build go1.27

package rtype

// mapLayout tells how a map's groups are laid out.
type mapLayout struct {
	keysOff    uintptr
	keyStride  uintptr
	elemsOff   uintptr
	elemStride uintptr
	elemOff    uintptr
	mapFlags   uint32
}
