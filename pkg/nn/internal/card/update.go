package card

import "github.com/crococlock/crococlock/pkg/nn/internal/kernels"

// Update is what a training does with gradients, in this order; what is nil is not
// done.
type Update struct {
	// Finite are scalars: where one is no number or infinite, nothing else is done.
	Finite   []Address
	Clip     *Clip
	Move     *Move
	Averages []Average

	Outcome []float32 // the card's own
}

// Judged reports whether there is something that could stop u.
func (u *Update) Judged() bool { return u.Clip != nil || len(u.Finite) > 0 }

// Tensor is an array on the card.
type Tensor struct {
	At   Address
	Size int
}

// Clip scales gradients so that the norm of them all is Limit at most. Where the norm
// is no number or infinite, nothing is scaled and nothing else done. A gradient that
// is there twice counts twice in the norm and is scaled once.
type Clip struct {
	Grads []Tensor
	Limit float64
}

// Move moves weights as kernels.SGD does, or as kernels.Adam or, Decoupled, AdamW;
// their own rates and decays take the place of those in SGD or Adam.
type Move struct {
	Weights   []Moved
	SGD       *kernels.SGDHyper
	Adam      *kernels.AdamHyper
	Decoupled bool
}

// Moved is a weight that a solver moves, its gradient and its moments.
type Moved struct {
	Weight, Grad  Address
	First, Second Address // the second of Adam only
	Size, Step    int
	LR, Decay     float64
}

// Average moves each mean towards the value at its place, as kernels.Average.
type Average struct {
	Means  []Tensor
	Values []Address
	Decay  float64
}
