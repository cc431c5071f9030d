package nn

import (
	"fmt"
	"math"
	"slices"

	"github.com/crococlock/crococlock/pkg/nn/internal/card"
	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	G "gorgonia.org/gorgonia"
)

// clipScale is the norm of gradients whose squares add up to sum, and the factor, 1
// at most, that makes it limit.
func clipScale(sum, limit float64) (norm float64, scale float32, err error) {
	if norm = math.Sqrt(sum); math.IsNaN(norm) || math.IsInf(norm, 0) {
		return norm, 1, fmt.Errorf("the gradients' norm is %g", norm)
	}
	return norm, min(1, float32(limit/(norm+1e-6))), nil
}

// clipOn is ClipNorm of gradients on a card.
func clipOn(c card.Card, model []G.ValueGrad, limit float64) (norm float64, err error) {
	err = card.Do(func() error {
		at, sizes, err := gradientsOnCard(c, model)
		if err != nil {
			return err
		}
		sum, err := c.SumSquares(at, sizes)
		if err != nil {
			return err
		}
		var scale float32
		if norm, scale, err = clipScale(sum, limit); err != nil || scale == 1 {
			return err
		}
		// Two parameters may have one gradient, as the biases of both branches of a
		// residual block have.
		once, onceSizes := make([]card.Address, 0, len(at)), make([]int, 0, len(at))
		for i, a := range at {
			if !slices.Contains(once, a) {
				once, onceSizes = append(once, a), append(onceSizes, sizes[i])
			}
		}
		return c.Scale(once, onceSizes, scale)
	})
	if err != nil {
		err = fmt.Errorf("nn: clip: %w", err)
	}
	return norm, err
}

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
	c, err := onCard(model)
	if err != nil {
		return 0, fmt.Errorf("nn: clip: %w", err)
	}
	if c != nil {
		return clipOn(c, model, limit)
	}
	var sum float64
	for _, vg := range model {
		_, _, g, err := pair(vg)
		if err != nil {
			return 0, fmt.Errorf("nn: clip: %w", err)
		}
		sum += kernels.SumSquares(g)
	}
	norm, scale, err := clipScale(sum, limit)
	if err != nil {
		return norm, fmt.Errorf("nn: clip: %w", err)
	}
	if scale == 1 {
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
