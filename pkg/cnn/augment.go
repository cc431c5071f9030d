package cnn

import (
	"math/rand/v2"
	"slices"
)

// Augment says how training images are changed each time that they are seen, so
// that a network learns what stays. The zero value changes nothing.
type Augment struct {
	// Mirror turns left to right in half of the cases.
	Mirror bool
	// Shift is the farthest that an image moves, as a share of its side, 0 to 0.5;
	// what comes in at an edge is the image mirrored there.
	Shift float64
}

// apply changes the picture x, (3, size, size); scratch is of its length.
func (a Augment) apply(x, scratch []float32, size int, rng *rand.Rand) {
	mirror := a.Mirror && rng.IntN(2) == 1
	most := int(a.Shift * float64(size))
	down, right := 0, 0
	if most > 0 {
		down, right = rng.IntN(2*most+1)-most, rng.IntN(2*most+1)-most
	}
	if !mirror && down == 0 && right == 0 {
		return
	}
	copy(scratch, x)
	for c := range 3 {
		for row := range size {
			from := scratch[(c*size+reflect(row-down, size))*size:][:size]
			to := x[(c*size+row)*size:][:size]
			for col := range to {
				to[col] = from[reflect(col-right, size)]
			}
			if mirror {
				slices.Reverse(to)
			}
		}
	}
}

// reflect brings a position next to a line of n back into it.
func reflect(i, n int) int {
	if i < 0 {
		return -1 - i
	}
	if i >= n {
		return 2*n - 1 - i
	}
	return i
}
