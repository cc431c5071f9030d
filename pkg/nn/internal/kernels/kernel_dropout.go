package kernels

import "math/rand/v2"

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

// Draw draws the mask.
func (k DropoutMask) Draw(y []float32) {
	for i := range y {
		y[i] = 1
		if k.Rand.Float64() < k.P {
			y[i] = 0
		}
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
