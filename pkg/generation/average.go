package generation

import (
	"fmt"
	"math/rand/v2"
)

// PixelAverages are the simplest of all pictures between two classes: the mean,
// pixel by pixel, of a picture of one and a picture of the other, drawn anew for
// each of n.
func PixelAverages(first, second Pictures, n int, seed uint64) (Pictures, error) {
	if err := same(first, second); err != nil {
		return Pictures{}, err
	}
	if n < 1 {
		return Pictures{}, fmt.Errorf("generation: %d averages, want one or more", n)
	}
	rng := rand.New(rand.NewPCG(seed, 0))
	out := Pictures{first.Side, make([]float32, 0, n*first.size())}
	for range n {
		a, b := first.At(rng.IntN(first.Len())), second.At(rng.IntN(second.Len()))
		for i := range a {
			out.X = append(out.X, (a[i]+b[i])/2)
		}
	}
	return out, nil
}
