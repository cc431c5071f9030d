package generation

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// A Neighbour is the training picture nearest to another.
type Neighbour struct {
	Sample, Training int // positions among samples and training pictures
	// Mirrored says that the training picture's mirror image is nearer than itself.
	Mirrored bool
	// Distance is the Euclidean one over all values.
	Distance float64
}

// Copies are samples too near to a training picture to be of their own.
type Copies struct {
	// Share is that of the samples nearer than Threshold, the first percentile of
	// the distances of training pictures from the nearest other one or its mirror.
	Share     Share
	Threshold float64
	// Nearest has the nearest training picture of each sample, the nearest first.
	Nearest []Neighbour
}

// percentile is the share of the training pictures that are as near to another.
const percentile = 0.01

// FindCopies looks for copies of training pictures, three or more, or of their
// mirrors among samples.
func FindCopies(samples, training Pictures) (*Copies, error) {
	if err := same(samples, training); err != nil {
		return nil, err
	}
	return findCopies(samples, training, neighbours(training, training, true))
}

// findCopies is FindCopies for those who know what is nearest among the training
// pictures.
func findCopies(samples, training Pictures, among []Neighbour) (*Copies, error) {
	if err := same(samples, training); err != nil {
		return nil, err
	}
	return newCopies(neighbours(samples, training, false), among)
}

// FindTwins is FindCopies of training pictures among themselves: how many of those
// at the positions idx, which are the samples, are as near to another one. Of all
// training pictures it is one in a hundred, by what the threshold is.
func FindTwins(training Pictures, idx []int) (*Copies, error) {
	if err := training.Validate(); err != nil {
		return nil, err
	}
	return findTwins(idx, neighbours(training, training, true))
}

func findTwins(idx []int, among []Neighbour) (*Copies, error) {
	var nearest []Neighbour
	for k, i := range idx {
		if i < 0 || i >= len(among) {
			return nil, fmt.Errorf("generation: picture %d, there are %d", i, len(among))
		}
		n := among[i]
		n.Sample = k
		nearest = append(nearest, n)
	}
	return newCopies(nearest, among)
}

// newCopies takes what is nearest to samples, and to training pictures among
// themselves.
func newCopies(nearest, among []Neighbour) (*Copies, error) {
	if len(among) < 3 {
		return nil, fmt.Errorf("generation: copies of %d pictures, want three or more to know how near is near", len(among))
	}
	apart := make([]float64, len(among))
	for i, n := range among {
		apart[i] = n.Distance
	}
	slices.Sort(apart)
	c := &Copies{Threshold: stat.Quantile(percentile, stat.LinInterp, apart, nil), Nearest: nearest}
	near := make([]bool, len(nearest))
	for i, n := range nearest {
		near[i] = n.Distance < c.Threshold
	}
	slices.SortStableFunc(c.Nearest, func(a, b Neighbour) int { return cmp.Compare(a.Distance, b.Distance) })
	var err error
	c.Share, err = shareOf(near)
	return c, err
}

// neighbours are the training pictures nearest to each sample; others says that
// the samples are the training pictures, of which none is its own neighbour.
func neighbours(samples, training Pictures, others bool) []Neighbour {
	x := doubles(samples)
	nearest := make([]Neighbour, samples.Len())
	for i := range nearest {
		nearest[i].Distance = math.Inf(1)
	}
	for _, mirrored := range []bool{false, true} {
		y := doubles(training)
		if mirrored {
			y = doubles(training.Mirrored())
		}
		d := squares(x, y)
		for i := range nearest {
			row := d.RawRowView(i)
			if others {
				row[i] = math.Inf(1)
			}
			best := floats.MinIdx(row)
			// Products of long vectors leave an error that matters where they are the same.
			distance := floats.Distance(x.RawRowView(i), y.RawRowView(best), 2)
			if distance < nearest[i].Distance {
				nearest[i] = Neighbour{i, best, mirrored, distance}
			}
		}
	}
	return nearest
}

// doubles are pictures as rows.
func doubles(p Pictures) *mat.Dense {
	x := mat.NewDense(p.Len(), p.size(), nil)
	for i, v := range p.X {
		x.RawMatrix().Data[i] = float64(v)
	}
	return x
}
