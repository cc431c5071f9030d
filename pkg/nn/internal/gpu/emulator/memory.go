//go:build emulator

package emulator

// #include <stdint.h>
// #include <stdlib.h>
import "C"

import (
	"fmt"
	"sync"
	"unsafe"
)

// Memory lies between guards, whose words nobody may change.
const (
	guard   = 4096       // bytes on each side
	word    = 0x7fc0dead // of guards and of memory that is new: a NaN
	perWord = 4
)

var allocated struct {
	lock  sync.Mutex
	sizes map[uint64]int
}

// Alloc lends memory of at least so many bytes, at a multiple of 256, full of NaNs.
func Alloc(bytes int) uint64 {
	size := (bytes + 255) / 256 * 256
	p := C.aligned_alloc(256, C.size_t(size+2*guard))
	if p == nil {
		panic(fmt.Sprintf("emulator: no memory for %d bytes", bytes))
	}
	words := unsafe.Slice((*uint32)(p), (size+2*guard)/perWord)
	for i := range words {
		words[i] = word
	}
	at := uint64(uintptr(p)) + guard
	allocated.lock.Lock()
	defer allocated.lock.Unlock()
	if allocated.sizes == nil {
		allocated.sizes = make(map[uint64]int)
	}
	allocated.sizes[at] = bytes
	return at
}

// Free takes memory back, and reports writes beside it.
func Free(at uint64) error {
	allocated.lock.Lock()
	bytes, ok := allocated.sizes[at]
	delete(allocated.sizes, at)
	allocated.lock.Unlock()
	if !ok {
		return fmt.Errorf("emulator: there is no memory at %#x to free", at)
	}
	size := (bytes + 255) / 256 * 256
	p := pointer(at - guard)
	words := unsafe.Slice((*uint32)(p), (size+2*guard)/perWord)
	defer C.free(p)
	for i, w := range words {
		if inside := i*perWord - guard; w != word && (inside < 0 || inside >= (bytes+perWord-1)/perWord*perWord) {
			return fmt.Errorf("emulator: byte %d of %d was written to", inside, bytes)
		}
	}
	return nil
}

// Floats is the memory of n floats at an address.
func Floats(at uint64, n int) []float32 {
	return unsafe.Slice((*float32)(pointer(at)), n)
}

// pointer is memory that C lent, which the collector does not move.
func pointer(at uint64) unsafe.Pointer {
	return *(*unsafe.Pointer)(unsafe.Pointer(&at))
}
