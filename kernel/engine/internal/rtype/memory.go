package rtype

import (
	"sync"
	"unsafe"
)

// Types lie in memory that the collector does not look into, as the compiler's
// do: a descriptor's layout is not known when its address is given away, and a
// table of methods has to lie behind its type, less than 4 GiB away. So what
// they refer to is kept alive here.
//
// Descriptors grow from the arena's start and tables of methods from its end. It
// costs address space only until it is used. When it is full, descriptors come
// from the heap, and types with methods are refused.
const (
	arenaSize = 32 << 20

	// namedSize is the room for the descriptor of a named type of any kind. What
	// a map leaves is for the parameters of a function type.
	namedSize = 512

	ptrSize = unsafe.Sizeof(ptrType{}) + unsafe.Sizeof(uncommon{})
)

var memory struct {
	sync.Mutex
	low, high uintptr // of the free part of the arena; high counts from its end
	keep      []any
}

var arena [arenaSize / 8]uint64

// alloc returns zeroed memory for a descriptor.
func alloc(size uintptr) *abiType {
	size = (size + 7) &^ 7
	memory.Lock()
	defer memory.Unlock()
	if memory.low+memory.high+size <= arenaSize {
		p := unsafe.Pointer(&arena[memory.low/8])
		memory.low += size
		return (*abiType)(p)
	}
	m := make([]uint64, size/8)
	memory.keep = append(memory.keep, m)
	return (*abiType)(unsafe.Pointer(&m[0]))
}

// allocMethods returns a table of n methods behind every descriptor, or nil.
func allocMethods(n int) []method {
	size := uintptr(n) * unsafe.Sizeof(method{})
	memory.Lock()
	defer memory.Unlock()
	if memory.low+memory.high+size > arenaSize {
		return nil
	}
	memory.high += size
	return unsafe.Slice((*method)(unsafe.Add(unsafe.Pointer(&arena), arenaSize-memory.high)), n)
}

// inArena reports whether a table of methods can belong to t.
func inArena(t *abiType) bool {
	off := uintptr(unsafe.Pointer(t)) - uintptr(unsafe.Pointer(&arena))
	return off < arenaSize
}

// keepAlive keeps what descriptors refer to.
func keepAlive(xs ...any) {
	memory.Lock()
	defer memory.Unlock()
	memory.keep = append(memory.keep, xs...)
}
