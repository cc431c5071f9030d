package dataset

import (
	"cmp"
	"fmt"
	"math/rand/v2"
)

// A Step changes a training picture, so that a network learns what stays. Those
// of this package are structs whose zero value changes nothing but for Mirror; any
// other type with these methods goes with them.
type Step interface {
	// Apply changes x, (3, h, w) in [0,1], in its place; scratch is as long, holds
	// anything and may be written. Whatever it draws, it draws from rng.
	Apply(x, scratch []float32, h, w int, rng *rand.Rand)
	// Validate says which of the step's numbers makes no sense.
	Validate() error
}

// Augmentation is steps one after another. Each picture is changed by numbers of
// its own.
type Augmentation []Step

// DefaultAugmentation is how the residual network's training pictures are changed:
// mirrored, moved, turned, scaled and stretched in one resampling, then contrast,
// brightness, saturation and a colour cast, then a hole.
func DefaultAugmentation() Augmentation {
	return Augmentation{
		Warp{Mirror: true, Shift: 0.125, Angle: 0.17, Scale: 0.15, Stretch: 0.1},
		Contrast{Most: 0.4}, Brightness{Most: 0.2}, Saturation{Most: 0.75}, Cast{Deviation: 0.04},
		Cutout{Side: 0.28},
	}
}

// Validate reports the first step that makes no sense.
func (a Augmentation) Validate() error {
	for i, s := range a {
		if s == nil {
			return fmt.Errorf("dataset: augmentation: step %d is nil", i+1)
		}
		if err := s.Validate(); err != nil {
			return fmt.Errorf("dataset: augmentation: step %d: %w", i+1, err)
		}
	}
	return nil
}

// Apply changes the pictures of x, (N, 3, h, w), in their place, on all
// processors. Each picture's numbers follow from seed and its position alone: the
// same bits on any number of processors.
func (a Augmentation) Apply(x []float32, h, w int, seed uint64) error {
	size := 3 * h * w
	if h < 1 || w < 1 || len(x)%size != 0 {
		return fmt.Errorf("dataset: augmentation: %d values are no whole number of pictures of 3×%d×%d", len(x), h, w)
	}
	if err := a.Validate(); err != nil {
		return err
	}
	return a.apply(x, h, w, seed, 0)
}

// apply is Apply of valid steps; first is the position of x's first picture among
// all those of the seed. A panic of a step, which nobody could recover on the
// goroutines that it runs on, is an error.
func (a Augmentation) apply(x []float32, h, w int, seed, first uint64) error {
	size := 3 * h * w
	const chunk = 8 // pictures that share scratch memory
	n := len(x) / size
	chunks := (n + chunk - 1) / chunk
	errs := make([]error, chunks)
	parallel(chunks, func(c int) {
		defer func() {
			if r := recover(); r != nil {
				errs[c] = fmt.Errorf("dataset: augmentation: panic: %v", r)
			}
		}()
		scratch := make([]float32, size)
		for i := c * chunk; i < min(n, (c+1)*chunk); i++ {
			rng := rand.New(rand.NewPCG(seed, first+uint64(i)))
			for _, s := range a {
				s.Apply(x[i*size:(i+1)*size], scratch, h, w, rng)
			}
		}
	})
	return cmp.Or(errs...)
}

// within draws from [−most, most].
func within(most float64, rng *rand.Rand) float64 { return most * (2*rng.Float64() - 1) }

// checkShare reports a number that is not in [0, most].
func checkShare(name string, v, most float64) error {
	if !(v >= 0 && v <= most) {
		return fmt.Errorf("%s is %v, want 0 to %v", name, v, most)
	}
	return nil
}
