package nn_test

import (
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"testing"
)

// A long training neither keeps memory nor goroutines. NN_SOAK is the number of
// steps, such as 10000.
func TestSoak(t *testing.T) {
	env := os.Getenv("NN_SOAK")
	if env == "" {
		t.Skip("NN_SOAK is not set to a number of steps")
	}
	steps, err := strconv.Atoi(env)
	if err != nil || steps < 100 {
		t.Fatalf("NN_SOAK=%s: want a number of steps, at least 100", env)
	}
	tr := newTraining(t, generator(rand.New(rand.NewPCG(1, 1))), 8)
	simple := step(t, newTraining(t, smallNet(1), 8))
	run := step(t, tr)
	measure := func() (heap uint64, goroutines int) {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc, runtime.NumGoroutine()
	}
	both := func(n int) {
		for range n {
			run()
			simple()
		}
	}
	both(steps / 10)
	heap, goroutines := measure()
	for part := range 4 {
		both(steps / 4)
		h, g := measure()
		t.Logf("after %d steps: heap %d bytes, %d goroutines", steps/10+(part+1)*(steps/4), h, g)
		// A buffer more, where pieces met as never before, is no growth.
		if h > heap+heap/10+1<<18 || g > goroutines {
			t.Fatalf("heap went from %d to %d bytes, goroutines from %d to %d", heap, h, goroutines, g)
		}
	}
}
