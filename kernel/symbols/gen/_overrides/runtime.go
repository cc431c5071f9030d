package runtime

import (
	"unsafe"

	"github.com/crococlock/crococlock/kernel/symbols/internal/instances"
)

func AddCleanup[T, S any](ptr *T, cleanup func(S), arg S) Cleanup {
	return instances.AddCleanup(unsafe.Pointer(ptr), func() { cleanup(arg) }, arg)
}
