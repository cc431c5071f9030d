package gan

import (
	"context"
	"fmt"
	"math"

	"github.com/crococlock/crococlock/pkg/dataset"
)

// A generator that has collapsed makes the same few pictures whatever the noise is.
// Its losses do not show it: the discriminator's may be as low as one likes because
// the pictures are easily known, or moderate because they change from day to day.
// The pictures show it. Two numbers are measured over measured pictures of each
// class, and divided by those of as many real ones: the mean distance of two, which
// is low where all are alike, and the mean distance of each to the one nearest to
// it, which is low as well where there are a few kinds, each many times over. A
// distance is the root of the mean squared difference of pixels.
const (
	measured     = 48
	measuredSeed = 1 << 32
	// CollapsedSpread and CollapsedNearest are the shares of real images' distances
	// below which pictures are too much alike. On the study's images the hinge loss
	// stays below both, with clocks of two kinds and crocodiles of one, and the
	// relativistic loss passes both within the first thousands of steps. A
	// generator's pictures are smoother than photographs and hence nearer to each
	// other, which leaves the second the lower.
	CollapsedSpread  = 0.5
	CollapsedNearest = 0.4
)

// distances are the mean distance of two of pictures, and of each to its nearest.
func distances(x []float32, size int) (pair, nearest float64) {
	n := len(x) / size
	if n < 2 {
		return math.NaN(), math.NaN()
	}
	least := make([]float64, n)
	for i := range least {
		least[i] = math.Inf(1)
	}
	for i := range n {
		a := x[i*size : (i+1)*size]
		for j := range i {
			b, sum := x[j*size:(j+1)*size], 0.0
			for k, v := range a {
				d := float64(v - b[k])
				sum += d * d
			}
			d := math.Sqrt(sum / float64(size))
			pair += d
			least[i], least[j] = min(least[i], d), min(least[j], d)
		}
	}
	for _, d := range least {
		nearest += d / float64(n)
	}
	return pair / float64(n*(n-1)/2), nearest
}

// variety compares what generators make with real images.
type variety struct {
	pair, nearest []float64 // of the real images of each class
	n             []int     // how many of them, and of generated ones
}

// newVariety measures at most measured images of each class, evenly among those of
// idx.
func newVariety(d *dataset.Dataset, idx []int) *variety {
	v := &variety{}
	for _, own := range byClass(d, idx) {
		var some []int
		for i := range min(measured, len(own)) {
			some = append(some, own[i*len(own)/min(measured, len(own))])
		}
		pair, nearest := distances(d.X(some), 3*d.H*d.W)
		v.pair, v.nearest, v.n = append(v.pair, pair), append(v.nearest, nearest), append(v.n, len(some))
	}
	return v
}

// measure is the mean over the classes of both distances as shares of the real
// images'; NaN where no class has two images that differ.
func (v *variety) measure(m *Model) (spread, nearest float64, err error) {
	classes := 0.
	for k := range v.pair {
		if !(v.pair[k] > 0 && v.nearest[k] > 0) {
			continue
		}
		x, err := m.Sample(context.Background(), v.n[k], Only(k, len(v.n)), measuredSeed)
		if err != nil {
			return 0, 0, err
		}
		p, n := distances(x, 3*m.size*m.size)
		spread, nearest, classes = spread+p/v.pair[k], nearest+n/v.nearest[k], classes+1
	}
	return spread / classes, nearest / classes, nil
}

// HasCollapsed reports whether the generator's pictures are too much alike and will
// stay so. Over the last quarter of the records, two at least, the mean of Spread or
// of Nearest is less than CollapsedSpread or CollapsedNearest, and either it is not above that of the quarter
// before by more than a twentieth, or the discriminator, who should drive the
// pictures apart, knows the real one in half of the pairs (to three hundredths), which
// is not at all. A generator at its beginning, whose pictures are alike as well,
// passes by growing.
func (h History) HasCollapsed() bool {
	if len(h) < fewest {
		return false
	}
	n := len(h) / 4
	last, before := h[len(h)-n:], h[len(h)-2*n:len(h)-n]
	blind := math.Abs(last.mean(func(r Record) float64 { return r.Won })-0.5) < 0.03
	stuck := func(of func(Record) float64, low float64) bool {
		v := last.mean(of)
		return v < low && (blind || v <= 1.05*before.mean(of))
	}
	return stuck(func(r Record) float64 { return r.Spread }, CollapsedSpread) ||
		stuck(func(r Record) float64 { return r.Nearest }, CollapsedNearest)
}

// fewest records are needed to tell what grows from what does not.
const fewest = 8

func (h History) mean(of func(Record) float64) (mean float64) {
	for _, r := range h {
		mean += of(r) / float64(len(h))
	}
	return mean
}

// Verdict says in a sentence or two how training stands: whether the generator has
// collapsed, whether the discriminator has won, or neither.
func (h History) Verdict() string {
	if len(h) == 0 {
		return "Nothing is measured yet."
	}
	r := h[len(h)-1]
	alike := fmt.Sprintf("At step %d two generated pictures of a class are %.2f times as far apart as two real ones, and each is %.2f times as far from its nearest.", r.Step, r.Spread, r.Nearest)
	low := r.Spread < CollapsedSpread || r.Nearest < CollapsedNearest
	switch {
	case h.HasCollapsed():
		return "The generator has collapsed: whatever the noise, it makes much the same pictures, and nothing changes that any more. " + alike
	case r.Won > 0.99:
		return fmt.Sprintf("The discriminator has won: it knows the real picture in %.1f %% of pairs, by a margin of %.1f, and leaves the generator little to learn from. ", 100*r.Won, r.Margin) + alike
	case low && len(h) < fewest:
		return "It is too early to tell whether the generator will make different pictures. " + alike
	case low:
		return "The generator's pictures are still much alike, but become less so. " + alike
	}
	return fmt.Sprintf("Both networks learn: the discriminator knows the real picture in %.0f %% of pairs. ", 100*r.Won) + alike
}
