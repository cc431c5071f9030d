package nn

import (
	"fmt"

	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// checkPairs reports the first weight of model that a solver cannot step on.
func checkPairs(solver string, model []G.ValueGrad) error {
	for i, vg := range model {
		if _, _, _, err := pair(vg); err != nil {
			name := fmt.Sprintf("weight %d", i)
			if n, ok := vg.(G.Namer); ok {
				name = n.Name()
			}
			return fmt.Errorf("nn: %s: %s: %w", solver, name, err)
		}
	}
	return nil
}

// pair takes a weight and its gradient apart, checked to be of one shape. The
// tensor is the identity that a solver's state belongs to: several graphs over
// one weight share it.
func pair(vg G.ValueGrad) (weight *tensor.Dense, w, g []float32, err error) {
	weight, ok := vg.Value().(*tensor.Dense)
	if !ok {
		return nil, nil, nil, fmt.Errorf("value is %T, want *tensor.Dense", vg.Value())
	}
	if weight.RequiresIterator() {
		return nil, nil, nil, fmt.Errorf("value is a strided view, want memory of its own")
	}
	if w, err = elements(weight, weight.Shape()); err != nil {
		return nil, nil, nil, err
	}
	grad, err := vg.Grad()
	if err != nil {
		return nil, nil, nil, err
	}
	if g, err = elements(grad, weight.Shape()); err != nil {
		return nil, nil, nil, fmt.Errorf("gradient: %w", err)
	}
	return weight, w, g, nil
}
