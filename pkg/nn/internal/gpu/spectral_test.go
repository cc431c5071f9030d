//go:build emulator || gpu

package gpu

import (
	"testing"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

func TestSpectralNorm(t *testing.T) {
	rng := newRand(17)
	for _, m := range []kernels.Matrix{{Outer: 1, Rows: 2, Inner: 3}, {Outer: 1, Rows: 32, Inner: 27}, {Outer: 5, Rows: 7, Inner: 9}, {Outer: 1, Rows: 300, Inner: 144}, {Outer: 16, Rows: 8, Inner: 16}, {Outer: 1, Rows: 1, Inner: 2000}} {
		n := m.Rows * m.Cols()
		w := normal(rng, n)
		for _, train := range []bool{true, false} {
			f := &kernels.SpectralForward{
				Matrix: m, Train: train, U: normal(rng, m.Rows), V: normal(rng, m.Cols()),
				NowU: make([]float32, m.Rows), NowV: make([]float32, m.Cols()), Sigma: make([]float32, 1),
			}
			y := compare(t, f, n, 3e-5, kernels.Inputs{w}, 0)
			compare(t, kernels.SpectralBackward{Forward: f}, n, backward, kernels.Inputs{normal(rng, n), y}, 0, 1)
		}
	}
}
