//go:build emulator

package gpu

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn/internal/gpu/emulator"
	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

// emulated is a launcher that runs kernels here.
type emulated struct{}

func (emulated) launch(k kernel, g grid, args []uint64) error {
	return emulator.Launch(int(k), g.x, g.y, g.z, g.threads, args)
}

// random are n values around 0.
func random(rng *rand.Rand, n int) []float32 {
	s := make([]float32, n)
	for i := range s {
		s[i] = float32(rng.NormFloat64())
	}
	return s
}

// lent is a run on the emulator that takes its memory back after the test.
func lent(t *testing.T) (r *run, lend func(s []float32) pointer) {
	alloc := func(bytes int) pointer {
		p := emulator.Alloc(bytes)
		t.Cleanup(func() {
			if err := emulator.Free(p); err != nil {
				t.Error(err)
			}
		})
		return pointer(p)
	}
	return &run{&stream{on: emulated{}}, lender(alloc)}, func(s []float32) pointer {
		if s == nil {
			return 0
		}
		p := alloc(4 * len(s))
		copy(emulator.Floats(uint64(p), len(s)), s)
		return p
	}
}

// compareLaunch has k compute n values of in here, and f on the emulator.
func compareLaunch(t *testing.T, k kernels.Kernel, n int, in kernels.Inputs, within float64, f func(r *run, y pointer, in [6]pointer)) {
	t.Helper()
	want := make([]float32, n)
	if err := k.Run(want, in); err != nil {
		t.Fatal(err)
	}
	r, lend := lent(t)
	var p [6]pointer
	for i, s := range in {
		p[i] = lend(s)
	}
	y := lend(make([]float32, n))
	got := emulator.Floats(uint64(y), n)
	for i := range got {
		got[i] = float32(math.NaN())
	}
	f(r, y, p)
	if r.err != nil {
		t.Fatal(r.err)
	}
	same(t, got, want, within)
	for i, s := range in {
		if s == nil || p[i] == y {
			continue
		}
		for j, v := range emulator.Floats(uint64(p[i]), len(s)) {
			if math.Float32bits(v) != math.Float32bits(s[j]) {
				t.Fatalf("input %d was changed at %d", i, j)
			}
		}
	}
}

// same compares values; a NaN is like another.
func same(t *testing.T, got, want []float32, within float64) {
	t.Helper()
	largest := 0.0
	for _, v := range want {
		if v == v && !math.IsInf(float64(v), 0) {
			largest = max(largest, math.Abs(float64(v)))
		}
	}
	for i := range want {
		d := math.Abs(float64(got[i]) - float64(want[i]))
		if got[i] != want[i] && (got[i] == got[i] || want[i] == want[i]) && !(d <= within*largest) {
			t.Fatalf("value %d of %d is %g, want %g: off by %.2g of the largest, %g", i, len(want), got[i], want[i], d/largest, largest)
		}
	}
}

// lender is memory that a test lends.
type lender func(bytes int) pointer

func (l lender) scratch(n int) pointer  { return l(4 * n) }
func (lender) beside([]float32) pointer { panic("nothing is beside") }
func (lender) seed(*uint64) pointer     { panic("there is no seed") }
