package weak

import (
	"unsafe"

	"github.com/crococlock/crococlock/kernel/symbols/internal/instances"
)

func Make[T any](ptr *T) Pointer[T] {
	return Pointer[T]{u: instances.Weak(unsafe.Pointer(ptr))}
}

func (p Pointer[T]) Value() *T { return (*T)(instances.Strong(p.u)) }
