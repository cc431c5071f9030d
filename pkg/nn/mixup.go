package nn

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// OneHot are targets (N, classes) that give all to each label's class, for
// SoftmaxCrossEntropyWith and Mixup. It fails on a label that is not a class.
func OneHot(labels []int, classes int) ([]float32, error) {
	t := make([]float32, len(labels)*max(classes, 0))
	for i, l := range labels {
		if l < 0 || l >= classes {
			return nil, fmt.Errorf("nn: one-hot: label %d is %d, want 0 to %d", i, l, classes-1)
		}
		t[i*classes+l] = 1
	}
	return t, nil
}

// Mixup mixes the n pictures of a batch with others of it, and their targets
// alike, both in place: λ·x + (1−λ)·x', for all of them one λ drawn from a beta
// distribution of alpha and alpha, and a permutation drawn for the others (Zhang
// et al., 2018; 0.2 and 1 are usual). Targets are shares, such as those of OneHot.
// It returns λ.
func Mixup(x, targets []float32, n int, alpha float64, rng *rand.Rand) (lambda float64, err error) {
	if n < 1 || len(x) == 0 || len(x)%n != 0 || len(targets) == 0 || len(targets)%n != 0 {
		return 0, fmt.Errorf("nn: mixup: %d values and %d targets of %d pictures: want as many for each", len(x), len(targets), n)
	}
	if !(alpha > 0) {
		return 0, fmt.Errorf("nn: mixup: alpha is %g, want more than 0", alpha)
	}
	if rng == nil {
		return 0, fmt.Errorf("nn: mixup: rng is nil")
	}
	// Logarithms, as both may be too small for numbers.
	a, b := logGamma(alpha, rng), logGamma(alpha, rng)
	lambda = 1 / (1 + math.Exp(b-a))
	other := rng.Perm(n)
	for _, all := range [][]float32{x, targets} {
		size := len(all) / n
		was := append([]float32(nil), all...)
		for i, j := range other {
			row, with := all[i*size:][:size], was[j*size:][:size]
			for k := range row {
				row[k] = float32(lambda)*row[k] + float32(1-lambda)*with[k]
			}
		}
	}
	return lambda, nil
}

// logGamma draws the logarithm of a value of the gamma distribution of shape alpha
// (Marsaglia and Tsang, 2000; below 1 with their section 6).
func logGamma(alpha float64, rng *rand.Rand) float64 {
	if alpha < 1 {
		u := 1 - rng.Float64() // not 0
		return logGamma(alpha+1, rng) + math.Log(u)/alpha
	}
	d := alpha - 1./3
	c := 1 / math.Sqrt(9*d)
	for {
		x := rng.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		if u := 1 - rng.Float64(); math.Log(u) < x*x/2+d-d*v+d*math.Log(v) {
			return math.Log(d * v)
		}
	}
}
