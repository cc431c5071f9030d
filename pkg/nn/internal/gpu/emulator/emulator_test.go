//go:build emulator

package emulator_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn/internal/gpu/emulator"
)

// The emulator's own kernels, in the order of probes.c.
const (
	turn = iota
	unguarded
	copied
	hasty
	deserted
	forked
	leaving
	beside
)

// turned runs a kernel that should turn the values of each block round, and
// reports whether it did.
func turned(t *testing.T, kernel, blocks, threads int) bool {
	t.Helper()
	n := blocks * threads
	p := emulator.Alloc(4 * n)
	x := emulator.Floats(p, n)
	want := make([]float32, n)
	for i := range x {
		x[i] = float32(i)
		want[i] = float32(i/threads*threads + threads - 1 - i%threads)
	}
	if err := emulator.Probe(kernel, blocks, 1, 1, threads, []uint64{p}); err != nil {
		t.Fatal(err)
	}
	same := slices.Equal(x, want)
	if err := emulator.Free(p); err != nil {
		t.Error(err)
	}
	return same
}

func TestBarrier(t *testing.T) {
	for _, threads := range []int{1, 2, 31, 37, 256, 1024} {
		if !turned(t, turn, 9, threads) {
			t.Errorf("blocks of %d threads were not turned round", threads)
		}
	}
}

func TestMissingBarrierShows(t *testing.T) {
	if turned(t, unguarded, 9, 256) {
		t.Error("a kernel without the barrier that it needs made the right numbers")
	}
}

func TestCopies(t *testing.T) {
	if !turned(t, copied, 9, 256) {
		t.Error("blocks were not turned round")
	}
	if turned(t, hasty, 9, 256) {
		t.Error("a kernel that does not wait for its copies made the right numbers")
	}
}

func TestProblems(t *testing.T) {
	p := emulator.Alloc(4 * 64)
	defer emulator.Free(p)
	for _, c := range []struct {
		name            string
		kernel, threads int
		args            []uint64
		want            string
	}{
		{"barrier not reached", deserted, 64, []uint64{p}, "1 of 64 threads ended"},
		{"two barriers", forked, 64, []uint64{p}, "waits at"},
		{"threads that end between barriers", leaving, 64, []uint64{p}, "1 of 64 threads wait"},
		{"too many threads", beside, 64, []uint64{p, 0}, "1 to 32"},
		{"too few arguments", beside, 32, []uint64{p}, "1 arguments, want 2"},
		{"no kernel", 99, 32, nil, "no kernel 99"},
		{"no blocks", beside, 0, []uint64{p, 0}, "blocks of 0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for range 2 { // what went wrong once is not in the way of the next
				err := emulator.Probe(c.kernel, 1, 1, 1, c.threads, c.args)
				if err == nil || !strings.Contains(err.Error(), c.want) {
					t.Errorf("got %v, want %q", err, c.want)
				}
			}
			if !turned(t, turn, 3, 64) {
				t.Error("the next kernel made wrong numbers")
			}
		})
	}
}

func TestWritesBeside(t *testing.T) {
	for n, want := range map[int]bool{0: true, 4: true, 5: false, 63: false, -1: false, 64: false} {
		p := emulator.Alloc(4 * 5)
		if err := emulator.Probe(beside, 1, 1, 1, 1, []uint64{p, uint64(uint32(n))}); err != nil {
			t.Fatal(err)
		}
		if err := emulator.Free(p); (err == nil) != want {
			t.Errorf("a write of value %d of 5: %v", n, err)
		}
	}
	if err := emulator.Free(12345); err == nil {
		t.Error("memory that nobody lent was taken back")
	}
}
