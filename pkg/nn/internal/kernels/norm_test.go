package kernels_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"

	k "github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

func TestSumSquaresAndScale(t *testing.T) {
	r := rand.New(rand.NewPCG(41, 1))
	for _, n := range []int{0, 1, 7, 1000, 100_003} {
		x := normal(r, n, false)
		var want float64
		scaled := make([]float32, n)
		for i, v := range x {
			want += float64(v) * float64(v)
			scaled[i] = v * 0.3
		}
		k.EachSIMD(func(simd string) {
			bits := uint64(0)
			for _, procs := range []int{1, 3} {
				before := runtime.GOMAXPROCS(procs)
				got := k.SumSquares(x)
				runtime.GOMAXPROCS(before)
				if math.Abs(got-want) > 1e-12*want {
					t.Errorf("%s: %d squares sum to %v, want %v", simd, n, got, want)
				}
				if procs == 1 {
					bits = math.Float64bits(got)
				} else if math.Float64bits(got) != bits {
					t.Errorf("%s: %d squares sum to %v on 3 processors, other bits than on one", simd, n, got)
				}
			}
			y := append([]float32(nil), x...)
			k.Scale(y, y, 0.3)
			sameBits(t, fmt.Sprint(simd, " scaled"), [][]float32{y}, [][]float32{scaled})
		})
	}
}
