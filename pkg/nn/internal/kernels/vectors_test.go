package kernels_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	k "github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

// Whatever works on one element at a time gives the same bits with every set of
// instructions, at any length, on NaN, infinities and zeros of both signs too.
func TestElementwiseSameBits(t *testing.T) {
	h := k.AdamHyper{LR: 1e-3, Beta1: 0.9, Beta2: 0.999, Eps: 1e-8, WeightDecay: 0.01}
	sgd := k.SGDHyper{LR: 0.1, Momentum: 0.9, WeightDecay: 0.01}
	damped, nesterov := sgd, sgd
	damped.Dampening, nesterov.Nesterov = 0.5, true
	computations := []struct {
		name string
		run  func(y, a, b, c []float32)
	}{
		{"add", func(y, a, b, _ []float32) { k.Add(y, a, b) }},
		{"add in place", func(y, a, b, _ []float32) { k.Add(y, y, b); k.Add(a, b, a) }},
		{"relu", func(y, a, _, _ []float32) { k.ReLU(y, a) }},
		{"relu gradient", func(y, a, b, _ []float32) { k.ReLUGrad(y, a, b) }},
		{"leaky relu", func(y, a, _, _ []float32) { k.LeakyReLU(y, a, 0.2) }},
		{"leaky relu gradient", func(y, a, b, _ []float32) { k.LeakyReLUGrad(y, a, b, 0.2) }},
		{"tanh gradient", func(y, a, b, _ []float32) { k.TanhGrad(y, a, b) }},
		{"sigmoid gradient", func(y, a, b, _ []float32) { k.SigmoidGrad(y, a, b) }},
		{"dropout", func(y, a, b, _ []float32) { k.Dropout(y, a, b, 0.3) }},
		{"adam", func(y, a, b, c []float32) { k.Adam(y, a, b, c, h, 3) }},
		{"adamw", func(y, a, b, c []float32) { k.AdamW(y, a, b, c, h, 3) }},
		{"sgd, first", func(y, a, b, _ []float32) { k.SGD(y, a, b, damped, 1) }},
		{"sgd", func(y, a, b, _ []float32) { k.SGD(y, a, b, damped, 2) }},
		{"nesterov", func(y, a, b, _ []float32) { k.SGD(y, a, b, nesterov, 2) }},
	}
	r := rand.New(rand.NewPCG(14, 1))
	odd := []float32{nan, inf, -inf, 0, float32(math.Copysign(0, -1)), 1e-40, math.MaxFloat32}
	for _, c := range computations {
		t.Run(c.name, func(t *testing.T) {
			for _, n := range []int{1, 7, 8, 9, 31, 64, 1000, 40003} {
				in := make([][]float32, 4)
				for i := range in {
					in[i] = normal(r, n, false)
					for range n / 10 {
						in[i][r.IntN(n)] = odd[r.IntN(len(odd))]
					}
				}
				var want [][]float32
				k.EachSIMD(func(simd string) {
					got := make([][]float32, len(in))
					for i := range in {
						got[i] = slices.Clone(in[i])
					}
					c.run(got[0], got[1], got[2], got[3])
					if want == nil {
						want = got
					}
					sameBits(t, fmt.Sprintf("%s, %d values", simd, n), got, want)
				})
			}
		})
	}
}

// Vectors have approximations of their own for what needs an exponential.
func TestExponentialsMatchMath(t *testing.T) {
	r := rand.New(rand.NewPCG(16, 1))
	x := []float32{0, float32(math.Copysign(0, -1)), inf, -inf, nan, 0.625, -0.625, 1e-20, 1e-40, 88, -88, 1000, -1000, math.MaxFloat32}
	for range 20000 {
		x = append(x, float32(math.Copysign(math.Exp(10*r.Float64()-7), r.Float64()-0.5)))
	}
	for n := range 11 { // whatever is left over by vectors
		x := x[n:]
		k.EachSIMD(func(simd string) {
			y := dirty(len(x))
			for _, f := range []struct {
				name string
				run  func(y, x []float32)
				want func(x float64) float64
			}{
				{"tanh", k.Tanh, math.Tanh},
				{"sigmoid", k.Sigmoid, func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }},
			} {
				f.run(y, x)
				for i, v := range x {
					want := f.want(float64(v))
					if !(math.Abs(float64(y[i])-want) <= 4e-7*math.Abs(want)+2e-38) && !(y[i] != y[i] && v != v) {
						t.Fatalf("%s: %s(%g) is %g, want %g", simd, f.name, v, y[i], want)
					}
				}
			}
		})
	}
}

// Sums are made in the same order by vectors and pure Go.
func TestChannelsMatchPureGo(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 1))
	for i := range 60 {
		n, ch, spatial := 1+r.IntN(40), []int{1, 3, 8, 24}[r.IntN(4)], []int{1, 7, 16, 33, 64, 256}[r.IntN(6)]
		x, dy := normal(r, n*ch*spatial, i%5 == 4), normal(r, n*ch*spatial, false)
		gamma, beta := normal(r, ch, false), normal(r, ch, false)
		scale, shift := normal(r, n*ch, false), normal(r, n*ch, false)
		var want [][]float32
		k.EachSIMD(func(simd string) {
			var got [][]float32
			out := func(n int) []float32 {
				got = append(got, dirty(n))
				return got[len(got)-1]
			}
			k.ChannelSum(out(ch), x, n, ch, spatial)
			mean, variance := out(ch), out(ch)
			k.BatchNorm2DTrain(out(len(x)), mean, variance, x, gamma, beta, n, ch, spatial, 1e-5, nil)
			k.BatchNorm2DTrainGrad(out(len(x)), out(ch), out(ch), dy, x, gamma, mean, variance, n, ch, spatial, 1e-5)
			k.BatchNorm2DEvalGrad(out(len(x)), out(ch), out(ch), dy, x, gamma, mean, variance, n, ch, spatial, 1e-5)
			k.ChannelAffine(out(len(x)), x, scale, shift, n, ch, spatial)
			k.ChannelAffineGradX(out(len(x)), dy, scale, n, ch, spatial)
			if want == nil {
				want = got
			}
			sameBits(t, fmt.Sprintf("%s, %d×%d×%d", simd, n, ch, spatial), got, want)
		})
	}
}
