package nn

import "slices"

// Best keeps the weights and statistics of a network as they were when it did
// best, and counts for how long it has not done better.
type Best struct {
	params []Param
	kept   [][]float32
	score  float64
	any    bool
	waited int
}

// NewBest keeps nothing yet.
func NewBest(net Network) *Best {
	b := &Best{params: values(net)}
	for _, p := range b.params {
		b.kept = append(b.kept, make([]float32, len(p.Data())))
	}
	return b
}

// Keep copies the network as it is if score is higher than ever before, and
// reports whether it is: of an accuracy itself, of a loss its negative. The first
// score is a best, one that is no number is none.
func (b *Best) Keep(score float64) bool {
	if score != score || b.any && score <= b.score {
		b.waited++
		return false
	}
	b.any, b.score, b.waited = true, score, 0
	for i, p := range b.params {
		copy(b.kept[i], p.Data())
	}
	return true
}

// Score is the best so far; ok is false if there is none.
func (b *Best) Score() (score float64, ok bool) { return b.score, b.any }

// Waited is the number of scores since the best, for early stopping: training
// ends when it reaches a limit (Prechelt, 1998).
func (b *Best) Waited() int { return b.waited }

// Restore copies the best into the network and reports whether there is one.
func (b *Best) Restore() bool {
	if b.any {
		for i, p := range b.params {
			copy(p.Data(), b.kept[i])
		}
	}
	return b.any
}

// tensors are what is kept, under its names.
func (b *Best) tensors() []StateTensor {
	out := make([]StateTensor, len(b.params))
	for i, p := range b.params {
		out[i] = StateTensor{Name: p.Name, Shape: slices.Clone([]int(p.Value.Shape())), Data: b.kept[i]}
	}
	return out
}
