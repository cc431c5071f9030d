package kernels

import (
	"math"
	"math/rand/v2"
)

// DropoutMask is N numbers, 0 with probability P and 1 else, drawn from Rand anew in
// each run. An input gives the shape and is not read.
type DropoutMask struct {
	N    int
	P    float64
	Rand *rand.Rand
}

// Run takes nothing.
func (k DropoutMask) Run(y []float32, _ Inputs) error {
	k.Draw(y)
	return nil
}

// Draw draws the mask: 0 where Rand.Float64() < P, without a branch, which would be
// guessed wrong every few values.
func (k DropoutMask) Draw(y []float32) {
	dropped := int64(math.Ceil(k.P * (1 << 53)))
	for i := range y {
		drawn := int64(k.Rand.Uint64() << 11 >> 11) // Float64 is this part of 1<<53
		y[i] = math.Float32frombits(math.Float32bits(1) &^ uint32((drawn-dropped)>>63))
	}
}

// DropoutForward is y = x·mask/(1 − P), N values. Its gradient is the same of dy. y
// may be either.
type DropoutForward struct {
	N int
	P float32
}

// Run takes x and the mask.
func (k DropoutForward) Run(y []float32, in Inputs) error {
	Dropout(y, in[0], in[1], k.P)
	return nil
}
