package gan

import (
	"fmt"
	"math/rand/v2"

	"github.com/crococlock/crococlock/pkg/dataset"
)

// PixelAverage lays pictures over one another: each of n results, (n, 3, H, W) in
// [0,1], is made of one of the images idx of each class that has a share in mix,
// weighted by it. Picture i of a seed is the same whatever n is. It is the
// simplest thing that is between two classes, and it shows both at once instead
// of one that could be either.
func PixelAverage(d *dataset.Dataset, idx []int, n int, mix []float64, seed uint64) ([]float32, error) {
	if n < 0 {
		return nil, fmt.Errorf("gan: %d pictures, want 0 or more", n)
	}
	if err := d.Check(idx); err != nil {
		return nil, fmt.Errorf("gan: pixel average: %w", err)
	}
	if err := checkMix(mix, len(d.Classes)); err != nil {
		return nil, err
	}
	of := byClass(d, idx)
	for k, share := range mix {
		if share > 0 && len(of[k]) == 0 {
			return nil, fmt.Errorf("gan: pixel average: no image of class %s to take", d.Classes[k])
		}
	}
	size := 3 * d.H * d.W
	out, one := make([]float32, n*size), make([]float32, size)
	for i := range n {
		rng := rand.New(rand.NewPCG(seed, uint64(i)))
		to := out[i*size : (i+1)*size]
		for k, share := range mix {
			if share == 0 {
				continue
			}
			d.Fill(one, []int{of[k][rng.IntN(len(of[k]))]})
			for j, v := range one {
				to[j] += float32(share) * v
			}
		}
	}
	return out, nil
}

// byClass parts idx into the positions of each class.
func byClass(d *dataset.Dataset, idx []int) [][]int {
	of := make([][]int, len(d.Classes))
	for _, i := range idx {
		of[d.Labels[i]] = append(of[d.Labels[i]], i)
	}
	return of
}
