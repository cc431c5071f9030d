//go:build emulator

package emulator

// #cgo CFLAGS: -O2 -std=gnu11 -Wall -Wno-unused-function -Wno-maybe-uninitialized
// #cgo LDFLAGS: -lm
// #include "emulator.h"
import "C"

import (
	"fmt"
	"runtime"
	"sync"
	"unsafe"
)

// Launch runs a kernel, by its place in the generated list, on a grid of
// x·y·z blocks of so many threads, and waits for it. Each argument is a word,
// whose low bytes are the value. An error is a mistake of the kernel or of
// who launches it.
func Launch(kernel, x, y, z, threads int, args []uint64) error {
	return launch(unsafe.Slice(C.emulator_kernel_table(), int(C.emulator_kernel_count)), kernel, x, y, z, threads, args)
}

// probe is Launch for the emulator's own kernels.
func probe(kernel, x, y, z, threads int, args []uint64) error {
	return launch(unsafe.Slice(C.emulator_probe_table(), int(C.emulator_probe_count)), kernel, x, y, z, threads, args)
}

func launch(kernels []C.emulator_kernel, kernel, x, y, z, threads int, args []uint64) error {
	if kernel < 0 || kernel >= len(kernels) {
		return fmt.Errorf("emulator: there is no kernel %d", kernel)
	}
	k := &kernels[kernel]
	name := C.GoString(k.name)
	switch {
	case len(args) != int(k.args):
		return fmt.Errorf("emulator: %s: %d arguments, want %d", name, len(args), k.args)
	case x < 1 || y < 1 || z < 1 || y > 65535 || z > 65535:
		return fmt.Errorf("emulator: %s: a grid of %d×%d×%d blocks", name, x, y, z)
	case threads < 1 || threads > int(k.max_threads):
		return fmt.Errorf("emulator: %s: blocks of %d threads, want 1 to %d", name, threads, k.max_threads)
	}
	l := C.emulator_launch{k, C.int(x), C.int(y), C.int(z), C.int(threads)}
	words := make([]uint64, max(len(args), 1))
	copy(words, args)
	blocks := x * y * z
	parts := min(runtime.GOMAXPROCS(0), blocks)
	var (
		wait  sync.WaitGroup
		lock  sync.Mutex
		first error
	)
	for i := range parts {
		wait.Go(func() {
			var problem [256]C.char
			C.emulator_blocks(&l, (*C.uint64_t)(&words[0]), C.int64_t(i*blocks/parts), C.int64_t((i+1)*blocks/parts), &problem[0])
			if s := C.GoString(&problem[0]); s != "" {
				lock.Lock()
				first = fmt.Errorf("emulator: %s: %s", name, s)
				lock.Unlock()
			}
		})
	}
	wait.Wait()
	return first
}
