package kernels

import (
	"math/rand/v2"
	"runtime"
	"testing"
)

func TestWinogradAllocatesNothingInTheSteadyState(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	c := Conv{N: 8, C: 32, H: 16, W: 16, O: 32, KH: 4, KW: 4, StrideH: 2, StrideW: 2, PadH: 1, PadW: 1}
	checkAllocatesNothing(t, c)
	c.N, c.KH, c.KW, c.StrideH, c.StrideW = 90, 3, 3, 1, 1
	checkAllocatesNothing(t, c)
}

func checkAllocatesNothing(t *testing.T, c Conv) {
	t.Helper()
	r := rand.New(rand.NewPCG(24, 1))
	x, dy, w := random(r, c.xLen()), random(r, c.yLen()), random(r, c.wLen())
	y, dx, dw := random(r, len(dy)), random(r, len(x)), random(r, len(w))
	if n := testing.AllocsPerRun(20, func() {
		winogradForward(y, x, w, nil, c, maybe{})
		winogradBackward(dx, dy, w, nil, c, maybe{})
		winogradGradFilter(dw, x, dy, c)
	}); n > 0 {
		t.Errorf("%g allocations a step", n)
	}
}
