//go:build emulator || gpu

package gpu

import (
	"flag"
	"fmt"
	"os"
	"sync/atomic"
	"testing"
)

// launched says which kernels were, by any test.
var launched = make([]atomic.Bool, len(kernelNames))

// watched is a launcher that notes what it launches.
type watched struct{ launcher }

func (w watched) launch(k kernel, g grid, args []uint64) error {
	launched[k].Store(true)
	return w.launcher.launch(k, g, args)
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
