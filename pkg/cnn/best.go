package cnn

import (
	"math"
	"slices"

	"github.com/crococlock/crococlock/pkg/nn"
)

// A best is the state of a network after the best epoch so far.
type best struct {
	epoch  Epoch
	params []nn.Param
	floats [][]float32
	ints   [][]int64
}

// see keeps the network's state if no epoch was better than e.
func (b *best) see(e Epoch) {
	if b.floats != nil && !better(e, b.epoch) {
		return
	}
	b.epoch, b.floats, b.ints = e, b.floats[:0], b.ints[:0]
	for _, p := range b.params {
		b.floats, b.ints = append(b.floats, slices.Clone(p.Data())), append(b.ints, slices.Clone(p.Ints()))
	}
}

// restore gives the network that state, if there is one.
func (b *best) restore() {
	for i := range b.floats {
		copy(b.params[i].Data(), b.floats[i])
		copy(b.params[i].Ints(), b.ints[i])
	}
}

func better(a, b Epoch) bool {
	if math.IsNaN(a.ValidationLoss) {
		return a.TrainLoss < b.TrainLoss
	}
	if a.ValidationAccuracy != b.ValidationAccuracy {
		return a.ValidationAccuracy > b.ValidationAccuracy
	}
	return a.ValidationLoss < b.ValidationLoss
}
