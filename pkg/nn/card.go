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

// part adds what it does to an update on a card, within card.Do; it says what memory
// that writes, and what is to be counted here if it has been done, nil for nothing.
type part func(c card.Card, u *card.Update) (written [][]float32, count func(), err error)

// queued is an update made of parts.
type queued struct {
	card.Update
	card    card.Card
	written [][]float32
	counts  []func()
}

// newQueued is an update on c, made within card.Do.
func newQueued(c card.Card, parts []part) (*queued, error) {
	q := &queued{card: c}
	for _, p := range parts {
		written, count, err := p(c, &q.Update)
		if err != nil {
			return nil, err
		}
		q.written = append(q.written, written...)
		if count != nil {
			q.counts = append(q.counts, count)
		}
	}
	return q, nil
}

// under notes, within card.Do, that the card has been asked for the update.
func (q *queued) under() {
	for _, s := range q.written {
		card.Changed(s)
	}
}

// finish waits for the outcome and counts what has been done.
func (q *queued) finish() (norm float64, moved bool, err error) {
	err = card.Do(func() error {
		if norm, moved, err = q.card.Outcome(&q.Update); err != nil {
			return err
		}
		return card.Fetch(q.card, q.written)
	})
	if err == nil && moved {
		for _, count := range q.counts {
			count()
		}
	}
	return norm, moved, err
}

// updateOn does parts on c.
func updateOn(c card.Card, parts ...part) (norm float64, err error) {
	var q *queued
	err = card.Do(func() (err error) {
		if q, err = newQueued(c, parts); err != nil {
			return err
		}
		if err = c.Update(&q.Update); err == nil {
			q.under()
		}
		return err
	})
	if err != nil {
		return 0, err
	}
	norm, _, err = q.finish()
	return norm, err
}

// addMove adds to an update that a solver moves model's weights; moments gives its
// memory for each, of which the second may be nil, and counted counts the step.
func addMove(c card.Card, u *card.Update, move card.Move, model []G.ValueGrad,
	moments func(weight *tensor.Dense) (m card.Moved, first, second []float32), count func(weight *tensor.Dense)) (written [][]float32, counted func(), err error) {
	move.Weights = make([]card.Moved, len(model))
	for i, vg := range model {
		weight, w, g, err := pair(vg)
		if err != nil {
			return nil, nil, err
		}
		m, first, second := moments(weight)
		m.Size = len(w)
		take := card.Take
		if !card.Kept(w) { // nobody tells when it is looked at here
			take = card.Place
		}
		if m.Weight, err = take(c, w); err != nil {
			return nil, nil, err
		}
		for _, part := range []struct {
			at *card.Address
			s  []float32
		}{{&m.Grad, g}, {&m.First, first}, {&m.Second, second}} {
			if len(part.s) == 0 {
				continue
			}
			if *part.at, err = card.Take(c, part.s); err != nil {
				return nil, nil, err
			}
		}
		move.Weights[i] = m
		written = append(written, w, first, second)
	}
	u.Move = &move
	return written, func() {
		for _, vg := range model {
			count(vg.Value().(*tensor.Dense))
		}
	}, nil
}
