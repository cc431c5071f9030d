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
// In a region descriptors grow from the start and tables of methods from the
// end. It costs address space only until it is used. Descriptors take half of a
// region at most, so that there is room for the tables of those that have them;
// then another region follows.
const (
	regionSize = 32 << 20

	// namedSize is the room for the descriptor of a named type of any kind. What
	// a map leaves is for the parameters of a function type.
	namedSize = 512

	ptrSize = unsafe.Sizeof(ptrType{}) + unsafe.Sizeof(uncommon{})
)

type region struct {
	start     unsafe.Pointer
	low, high uintptr // what is used at its start and at its end
}

var memory = struct {
	sync.Mutex
	regions []*region
	keep    []any
}{regions: []*region{{start: unsafe.Pointer(&arena)}}}

// arena is the first region.
var arena [regionSize / 8]uint64

// alloc returns zeroed memory for a descriptor.
func alloc(size uintptr) *abiType {
	size = (size + 7) &^ 7
	memory.Lock()
	defer memory.Unlock()
	r := memory.regions[len(memory.regions)-1]
	if end := r.low + size; end > regionSize/2 || end+r.high > regionSize {
		if r = (&region{start: mapRegion()}); r.start == nil {
			m := make([]uint64, size/8)
			memory.keep = append(memory.keep, m)
			return (*abiType)(unsafe.Pointer(&m[0]))
		}
		memory.regions = append(memory.regions, r)
	}
	p := unsafe.Add(r.start, r.low)
	r.low += size
	return (*abiType)(p)
}

// allocMethods returns memory for the n methods of t, or nil.
func allocMethods(t *abiType, n int) []method {
	size := uintptr(n) * unsafe.Sizeof(method{})
	memory.Lock()
	defer memory.Unlock()
	for _, r := range memory.regions {
		if uintptr(unsafe.Pointer(t))-uintptr(r.start) >= regionSize {
			continue
		}
		if r.low+r.high+size > regionSize {
			return nil
		}
		r.high += size
		return unsafe.Slice((*method)(unsafe.Add(r.start, regionSize-r.high)), n)
	}
	return nil
}

// keepAlive keeps what descriptors refer to.
func keepAlive(xs ...any) {
	memory.Lock()
	defer memory.Unlock()
	memory.keep = append(memory.keep, xs...)
}
