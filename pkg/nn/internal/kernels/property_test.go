package kernels_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	k "github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

// normal draws n values; wild ones get a NaN and an infinity among them.
func normal(r *rand.Rand, n int, wild bool) []float32 {
	s := make([]float32, n)
	for i := range s {
		s[i] = float32(r.NormFloat64())
	}
	if wild {
		s[r.IntN(n)] = float32(math.NaN())
		s[r.IntN(n)] = float32(math.Inf(1))
	}
	return s
}

// same fails unless got and want are NaN and infinite in the same places and
// agree to tol·max(1, max|want|) elsewhere.
func same(t *testing.T, what string, got, want []float32, tol float64) {
	t.Helper()
	finiteGot, finiteWant := make([]float32, len(got)), make([]float32, len(want))
	for i, v := range want {
		odd := math.IsNaN(float64(v)) || math.IsInf(float64(v), 0)
		if odd && got[i] != v && !(got[i] != got[i] && v != v) {
			t.Fatalf("%s: value %d is %g, want %g", what, i, got[i], v)
		}
		if !odd {
			finiteGot[i], finiteWant[i] = got[i], v
		}
	}
	near(t, what, finiteGot, finiteWant, tol)
}

// sameBits fails unless got and want hold the same values, any NaN for any other.
func sameBits(t *testing.T, what string, got, want [][]float32) {
	t.Helper()
	for i := range want {
		for j, v := range want[i] {
			if g := got[i][j]; math.Float32bits(g) != math.Float32bits(v) && (g == g || v == v) {
				t.Fatalf("%s: result %d, value %d is %g, want %g", what, i, j, g, v)
			}
		}
	}
}

func randomConv(r *rand.Rand) k.Conv {
	for {
		c := k.Conv{
			N: 1 + r.IntN(4), C: 1 + r.IntN(9), H: 1 + r.IntN(13), W: 1 + r.IntN(17), O: 1 + r.IntN(40),
			KH: 1 + r.IntN(5), KW: 1 + r.IntN(5), StrideH: 1 + r.IntN(3), StrideW: 1 + r.IntN(3), PadH: r.IntN(4), PadW: r.IntN(4),
		}
		if c.Validate() == nil {
			return c
		}
	}
}

func TestConvMatchesDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	cases := []k.Conv{
		{N: 1, C: 1, H: 1, W: 1, O: 1, KH: 1, KW: 1, StrideH: 1, StrideW: 1},                      // one number
		{N: 2, C: 3, H: 1, W: 1, O: 2, KH: 5, KW: 5, StrideH: 2, StrideW: 2, PadH: 3, PadW: 3},    // mostly padding
		{N: 3, C: 2, H: 9, W: 7, O: 5, KH: 1, KW: 1, StrideH: 3, StrideW: 3},                      // pixels no tap meets
		{N: 3, C: 33, H: 5, W: 6, O: 7, KH: 3, KW: 3, StrideH: 1, StrideW: 1, PadH: 1, PadW: 1},   // sums in two blocks
		{N: 40, C: 2, H: 11, W: 13, O: 3, KH: 3, KW: 3, StrideH: 1, StrideW: 1, PadH: 1, PadW: 1}, // partial sums
		{N: 5, C: 7, H: 4, W: 3, O: 33, KH: 4, KW: 3, StrideH: 2, StrideW: 1},                     // filters as large as the images
		{N: 9, C: 3, H: 16, W: 32, O: 5, KH: 4, KW: 4, StrideH: 2, StrideW: 2, PadH: 1, PadW: 1},  // gradients of few channels in long rows
		{N: 1, C: 48, H: 2, W: 2, O: 23, KH: 2, KW: 2, StrideH: 1, StrideW: 1},                    // a single product with a vector
		{N: 300, C: 37, H: 1, W: 1, O: 21, KH: 1, KW: 1, StrideH: 1, StrideW: 1},                  // a linear layer
	}
	for range 150 {
		cases = append(cases, randomConv(r))
	}
	cases = append(cases,
		k.Conv{N: 2, C: 3, H: 9, W: 8, O: 4, KH: 3, KW: 3, StrideH: 1, StrideW: 1, PadH: 2, PadW: 2, DilationH: 2, DilationW: 2},
		k.Conv{N: 2, C: 3, H: 9, W: 8, O: 4, KH: 3, KW: 1, StrideH: 2, StrideW: 1, PadH: 1, DilationH: 3},
		k.Conv{N: 1, C: 8, H: 7, W: 7, O: 8, KH: 4, KW: 4, StrideH: 2, StrideW: 2, PadH: 3, PadW: 3, DilationH: 2, DilationW: 3},
		k.Conv{N: 5, C: 3, H: 2, W: 2, O: 4, KH: 2, KW: 2, StrideH: 1, StrideW: 1, PadH: 1, PadW: 1, DilationH: 3, DilationW: 3},
		k.Conv{N: 8, C: 16, H: 12, W: 12, O: 24, KH: 3, KW: 3, StrideH: 1, StrideW: 1, PadH: 4, PadW: 4, DilationH: 4, DilationW: 4})
	for range 60 {
		c := randomConv(r)
		c.DilationH, c.DilationW = 1+r.IntN(3), 1+r.IntN(3)
		if c.Validate() == nil {
			cases = append(cases, c)
		}
	}
	edges := []int{1, 7, 8, 9, 16, 31, 32, 48, 49, 64, 129, 256, 257} // of panels, blocks and vectors
	for range 40 {
		edge := func() int { return edges[r.IntN(len(edges))] }
		cases = append(cases, k.Conv{N: edge(), C: edge(), H: 1, W: 1, O: edge(), KH: 1, KW: 1, StrideH: 1, StrideW: 1})
	}
	for i, c := range cases {
		t.Run(fmt.Sprintf("%03d", i), func(t *testing.T) {
			wild := i%3 == 2
			pixels := c.OH() * c.OW()
			x, dy, w, bias := normal(r, c.N*c.C*c.H*c.W, wild), normal(r, c.N*c.O*pixels, wild), normal(r, c.O*c.C*c.KH*c.KW, false), normal(r, c.O, false)
			if i%2 == 1 {
				bias = nil
			}
			calm := normal(r, len(dy), false)
			wantY, wantDW, wantDX := refConv2D(x, w, bias, c), refGradFilter(x, dy, c), refGradInput(calm, w, c)
			var bits [][]float32
			k.EachSIMD(func(simd string) {
				y, dx, dw := dirty(len(dy)), dirty(len(x)), dirty(len(w))
				k.Conv2D(y, x, w, bias, c)
				same(t, fmt.Sprintf("%s %+v: y", simd, c), y, wantY, forwardTolerance)
				k.Conv2DGradFilter(dw, x, dy, c)
				same(t, fmt.Sprintf("%s %+v: dw", simd, c), dw, wantDW, gradientTolerance)
				k.Conv2DGradInput(dx, calm, w, c)
				same(t, fmt.Sprintf("%s %+v: dx", simd, c), dx, wantDX, gradientTolerance)
				all := [][]float32{y, dx, dw}
				if simd != "off" && bits != nil {
					sameBits(t, fmt.Sprintf("%s %+v", simd, c), all, bits)
				}
				if simd != "off" {
					bits = all
				}
			})
		})
	}
}

// The transposed convolution is checked against the definition of what it is
// the gradient of.
func TestConvTransposeMatchesDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	for i := 0; i < 60; {
		c := k.ConvTranspose(randomConv(r))
		if i%10 == 9 { // filters as large as the output
			c.H, c.W, c.PadH, c.PadW = 1, 1, 0, 0
		}
		if c.Validate() != nil {
			continue
		}
		i++
		f := k.Conv{
			N: c.N, C: c.O, H: c.OH(), W: c.OW(), O: c.C, KH: c.KH, KW: c.KW,
			StrideH: c.StrideH, StrideW: c.StrideW, PadH: c.PadH, PadW: c.PadW,
		}
		if f.OH() != c.H || f.OW() != c.W {
			t.Fatalf("%+v: its convolution gives %d×%d", c, f.OH(), f.OW())
		}
		x, dy, w := normal(r, c.N*c.C*c.H*c.W, false), normal(r, c.N*c.O*c.OH()*c.OW(), false), normal(r, c.C*c.O*c.KH*c.KW, false)
		bias := normal(r, c.O, false)
		y, dx, dw := dirty(len(dy)), dirty(len(x)), dirty(len(w))
		want := refGradInput(x, w, f)
		for j := range want {
			want[j] += bias[j/(c.OH()*c.OW())%c.O]
		}
		k.EachSIMD(func(simd string) {
			compute(k.ConvGradInput{Grouped: dense(c.Conv())}, y, x, w, bias)
			same(t, fmt.Sprintf("%s %+v: y", simd, c), y, want, forwardTolerance)
			compute(k.ConvForward{Grouped: dense(c.Conv())}, dx, dy, w)
			same(t, fmt.Sprintf("%s %+v: dx", simd, c), dx, refConv2D(dy, w, nil, f), gradientTolerance)
			compute(k.ConvGradFilter{Grouped: dense(c.Conv()), Swapped: true}, dw, x, dy)
			same(t, fmt.Sprintf("%s %+v: dw", simd, c), dw, refGradFilter(dy, x, f), gradientTolerance)
		})
	}
}

func TestPoolsMatchDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	for i := 0; i < 150; {
		c := randomConv(r)
		p := k.Pool{N: c.N, C: c.C, H: c.H, W: c.W, KH: c.KH, KW: c.KW, StrideH: c.StrideH, StrideW: c.StrideW, PadH: c.PadH % 2, PadW: c.PadW % 2}
		if i%3 == 0 {
			p.KH, p.KW, p.StrideH, p.StrideW, p.PadH, p.PadW = 2, 2, 2, 2, 0, 0
			if r.IntN(2) == 0 {
				p.H, p.W = p.H/2*2+2, []int{4, 8, 16, 32, 48}[r.IntN(5)]
			}
		}
		if p.Validate() != nil {
			continue
		}
		i++
		x, dy := normal(r, p.N*p.C*p.H*p.W, i%2 == 0), normal(r, p.N*p.C*p.OH()*p.OW(), false)
		if i%4 == 1 { // many equal maxima
			for j := range x {
				x[j] = float32(math.Round(float64(x[j])))
			}
		}
		wantY, wantDX := refMaxPool(x, dy, p)
		k.EachSIMD(func(simd string) {
			y, dx := dirty(len(dy)), dirty(len(x))
			k.MaxPool2D(y, x, p)
			k.MaxPool2DGrad(dx, dy, x, p)
			same(t, fmt.Sprintf("%s max %+v: y", simd, p), y, wantY, 0)
			same(t, fmt.Sprintf("%s max %+v: dx", simd, p), dx, wantDX, forwardTolerance)
			if p.GradInPlace() {
				over := slices.Clone(x)
				k.MaxPool2DGrad(over, dy, over, p)
				sameBits(t, fmt.Sprintf("%s max %+v: dx over x", simd, p), [][]float32{over}, [][]float32{dx})
			}
		})
		y, dx := dirty(len(dy)), dirty(len(x))
		k.AvgPool2D(y, x, p)
		k.AvgPool2DGrad(dx, dy, p)
		wantY, wantDX = refAvgPool(x, dy, p)
		same(t, fmt.Sprintf("average %+v: y", p), y, wantY, forwardTolerance)
		same(t, fmt.Sprintf("average %+v: dx", p), dx, wantDX, forwardTolerance)
	}
}
