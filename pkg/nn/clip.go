package nn

import (
	"fmt"
	"math"

	"github.com/crococlock/crococlock/pkg/nn/internal/card"
	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	G "gorgonia.org/gorgonia"
)

// normError is the error of a norm that gradients cannot be clipped by.
func normError(norm float64) error {
	if math.IsNaN(norm) || math.IsInf(norm, 0) {
		return fmt.Errorf("nn: clip: the gradients' norm is %g: %w", norm, ErrNotFinite)
	}
	return nil
}

// clipOn is ClipNorm of gradients on a card.
func clipOn(model []G.ValueGrad, limit float64) part {
	return func(c card.Card, u *card.Update) (grads [][]float32, count func(), err error) {
		u.Clip = &card.Clip{Limit: limit}
		for _, vg := range model {
			_, _, g, err := pair(vg)
			if err != nil {
				return nil, nil, err
			}
			at, err := card.Take(c, g)
			if err != nil {
				return nil, nil, err
			}
			u.Clip.Grads = append(u.Clip.Grads, card.Tensor{At: at, Size: len(g)})
			grads = append(grads, g)
		}
		return grads, nil, nil
	}
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
		norm, err := updateOn(c, clipOn(model, limit))
		if err != nil {
			return norm, fmt.Errorf("nn: clip: %w", err)
		}
		return norm, normError(norm)
	}
	var sum float64
	for _, vg := range model {
		_, _, g, err := pair(vg)
		if err != nil {
			return 0, fmt.Errorf("nn: clip: %w", err)
		}
		sum += kernels.SumSquares(g)
	}
	norm = math.Sqrt(sum)
	if err := normError(norm); err != nil {
		return norm, err
	}
	scale := min(1, float32(limit/(norm+1e-6)))
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
