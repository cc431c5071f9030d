package unique

import (
	"unsafe"

	"github.com/crococlock/crococlock/kernel/symbols/internal/instances"
)

// The value that a handle points to is kept as an interface.

func (h Handle[T]) Value() T {
	v, _ := (*(*any)(unsafe.Pointer(h.value))).(T) // zero for an interface that is nil
	return v
}

func Make[T comparable](value T) Handle[T] {
	return Handle[T]{(*T)(unsafe.Pointer(instances.Unique(value)))}
}
