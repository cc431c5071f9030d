package cluster

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// KMeansConfig says how k-means looks for clusters.
type KMeansConfig struct {
	Clusters   int // 1 to as many as images
	Restarts   int // from other beginnings, of which the best result is taken; 1 or more
	Iterations int // at most, for each beginning; 1 or more
}

// DefaultKMeans looks ten times for so many clusters.
func DefaultKMeans(clusters int) KMeansConfig {
	return KMeansConfig{Clusters: clusters, Restarts: 10, Iterations: 300}
}

// Validate says what makes no sense for n images.
func (c KMeansConfig) Validate(n int) error {
	if c.Clusters < 1 || c.Clusters > n {
		return fmt.Errorf("cluster: k-means: %d clusters of %d images", c.Clusters, n)
	}
	if c.Restarts < 1 || c.Iterations < 1 {
		return fmt.Errorf("cluster: k-means: %d beginnings of %d iterations, want 1 or more", c.Restarts, c.Iterations)
	}
	return nil
}

// Clusters is images in groups that nobody named.
type Clusters struct {
	Labels  []int      // (N), each image's cluster
	Centres *mat.Dense // (K, D), the mean of each cluster
	Inertia float64    // the sum of squared distances from the centres
}

// KMeans divides the images, (N, D), into clusters of which each image is nearest
// to its own centre (Lloyd 1982), from beginnings that lie apart (k-means++, Arthur
// and Vassilvitskii 2007). The same rng gives the same clusters. x is not modified.
func KMeans(x *mat.Dense, config KMeansConfig, rng *rand.Rand) (*Clusters, error) {
	if err := checkFeatures("k-means", x); err != nil {
		return nil, err
	}
	n, _ := x.Dims()
	if err := config.Validate(n); err != nil {
		return nil, err
	}
	var best *Clusters
	for range config.Restarts {
		c := lloyd(x, plusPlus(x, config.Clusters, rng), config.Iterations)
		if best == nil || c.Inertia < best.Inertia {
			best = c
		}
	}
	return best, nil
}

// plusPlus chooses k images as centres, each with a chance that grows with its
// squared distance from those that are chosen.
func plusPlus(x *mat.Dense, k int, rng *rand.Rand) *mat.Dense {
	n, dims := x.Dims()
	centres := mat.NewDense(k, dims, nil)
	nearest := make([]float64, n)
	for i := range nearest {
		nearest[i] = math.Inf(1)
	}
	at := rng.IntN(n)
	for c := range k {
		if c > 0 {
			at = draw(nearest, rng)
		}
		centres.SetRow(c, x.RawRowView(at))
		for i := range nearest {
			nearest[i] = math.Min(nearest[i], squared(x.RawRowView(i), centres.RawRowView(c)))
		}
	}
	return centres
}

// draw is a position with a chance in proportion to its weight; any, where all
// weights are zero.
func draw(weights []float64, rng *rand.Rand) int {
	left := rng.Float64() * floats.Sum(weights)
	if left == 0 {
		return rng.IntN(len(weights))
	}
	last := 0
	for i, w := range weights {
		if w > 0 {
			last = i
		}
		if left -= w; left < 0 {
			return i
		}
	}
	return last // rounding left a little over
}

// squared is the squared distance of a and b.
func squared(a, b []float64) float64 {
	sum := 0.0
	for i, v := range a {
		sum += (v - b[i]) * (v - b[i])
	}
	return sum
}

// lloyd moves centres into the middle of what is nearest to them until nothing
// changes. A cluster that loses all its images gets the one farthest from its own
// centre.
func lloyd(x, centres *mat.Dense, iterations int) *Clusters {
	n, _ := x.Dims()
	k, _ := centres.Dims()
	c := &Clusters{Labels: make([]int, n), Centres: centres}
	for i := range c.Labels {
		c.Labels[i] = -1
	}
	far := make([]float64, n)
	for range iterations {
		if !c.assign(x, far) {
			break
		}
		count := make([]int, k)
		for _, label := range c.Labels {
			count[label]++
		}
		for label := range count {
			if count[label] > 0 {
				continue
			}
			at := -1
			for i, l := range c.Labels {
				if count[l] > 1 && (at < 0 || far[i] > far[at]) {
					at = i
				}
			}
			count[c.Labels[at]]--
			c.Labels[at], far[at], count[label] = label, 0, 1
		}
		centres.Zero()
		for i, label := range c.Labels {
			floats.Add(centres.RawRowView(label), x.RawRowView(i))
		}
		for label, n := range count {
			floats.Scale(1/float64(n), centres.RawRowView(label))
		}
	}
	c.assign(x, far)
	c.Inertia = floats.Sum(far)
	return c
}

// assign gives each image to the nearest centre, puts its squared distance from it
// into far, and reports whether any image changed.
func (c *Clusters) assign(x *mat.Dense, far []float64) (changed bool) {
	k, _ := c.Centres.Dims()
	for i := range far {
		best, least := 0, math.Inf(1)
		for label := range k {
			if d := squared(x.RawRowView(i), c.Centres.RawRowView(label)); d < least {
				best, least = label, d
			}
		}
		changed = changed || c.Labels[i] != best
		c.Labels[i], far[i] = best, least
	}
	return changed
}
