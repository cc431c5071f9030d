//go:build linux || darwin

package rtype

import (
	"syscall"
	"unsafe"
)

// mapRegion returns zeroed memory for another region, or nil. It costs address
// space until it is used.
func mapRegion() unsafe.Pointer {
	return unsafe.Pointer(unsafe.SliceData(mapMemory(regionSize)))
}

func mapMemory(size int) []byte {
	b, err := syscall.Mmap(-1, 0, size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return nil
	}
	return b
}

// blockStubs is how many stubs a block has that is made at run time. Its parts
// are whole pages of 64 KiB, the largest that these systems have, and code and
// slots lie less than the 1 MiB apart that a load of arm64 reaches.
const blockStubs = 8192

// mapStubs makes another block of stubs. It is nil where the system has no memory
// or does not allow that memory that was written is executed.
func mapStubs() *stubBlock {
	const slotSize, codeSize = int(unsafe.Sizeof(uintptr(0))), blockStubs * stubSize
	m := mapMemory(codeSize + blockStubs*slotSize)
	if m == nil {
		return nil
	}
	for i := range blockStubs {
		writeStub(m[i*stubSize:][:stubSize], codeSize+i*(slotSize-stubSize))
	}
	if err := syscall.Mprotect(m[:codeSize], syscall.PROT_READ|syscall.PROT_EXEC); err != nil {
		_ = syscall.Munmap(m)
		return nil
	}
	return &stubBlock{
		code:  unsafe.Pointer(&m[0]),
		slots: unsafe.Slice((*unsafe.Pointer)(unsafe.Pointer(&m[codeSize])), blockStubs),
	}
}
