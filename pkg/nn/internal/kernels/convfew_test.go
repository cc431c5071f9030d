package kernels_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	k "github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

// A single image of few pixels goes another way to the very sums that it has among
// others.
func TestFewPixels(t *testing.T) {
	for _, c := range []k.Conv{
		{C: 32, H: 4, W: 4, O: 64, KH: 3, KW: 3, StrideH: 1, StrideW: 1, PadH: 1, PadW: 1},
		{C: 3, H: 4, W: 4, O: 48, KH: 3, KW: 3, StrideH: 1, StrideW: 1, PadH: 1, PadW: 1},
		{C: 5, H: 8, W: 8, O: 32, KH: 3, KW: 3, StrideH: 2, StrideW: 2, PadH: 1, PadW: 1},
		{C: 5, H: 6, W: 6, O: 32, KH: 3, KW: 3, StrideH: 1, StrideW: 1},
		{C: 2, H: 4, W: 4, O: 80, KH: 1, KW: 1, StrideH: 1, StrideW: 1},
		{C: 4, H: 8, W: 2, O: 32, KH: 5, KW: 3, StrideH: 1, StrideW: 1, PadH: 2, PadW: 1},
		{C: 4, H: 4, W: 10, O: 32, KH: 3, KW: 3, StrideH: 2, StrideW: 1, PadH: 1},
		{C: 4, H: 16, W: 1, O: 32, KH: 3, KW: 1, StrideH: 1, StrideW: 1, PadH: 1},
		{C: 4, H: 8, W: 8, O: 32, KH: 3, KW: 3, StrideH: 1, StrideW: 1, DilationH: 2, DilationW: 2},
	} {
		for _, bias := range []bool{true, false} {
			t.Run(fmt.Sprintf("%+v_%v", c, bias), func(t *testing.T) {
				r := rand.New(rand.NewPCG(12, 1))
				one, two := c, c
				one.N, two.N = 1, 2
				if one.OH()*one.OW() != 16 {
					t.Fatalf("it makes %d×%d pixels, want 16", one.OH(), one.OW())
				}
				x, w := normal(r, 2*c.C*c.H*c.W, false), normal(r, c.O*c.C*c.KH*c.KW, false)
				var b []float32
				if bias {
					b = normal(r, c.O, false)
				}
				same := func(what string, f func(y []float32, c k.Conv), size int) {
					t.Helper()
					got, want := dirty(size), dirty(2*size)
					f(got, one)
					f(want, two)
					if !slices.Equal(got, want[:size]) {
						t.Errorf("%s: alone it is otherwise", what)
					}
				}
				same("convolution", func(y []float32, c k.Conv) { k.Conv2D(y, x[:len(x)/2*c.N], w, b, c) }, 16*c.O)
				same("activation", func(y []float32, c k.Conv) {
					compute(k.ConvForward{Grouped: dense(c), Act: &k.Act{Slope: 0.1}}, y, x[:len(x)/2*c.N], w, b)
				}, 16*c.O)
				pool := func(c k.Conv) k.Pool {
					return k.Pool{N: c.N, C: c.O, H: c.OH(), W: c.OW(), KH: 2, KW: 2, StrideH: 2, StrideW: 2}
				}
				if one.OW()%2 != 0 || !one.Halves(pool(one)) {
					return
				}
				same("maximum", func(y []float32, c k.Conv) {
					p := pool(c)
					compute(k.ConvForward{Grouped: dense(c), Pool: &p, Act: &k.Act{}}, y, x[:len(x)/2*c.N], w, b)
				}, 4*c.O)
			})
		}
	}
}
