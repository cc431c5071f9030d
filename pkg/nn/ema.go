package nn

import (
	"fmt"
	"slices"

	"github.com/crococlock/crococlock/pkg/nn/internal/card"
	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	"gorgonia.org/tensor"
)

// EMA is an exponential moving average of weights, which makes better pictures
// than a generator's last weights (Yazıcı et al., 2019), and of the statistics
// beside them, if they are among what it is given.
type EMA struct {
	decay  float64
	params []Param
	means  []Param
}

// NewEMAOf is NewEMA of all that belongs to net: its weights and its buffers, such
// as the running statistics of batch norm, which then fit the averaged weights.
func NewEMAOf(net Network, decay float64) (*EMA, error) { return NewEMA(values(net), decay) }

// NewEMA starts the average at the present values of params, which it goes on
// reading; decay is the share that an update keeps, 0 ≤ decay < 1, such as 0.999:
// the average is then over about the last 1/(1−decay) updates.
func NewEMA(params []Param, decay float64) (*EMA, error) {
	if !(decay >= 0 && decay < 1) {
		return nil, fmt.Errorf("nn: ema: decay is %g, want 0 ≤ decay < 1", decay)
	}
	e := &EMA{decay: decay, params: slices.Clone(params)}
	for _, p := range params {
		p.Data() // what is newer on a card
		e.means = append(e.means, Param{Name: p.Name, Value: p.Value.Clone().(*tensor.Dense)})
	}
	return e, nil
}

// Update moves the average towards the weights: decay·average + (1−decay)·weight.
// Call it after each step of a solver.
func (e *EMA) Update() {
	if c := card.Active(); c != nil {
		if _, err := updateOn(c, e.updateOn); err != nil {
			panic(fmt.Sprintf("nn: ema: %v", err))
		}
		return
	}
	for i, p := range e.params {
		kernels.Average(e.means[i].Data(), p.Data(), e.decay)
	}
}

// updateOn is Update on a card.
func (e *EMA) updateOn(c card.Card, u *card.Update) (written [][]float32, count func(), err error) {
	a := card.Average{Decay: e.decay}
	for i, p := range e.params {
		if p.Value.Dtype() != tensor.Float32 {
			continue
		}
		value, err := card.Place(c, p.Value.Float32s())
		if err != nil {
			return nil, nil, err
		}
		mean, err := card.Take(c, e.means[i].Value.Float32s())
		if err != nil {
			return nil, nil, err
		}
		a.Means, a.Values = append(a.Means, card.Tensor{At: mean, Size: p.Value.Size()}), append(a.Values, value)
		written = append(written, e.means[i].Value.Float32s())
	}
	u.Averages = append(u.Averages, a)
	return written, nil, nil
}

// Params are the averages under their weights' names, to be saved; not copies.
func (e *EMA) Params() []Param { return slices.Clone(e.means) }

// Swap exchanges weights and averages in their memory, so that every graph over
// the weights computes with the averages until the next Swap. Do not Update or
// train in between.
func (e *EMA) Swap() {
	for i, p := range e.params {
		w, mean := p.Data(), e.means[i].Data()
		for j := range w {
			w[j], mean[j] = mean[j], w[j]
		}
	}
}

// CopyTo copies the averages into params, which must be as many and of the same
// shapes, such as those of a second network built alike. After an error nothing
// is copied.
func (e *EMA) CopyTo(params []Param) error {
	if len(params) != len(e.means) {
		return fmt.Errorf("nn: ema: copy to %d parameters, want %d", len(params), len(e.means))
	}
	for i, p := range params {
		if want := e.means[i].Value.Shape(); !slices.Equal(p.Value.Shape(), want) {
			return fmt.Errorf("nn: ema: copy to %s %v, want %s %v", p.Name, p.Value.Shape(), e.means[i].Name, want)
		}
	}
	for i, p := range params {
		copy(p.Data(), e.means[i].Data())
	}
	return nil
}
