package kernels_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

// A convolution that takes maxima gives the very bits of the two, or, where only
// then Winograd's algorithm is worth it, its numbers.
func TestConvolutionsTakeMaxima(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 4))
	random := func(n int) []float32 {
		s := make([]float32, n)
		for i := range s {
			s[i] = float32(rng.NormFloat64())
		}
		return s
	}
	type shape struct {
		c     kernels.Conv
		close bool // in numbers only
	}
	layer := func(n, in, out, size, kernel, stride int) kernels.Conv {
		return kernels.Conv{N: n, C: in, H: size, W: size, O: out, KH: kernel, KW: kernel, StrideH: stride, StrideW: stride, PadH: 1, PadW: 1}
	}
	shapes := []shape{
		{layer(7, 3, 16, 32, 3, 2), false}, {layer(1, 3, 16, 32, 3, 2), false}, {layer(1, 16, 32, 8, 3, 1), false},
		{layer(1, 32, 64, 4, 3, 1), false}, {layer(1, 5, 40, 6, 3, 1), false}, {layer(3, 8, 3, 16, 3, 1), false},
		{layer(33, 16, 32, 8, 3, 1), true}, {layer(40, 32, 64, 4, 3, 1), true}, {layer(9, 64, 64, 16, 3, 1), false}, {layer(9, 32, 64, 16, 4, 2), false},
	}
	for len(shapes) < 40 {
		c := layer(1+rng.IntN(9), 1+rng.IntN(20), 1+rng.IntN(40), 4+rng.IntN(20), 1+rng.IntN(4), 1+rng.IntN(2))
		c.W = 4 + rng.IntN(20)
		if c.Validate() == nil && c.OH()%2 == 0 && c.OW()%2 == 0 {
			shapes = append(shapes, shape{c, false})
		}
	}
	for i, s := range shapes {
		c := s.c
		p := kernels.Pool{N: c.N, C: c.O, H: c.OH(), W: c.OW(), KH: 2, KW: 2, StrideH: 2, StrideW: 2}
		if !c.Halves(p) {
			t.Fatalf("%+v does not halve", c)
		}
		x, w, bias := random(c.N*c.C*c.H*c.W), random(c.O*c.C*c.KH*c.KW), random(c.O)
		if i%2 == 1 && !s.close {
			x[rng.IntN(len(x))], x[rng.IntN(len(x))] = float32(math.NaN()), float32(math.Inf(-1))
		}
		if i%5 == 4 {
			bias = nil
		}
		kernels.EachSIMD(func(simd string) {
			whole, want := dirty(p.N*p.C*p.H*p.W), dirty(p.N*p.C*p.OH()*p.OW())
			kernels.Conv2D(whole, x, w, bias, c)
			kernels.MaxPool2D(want, whole, p)
			check := func(what string, got []float32) {
				t.Helper()
				for j, v := range want {
					same := math.Float32bits(got[j]) == math.Float32bits(v) || got[j] != got[j] && v != v
					if s.close {
						same = math.Abs(float64(got[j]-v)) <= 1e-5*30
					}
					if !same {
						t.Fatalf("%s, %s of %+v: element %d is %g, want %g", simd, what, c, j, got[j], v)
					}
				}
			}
			y := dirty(len(want))
			compute(kernels.ConvForward{Grouped: dense(c), Pool: &p}, y, x, w, bias)
			check("maxima", y)
			for _, act := range []kernels.Act{{}, {Slope: 0.2}} {
				kernels.MaxPool2D(want, whole, p)
				kernels.Activate(want, want, act)
				compute(kernels.ConvForward{Grouped: dense(c), Pool: &p, Act: &act}, y, x, w, bias)
				check("activation", y)
			}
		})
	}
}

func TestOnlyHalvingsAreTaken(t *testing.T) {
	c := kernels.Conv{N: 2, C: 3, H: 8, W: 8, O: 4, KH: 3, KW: 3, StrideH: 1, StrideW: 1, PadH: 1, PadW: 1}
	p := kernels.Pool{N: 2, C: 4, H: 8, W: 8, KH: 2, KW: 2, StrideH: 2, StrideW: 2}
	for _, change := range []func(){
		func() { p.KH = 3 }, func() { p.StrideW = 1 }, func() { p.C = 5 }, func() { c.H = 9; p.H = 9 },
	} {
		c0, p0 := c, p
		change()
		if c.Halves(p) {
			t.Errorf("%+v of %+v", p, c)
		}
		c, p = c0, p0
	}
	if !c.Halves(p) {
		t.Errorf("not %+v of %+v", p, c)
	}
}
