//go:build emulator

package gpu

import (
	"flag"
	"fmt"
	"os"
	"sync/atomic"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn/internal/gpu/emulator"
)

// emulated is a launcher that runs kernels here.
type emulated struct{}

// launched says which kernels were, by any test.
var launched = make([]atomic.Bool, len(kernelNames))

func (emulated) launch(k kernel, g grid, args []uint64) error {
	launched[k].Store(true)
	return emulator.Launch(int(k), g.x, g.y, g.z, g.threads, args)
}

// All tests together launch every kernel.
func TestMain(m *testing.M) {
	code := m.Run()
	if code == 0 && flag.Lookup("test.run").Value.String() == "" {
		for k := range launched {
			if !launched[k].Load() {
				fmt.Println("no test launches", kernelNames[k])
				code = 1
			}
		}
	}
	os.Exit(code)
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
