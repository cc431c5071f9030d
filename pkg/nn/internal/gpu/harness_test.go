//go:build emulator

package gpu

import (
	"testing"

	"github.com/crococlock/crococlock/pkg/nn/internal/gpu/emulator"
)

// emulated is a launcher that runs kernels here.
type emulated struct{}

func (emulated) launch(k kernel, g grid, args []uint64) error {
	return emulator.Launch(int(k), g.x, g.y, g.z, g.threads, args)
}

func TestFill(t *testing.T) {
	p := emulator.Alloc(4 * 1000)
	s := &stream{on: emulated{}}
	s.fill(grid{x: 3, threads: 64}, pointer(p), 1000, 2.5)
	if s.err != nil {
		t.Fatal(s.err)
	}
	for i, v := range emulator.Floats(p, 1000) {
		if v != 2.5 {
			t.Fatalf("value %d is %g", i, v)
		}
	}
	if err := emulator.Free(p); err != nil {
		t.Error(err)
	}
}
