package kernels_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

// A convolution that does an activation gives the very bits of the two, on
// every path: direct and by Winograd, thin and strided outputs, single images
// in parts, layers that are linear.
func TestFusedConvolutions(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	draw := func(n int, odd bool) []float32 {
		s := make([]float32, n)
		for i := range s {
			s[i] = float32(rng.NormFloat64())
		}
		if odd {
			s[rng.IntN(n)], s[rng.IntN(n)] = float32(math.NaN()), float32(math.Inf(-1))
		}
		return s
	}
	shapes := []kernels.Conv{
		{N: 9, C: 32, H: 16, W: 16, O: 48, KH: 4, KW: 4, StrideH: 2, StrideW: 2, PadH: 1, PadW: 1},
		{N: 9, C: 32, H: 15, W: 16, O: 32, KH: 4, KW: 4, StrideH: 2, StrideW: 2, PadH: 1, PadW: 1},
		{N: 5, C: 3, H: 32, W: 32, O: 64, KH: 4, KW: 4, StrideH: 2, StrideW: 2, PadH: 1, PadW: 1},
		{N: 3, C: 8, H: 16, W: 32, O: 3, KH: 3, KW: 3, StrideH: 1, StrideW: 1, PadH: 1, PadW: 1},
		{N: 1, C: 16, H: 16, W: 16, O: 40, KH: 3, KW: 3, StrideH: 1, StrideW: 1, PadH: 1, PadW: 1},
		{N: 7, C: 20, H: 1, W: 1, O: 300, KH: 1, KW: 1, StrideH: 1, StrideW: 1},
		{N: 1, C: 64, H: 1, W: 1, O: 37, KH: 1, KW: 1, StrideH: 1, StrideW: 1},
		{N: 60, C: 5, H: 4, W: 4, O: 10, KH: 4, KW: 4, StrideH: 1, StrideW: 1},
	}
	for len(shapes) < 30 {
		c := kernels.Conv{
			N: 1 + rng.IntN(9), C: 1 + rng.IntN(20), H: 1 + rng.IntN(12), W: 1 + rng.IntN(12), O: 1 + rng.IntN(40),
			KH: 1 + rng.IntN(4), KW: 1 + rng.IntN(4), StrideH: 1 + rng.IntN(3), StrideW: 1 + rng.IntN(3),
		}
		c.PadH, c.PadW = rng.IntN(c.KH), rng.IntN(c.KW)
		if c.Validate() == nil {
			shapes = append(shapes, c)
		}
	}
	for i, c := range shapes {
		// The transpose spreads what c makes to what c reads.
		up := kernels.ConvTranspose{
			N: c.N, C: c.O, H: c.OH(), W: c.OW(), O: c.C, KH: c.KH, KW: c.KW,
			StrideH: c.StrideH, StrideW: c.StrideW, PadH: c.PadH, PadW: c.PadW,
		}
		upFits := up.Validate() == nil
		x, w, bias := draw(c.N*c.C*c.H*c.W, i%3 == 2), draw(c.O*c.C*c.KH*c.KW, false), draw(c.O, false)
		z, upBias := draw(c.N*c.O*c.OH()*c.OW(), i%3 == 2), draw(c.C, false)
		if i%4 == 3 {
			bias, upBias = nil, nil
		}
		for _, act := range []kernels.Act{{}, {Slope: 0.2}} {
			kernels.EachSIMD(func(simd string) {
				same := func(what string, got, want []float32) {
					t.Helper()
					for j := range want {
						if math.Float32bits(got[j]) != math.Float32bits(want[j]) && !(got[j] != got[j] && want[j] != want[j]) {
							t.Fatalf("%s, %s of %+v, slope %g: element %d is %g, want %g", simd, what, c, act.Slope, j, got[j], want[j])
						}
					}
				}
				y, want := dirty(len(z)), dirty(len(z))
				compute(kernels.ConvForward{Grouped: dense(c), Act: &act}, y, x, w, bias)
				kernels.Conv2D(want, x, w, bias, c)
				kernels.Activate(want, want, act)
				same("convolution", y, want)
				if upFits {
					size := up.N * up.O * up.OH() * up.OW()
					y, want := dirty(size), dirty(size)
					compute(kernels.ConvGradInput{Grouped: dense(up.Conv()), Act: &act}, y, z, w, upBias)
					compute(kernels.ConvGradInput{Grouped: dense(up.Conv())}, want, z, w, upBias)
					kernels.Activate(want, want, act)
					same("transpose", y, want)
				}
			})
		}
	}
}
