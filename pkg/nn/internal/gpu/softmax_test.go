//go:build emulator || gpu

package gpu

import (
	"math"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

func TestSoftmax(t *testing.T) {
	rng := newRand(9)
	for _, a := range []kernels.Axis{{Outer: 1, N: 2, Inner: 1}, {Outer: 9, N: 10, Inner: 1}, {Outer: 500, N: 2, Inner: 1}, {Outer: 3, N: 1000, Inner: 1}, {Outer: 2, N: 5, Inner: 7}, {Outer: 1, N: 1, Inner: 3}} {
		n, rows := a.Outer*a.N*a.Inner, a.Outer*a.Inner
		x, dy := moved(rng, n, 50, 4), normal(rng, n)
		for _, log := range []bool{false, true} {
			y := compare(t, kernels.SoftmaxForward{Axis: a, Log: log}, n, forward, kernels.Inputs{x}, 0)
			compare(t, kernels.SoftmaxBackward{Axis: a, Log: log}, n, backward, kernels.Inputs{dy, y}, 0, 1)
		}
		y := compare(t, kernels.LogSumExpForward{Axis: a}, rows, forward, kernels.Inputs{x})
		compare(t, kernels.LogSumExpBackward{Axis: a}, n, backward, kernels.Inputs{normal(rng, rows), x, y}, 1)
	}
	inf := float32(math.Inf(1))
	for _, row := range [][]float32{{1, -inf, 2}, {1, float32(math.NaN()), 2}, {3e38, -3e38, 0}} {
		for _, log := range []bool{false, true} {
			compare(t, kernels.SoftmaxForward{Axis: kernels.Axis{Outer: 1, N: 3, Inner: 1}, Log: log}, 3, forward, kernels.Inputs{row})
			compare(t, kernels.SoftmaxForward{Axis: kernels.Axis{Outer: 1, N: 3, Inner: 1}, Log: log}, 3, forward, kernels.Inputs{row})
		}
	}
	for _, row := range [][]float32{{-inf, -inf, -inf}, {1, inf, 2}} {
		compare(t, kernels.LogSumExpForward{Axis: kernels.Axis{Outer: 1, N: 3, Inner: 1}}, 1, forward, kernels.Inputs{row})
		compare(t, kernels.LogSumExpForward{Axis: kernels.Axis{Outer: 1, N: 1, Inner: 3}}, 3, forward, kernels.Inputs{row})
	}
}
