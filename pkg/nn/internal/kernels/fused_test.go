package kernels_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

// What is done in one pass gives the very bits of two.
func TestFusedActivations(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	draw := func(n int) []float32 {
		s := make([]float32, n)
		for i := range s {
			s[i] = float32(rng.NormFloat64())
		}
		if n > 8 {
			s[rng.IntN(n)], s[rng.IntN(n)] = float32(math.NaN()), float32(math.Inf(-1))
		}
		return s
	}
	same := func(what string, got, want []float32) {
		t.Helper()
		for i := range want {
			if math.Float32bits(got[i]) != math.Float32bits(want[i]) && !(got[i] != got[i] && want[i] != want[i]) {
				t.Fatalf("%s: element %d is %g, want %g", what, i, got[i], want[i])
			}
		}
	}
	for range 50 {
		act := kernels.Act{Slope: float32(rng.IntN(3)) / 10}
		n, c, h, w := 1+rng.IntN(5), 1+rng.IntN(5), 2+rng.IntN(20), 2+rng.IntN(20)
		p := kernels.Pool{N: n, C: c, H: h, W: w, KH: 2, KW: 2, StrideH: 2, StrideW: 2}
		x := draw(n * c * h * w)
		y, want := make([]float32, n*c*p.OH()*p.OW()), make([]float32, n*c*p.OH()*p.OW())
		kernels.MaxPool2DAct(y, x, p, act)
		kernels.MaxPool2D(want, x, p)
		kernels.Activate(want, want, act)
		same("max pool", y, want)

		gamma, beta := draw(c), draw(c)
		var stats [4][]float32
		for i := range stats {
			stats[i] = make([]float32, c)
		}
		y, want = make([]float32, len(x)), make([]float32, len(x))
		compute(kernels.BatchNormTrainForward{
			Planes: kernels.Planes{N: n, C: c, Spatial: h * w}, Eps: 1e-5, Act: &act, Mean: stats[0], Variance: stats[1],
		}, y, x, gamma, beta)
		kernels.BatchNorm2DTrain(want, stats[2], stats[3], x, gamma, beta, n, c, h*w, 1e-5, nil)
		kernels.Activate(want, want, act)
		same("mean", stats[0], stats[2])
		same("variance", stats[1], stats[3])
		same("batch norm", y, want)
	}
}
