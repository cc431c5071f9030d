//go:build emulator || gpu

package gpu

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

func poolCases() []kernels.Pool {
	return []kernels.Pool{
		{N: 2, C: 3, H: 8, W: 8, KH: 2, KW: 2, StrideH: 2, StrideW: 2},
		{N: 1, C: 5, H: 6, W: 10, KH: 2, KW: 2, StrideH: 2, StrideW: 2},
		{N: 2, C: 3, H: 9, W: 7, KH: 2, KW: 2, StrideH: 2, StrideW: 2},
		{N: 2, C: 3, H: 9, W: 11, KH: 3, KW: 3, StrideH: 2, StrideW: 2, PadH: 1, PadW: 1},
		{N: 2, C: 2, H: 7, W: 7, KH: 3, KW: 3, StrideH: 1, StrideW: 1, PadH: 1, PadW: 1},
		{N: 3, C: 2, H: 8, W: 12, KH: 4, KW: 4, StrideH: 4, StrideW: 4},
		{N: 1, C: 1, H: 10, W: 11, KH: 2, KW: 3, StrideH: 3, StrideW: 4, PadH: 1},
		{N: 1, C: 3, H: 5, W: 5, KH: 5, KW: 5, StrideH: 1, StrideW: 1},
	}
}

// holed has NaNs, infinities and equal values among random ones.
func holed(rng *rand.Rand, n int) []float32 {
	s := normal(rng, n)
	for range n / 8 {
		s[rng.IntN(n)] = []float32{float32(math.NaN()), float32(math.Inf(1)), float32(math.Inf(-1)), 0, 3, 3}[rng.IntN(6)]
	}
	return s
}

func TestPools(t *testing.T) {
	for i, p := range poolCases() {
		t.Run(fmt.Sprint(p), func(t *testing.T) {
			rng := rand.New(rand.NewPCG(7, uint64(i)))
			x, y := p.N*p.C*p.H*p.W, p.N*p.C*p.OH()*p.OW()
			for _, values := range [][]float32{normal(rng, x), holed(rng, x)} {
				for _, act := range []*kernels.Act{nil, leaky, {}} {
					k := kernels.MaxPoolForward{Pool: p, Act: act}
					compare(t, k, y, exactly, kernels.Inputs{values})
				}
				k := kernels.MaxPoolBackward{Pool: p}
				var over []int
				if p.GradInPlace() {
					over = []int{1}
				}
				compare(t, k, x, forward, kernels.Inputs{normal(rng, y), values}, over...)
			}
			f := kernels.AvgPoolForward{Pool: p}
			compare(t, f, y, forward, kernels.Inputs{normal(rng, x)})
			b := kernels.AvgPoolBackward{Pool: p}
			compare(t, b, x, forward, kernels.Inputs{normal(rng, y)})
		})
	}
}

func TestGlobalPools(t *testing.T) {
	for i, p := range []kernels.Planes{{N: 1, C: 1, Spatial: 1}, {N: 3, C: 5, Spatial: 49}, {N: 2, C: 9, Spatial: 256}, {N: 1, C: 2, Spatial: 5000},
		{N: 1, C: 1, Spatial: 40000}, {N: 1, C: 1, Spatial: 501}, {N: 64, C: 10, Spatial: 65}} {
		for _, fold := range []kernels.PlaneFold{kernels.PlaneSum, kernels.PlaneMean, kernels.PlaneNegativeMean, kernels.PlaneMax} {
			t.Run(fmt.Sprint(p, fold), func(t *testing.T) {
				rng := rand.New(rand.NewPCG(9, uint64(i)))
				n := p.N * p.C * p.Spatial
				all := [][]float32{normal(rng, n)}
				if fold == kernels.PlaneMax {
					low := normal(rng, n)
					for i := range low {
						low[i] = float32(math.Inf(-1))
					}
					all = append(all, holed(rng, n), holed(rng, n), low)
				}
				for _, x := range all {
					f := kernels.GlobalPoolForward{Planes: p, Fold: fold}
					compare(t, f, p.N*p.C, forward, kernels.Inputs{x})
					b := kernels.GlobalPoolBackward{Planes: p, Fold: fold}
					compare(t, b, n, forward, kernels.Inputs{normal(rng, p.N*p.C), x})
				}
			})
		}
	}
}
