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

// part adds what it does to an update on a card, and says what is to be noted here
// once that has been done. It is called within card.Do, and so is done.
type part func(c card.Card, u *card.Update) (done func(), err error)

// queued is an update made of parts.
type queued struct {
	card.Update
	done []func()
}

// newQueued is an update on c, to be made within card.Do.
func newQueued(c card.Card, parts []part) (*queued, error) {
	q := &queued{}
	for _, p := range parts {
		done, err := p(c, &q.Update)
		if err != nil {
			return nil, err
		}
		q.done = append(q.done, done)
	}
	return q, nil
}

// finish waits for the outcome and notes what has been done.
func (q *queued) finish(c card.Card) (norm float64, moved bool, err error) {
	if norm, moved, err = c.Outcome(&q.Update); err != nil || !moved {
		return norm, moved, err
	}
	for _, done := range q.done {
		done()
	}
	return norm, true, nil
}

// updateOn does parts on c.
func updateOn(c card.Card, parts ...part) (norm float64, moved bool, err error) {
	err = card.Do(func() error {
		q, err := newQueued(c, parts)
		if err == nil {
			err = c.Update(&q.Update)
		}
		if err == nil {
			norm, moved, err = q.finish(c)
		}
		return err
	})
	return norm, moved, err
}

// addMove adds to an update that a solver moves model's weights; moments gives its
// memory for each, of which the second may be nil, and counted counts the step.
func addMove(c card.Card, u *card.Update, move card.Move, model []G.ValueGrad,
	moments func(weight *tensor.Dense) (m card.Moved, first, second []float32), count func(weight *tensor.Dense)) (done func(), err error) {
	move.Weights = make([]card.Moved, len(model))
	written := make([][]float32, 0, 3*len(model))
	for i, vg := range model {
		weight, w, g, err := pair(vg)
		if err != nil {
			return nil, err
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
				return nil, err
			}
		}
		move.Weights[i] = m
		written = append(written, w, first, second)
	}
	u.Move = &move
	return func() {
		for _, s := range written {
			card.Changed(s)
		}
		for _, vg := range model {
			count(vg.Value().(*tensor.Dense))
		}
	}, nil
}
