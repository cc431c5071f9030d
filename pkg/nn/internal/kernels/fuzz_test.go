package kernels_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	k "github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

// FuzzConv compares every direction of a convolution of any shape with its
// definition, under each set of instructions.
func FuzzConv(f *testing.F) {
	f.Add(uint64(1), uint8(2), uint8(3), uint8(32), uint8(32), uint8(16), uint8(3), uint8(3), uint8(2), uint8(2), uint8(1), uint8(1))
	f.Add(uint64(2), uint8(3), uint8(16), uint8(8), uint8(8), uint8(32), uint8(3), uint8(3), uint8(1), uint8(1), uint8(1), uint8(1))
	f.Add(uint64(3), uint8(5), uint8(33), uint8(1), uint8(1), uint8(17), uint8(1), uint8(1), uint8(1), uint8(1), uint8(0), uint8(0))
	f.Add(uint64(4), uint8(2), uint8(3), uint8(32), uint8(32), uint8(8), uint8(4), uint8(4), uint8(2), uint8(2), uint8(1), uint8(1))
	f.Fuzz(func(t *testing.T, seed uint64, n, ch, h, w, o, kh, kw, sh, sw, ph, pw uint8) {
		c := k.Conv{
			N: int(n % 20), C: int(ch % 40), H: int(h % 40), W: int(w % 40), O: int(o % 40),
			KH: int(kh % 6), KW: int(kw % 6), StrideH: int(sh % 4), StrideW: int(sw % 4), PadH: int(ph % 5), PadW: int(pw % 5),
		}
		if c.Validate() != nil || c.N*c.C*c.O*c.KH*c.KW*c.OH()*c.OW() > 1<<22 {
			t.Skip("impossible, or too much for a loop")
		}
		r := rand.New(rand.NewPCG(seed, 1))
		x, dy := normal(r, c.N*c.C*c.H*c.W, false), normal(r, c.N*c.O*c.OH()*c.OW(), false)
		weights, bias := normal(r, c.O*c.C*c.KH*c.KW, false), normal(r, c.O, false)
		wantY, wantDX, wantDW := refConv2D(x, weights, bias, c), refGradInput(dy, weights, c), refGradFilter(x, dy, c)
		k.EachSIMD(func(simd string) {
			y, dx, dw := dirty(len(dy)), dirty(len(x)), dirty(len(weights))
			k.Conv2D(y, x, weights, bias, c)
			k.Conv2DGradInput(dx, dy, weights, c)
			k.Conv2DGradFilter(dw, x, dy, c)
			near(t, fmt.Sprintf("%s %+v: y", simd, c), y, wantY, forwardTolerance)
			near(t, fmt.Sprintf("%s %+v: dx", simd, c), dx, wantDX, gradientTolerance)
			near(t, fmt.Sprintf("%s %+v: dw", simd, c), dw, wantDW, gradientTolerance)
		})
	})
}
