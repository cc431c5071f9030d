package generation

import (
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// KIDConfig says how the kernel inception distance is estimated.
type KIDConfig struct {
	// Subsets is how many pairs of subsets it is measured on, 2 or more, Size the
	// vectors in each, 2 to those that there are; 0 is half of the smaller set, 2 to
	// 250.
	Subsets, Size int
	// Seed chooses the subsets.
	Seed uint64
}

// DefaultKID is a hundred pairs of subsets.
func DefaultKID() KIDConfig { return KIDConfig{Subsets: 100} }

// usualSize is the largest size of subsets where none is given.
const usualSize = 250

// A Distance is how far two sets of vectors are apart as distributions.
type Distance struct {
	// Value is the unbiased estimate from all vectors; about 0, and as often below
	// it as above, for sets that differ by chance alone.
	Value float64
	// Mean and Deviation are those of the estimates from subsets of Size vectors:
	// how far a set of so many may be off.
	Mean, Deviation float64
	Size            int
}

// String is like "0.0123 ± 0.0021".
func (d Distance) String() string { return fmt.Sprintf("%.4f ± %.4f", d.Value, d.Deviation) }

// KID is the kernel distance (Bińkowski et al., 2018) of the rows of x and y: the
// unbiased estimate of the squared maximum mean discrepancy (Gretton et al., 2012,
// eq. 3) with the kernel (x·y/D + 1)³. x is (N, D), y (M, D). Errors: fewer than
// two rows, or than config wants, other widths, a value that is not finite.
func KID(x, y *mat.Dense, config KIDConfig) (Distance, error) {
	n, dims := x.Dims()
	m, other := y.Dims()
	switch {
	case n < 2 || m < 2:
		return Distance{}, fmt.Errorf("generation: KID of %d vectors and %d, want two or more of each", n, m)
	case dims != other:
		return Distance{}, fmt.Errorf("generation: KID of vectors of %d dimensions and of %d", dims, other)
	}
	if config.Size == 0 {
		config.Size = max(min(n/2, m/2, usualSize), 2)
	}
	if config.Subsets < 2 || config.Size < 2 || config.Size > min(n, m) {
		return Distance{}, fmt.Errorf("generation: KID: %d subsets of %d vectors, want two or more, each of 2 to %d", config.Subsets, config.Size, min(n, m))
	}
	for _, t := range []*mat.Dense{x, y} {
		if err := finite("KID", mat.DenseCopyOf(t).RawMatrix().Data); err != nil {
			return Distance{}, err
		}
	}
	k := kernels{cubes(x, x), cubes(y, y), cubes(x, y)}
	d := Distance{Value: k.discrepancy(count(n), count(m)), Size: config.Size}
	rng := rand.New(rand.NewPCG(config.Seed, 0))
	estimates := make([]float64, config.Subsets)
	for i := range estimates {
		estimates[i] = k.discrepancy(rng.Perm(n)[:config.Size], rng.Perm(m)[:config.Size])
	}
	d.Mean, d.Deviation = stat.MeanStdDev(estimates, nil)
	return d, nil
}

// count is 0 to n−1.
func count(n int) []int {
	idx := make([]int, n)
	for i := range idx {
		idx[i] = i
	}
	return idx
}

// kernels are the kernel's values between rows of x, between those of y, and from
// x to y.
type kernels struct{ xx, yy, xy *mat.Dense }

// cubes is the kernel of each row of a with each of b.
func cubes(a, b *mat.Dense) *mat.Dense {
	_, dims := a.Dims()
	k := &mat.Dense{}
	k.Mul(a, b.T())
	k.Apply(func(_, _ int, v float64) float64 {
		v = v/float64(dims) + 1
		return v * v * v
	}, k)
	return k
}

// discrepancy is the unbiased estimate from some rows of x and of y.
func (k kernels) discrepancy(x, y []int) float64 {
	within := func(k *mat.Dense, idx []int) float64 {
		sum := 0.0
		for a, i := range idx {
			row := k.RawRowView(i)
			for _, j := range idx[:a] {
				sum += 2 * row[j]
			}
		}
		return sum / float64(len(idx)*(len(idx)-1))
	}
	across := 0.0
	for _, i := range x {
		row := k.xy.RawRowView(i)
		for _, j := range y {
			across += row[j]
		}
	}
	return within(k.xx, x) + within(k.yy, y) - 2*across/float64(len(x)*len(y))
}
