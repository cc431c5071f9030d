package nn

import (
	"fmt"
	"math"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	G "gorgonia.org/gorgonia"
)

// ClipNorm scales all gradients of model by one factor, in their own memory, so
// that the norm of them all together is at most limit (Pascanu et al., 2013), with
// PyTorch's arithmetic, and returns the norm that they had. Call it between a run
// and a solver's step. Where the norm is no number or infinite it is an error, and
// nothing is scaled.
func ClipNorm(model []G.ValueGrad, limit float64) (norm float64, err error) {
	if !(limit > 0) {
		return 0, fmt.Errorf("nn: clip: limit is %g, want more than 0", limit)
	}
	if err := checkPairs("clip", model); err != nil {
		return 0, err
	}
	var sum float64
	for _, vg := range model {
		_, _, g, err := pair(vg)
		if err != nil {
			return 0, fmt.Errorf("nn: clip: %w", err)
		}
		sum += kernels.SumSquares(g)
	}
	if norm = math.Sqrt(sum); math.IsNaN(norm) || math.IsInf(norm, 0) {
		return norm, fmt.Errorf("nn: clip: the gradients' norm is %g", norm)
	}
	scale := float32(limit / (norm + 1e-6))
	if scale >= 1 {
		return norm, nil
	}
	// Two parameters may have one gradient, as the biases of both branches of a
	// residual block have.
	scaled := make(map[*float32]bool)
	for _, vg := range model {
		_, _, g, _ := pair(vg)
		if len(g) == 0 || scaled[&g[0]] {
			continue
		}
		scaled[&g[0]] = true
		kernels.Scale(g, g, scale)
	}
	return norm, nil
}
