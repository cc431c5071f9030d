package rtype

import (
	"errors"
	"sync"
	"unsafe"
)

// ErrTooManyMethods is the error when the process has no room for more methods:
// beyond the first ones the system has to allow it code that is made at run time.
var ErrTooManyMethods = errors.New("no room for more methods of types: the system does not let this process have more code")

// A stubBlock is the code of some stubs and the func values that they jump to.
type stubBlock struct {
	code  unsafe.Pointer
	slots []unsafe.Pointer
	used  int
}

func (b *stubBlock) has(code unsafe.Pointer) bool {
	return uintptr(code)-uintptr(b.code) < uintptr(len(b.slots))*stubSize
}

// The first block is the program's own; those that follow are written when they
// are needed. of keeps alive what their slots refer to, which lie outside the
// collector's memory.
var stubTable = struct {
	sync.RWMutex
	blocks []*stubBlock
	of     map[unsafe.Pointer]int32
}{
	blocks: []*stubBlock{{code: stubsPC(), slots: slots[:]}},
	of:     map[unsafe.Pointer]int32{},
}

// stubFor is the number of the code of a stub that calls func value f.
func stubFor(f unsafe.Pointer) (int32, error) {
	stubTable.Lock()
	defer stubTable.Unlock()
	if off, ok := stubTable.of[f]; ok {
		return off, nil
	}
	b := stubTable.blocks[len(stubTable.blocks)-1]
	if b.used == len(b.slots) {
		if b = mapStubs(); b == nil {
			return 0, ErrTooManyMethods
		}
		stubTable.blocks = append(stubTable.blocks, b)
	}
	b.slots[b.used] = f
	off := addReflectOff(unsafe.Add(b.code, b.used*stubSize))
	b.used++
	stubTable.of[f] = off
	return off, nil
}

// IsMethod reports whether code is that of a method of a type that was made
// here.
func IsMethod(code unsafe.Pointer) bool {
	stubTable.RLock()
	defer stubTable.RUnlock()
	for _, b := range stubTable.blocks {
		if b.has(code) {
			return true
		}
	}
	return false
}
