package nn

import (
	"github.com/crococlock/crococlock/pkg/nn/internal/card"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// onCard is the card that model's gradients were computed on; nil for none. What
// is not there, or only there, is then in the program's memory.
func onCard(model []G.ValueGrad) (card.Card, error) {
	c := card.Active()
	if c != nil {
		for _, vg := range model {
			if _, _, g, err := pair(vg); err != nil || card.Lies(g) {
				return c, err
			}
		}
	}
	for _, vg := range model {
		_, w, g, err := pair(vg)
		if err != nil {
			return nil, err
		}
		card.Here(w)
		if err := card.Read(g); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// moveOnCard lets c move weights by gradients that lie there; moments gives the
// solver's memory for each, of which the second may be nil.
func moveOnCard(c card.Card, model []G.ValueGrad, moments func(weight *tensor.Dense) (m card.Moved, first, second []float32),
	move func([]card.Moved) error) error {
	return card.Do(func() error {
		all := make([]card.Moved, len(model))
		var written [][]float32
		for i, vg := range model {
			weight, w, g, err := pair(vg)
			if err != nil {
				return err
			}
			m, first, second := moments(weight)
			m.Size = len(w)
			for _, part := range []struct {
				at *card.Address
				s  []float32
			}{{&m.Weight, w}, {&m.Grad, g}, {&m.First, first}, {&m.Second, second}} {
				if len(part.s) == 0 {
					continue
				}
				if *part.at, err = card.Take(c, part.s); err != nil {
					return err
				}
			}
			all[i] = m
			written = append(written, w, first, second)
		}
		if err := move(all); err != nil {
			return err
		}
		for _, s := range written {
			card.Changed(s)
		}
		return nil
	})
}

// gradientsOnCard are the addresses and sizes of model's gradients.
func gradientsOnCard(c card.Card, model []G.ValueGrad) (at []card.Address, sizes []int, err error) {
	for _, vg := range model {
		_, _, g, err := pair(vg)
		if err != nil {
			return nil, nil, err
		}
		a, err := card.Take(c, g)
		if err != nil {
			return nil, nil, err
		}
		// Two parameters may have one gradient: it counts twice in the norm.
		at, sizes = append(at, a), append(sizes, len(g))
	}
	return at, sizes, nil
}
