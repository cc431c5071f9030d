package kernels_test

import (
	"math/rand/v2"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

func TestDropoutMask(t *testing.T) {
	for _, p := range []float64{0, 1e-300, 1.0 / (1 << 53), 0.1, 0.2, 0.5, 1 - 1.0/(1<<53)} {
		y, rng := make([]float32, 10000), rand.New(rand.NewPCG(1, 2))
		kernels.DropoutMask{N: len(y), P: p, Rand: rand.New(rand.NewPCG(1, 2))}.Draw(y)
		for i, v := range y {
			want := float32(1)
			if rng.Float64() < p {
				want = 0
			}
			if v != want {
				t.Fatalf("P %g, value %d: %g, want %g", p, i, v, want)
			}
		}
	}
}
