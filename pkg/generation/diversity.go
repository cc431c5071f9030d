package generation

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// A Ratio is a number over another, bounded by Low and High with 95 % confidence.
type Ratio struct{ Value, Low, High float64 }

// String is like "0.85 (0.82 to 0.87)".
func (r Ratio) String() string { return fmt.Sprintf("%.2f (%.2f to %.2f)", r.Value, r.Low, r.High) }

// Diversity is the mean distance between two rows of x over that between two rows
// of y; the bounds are of the bootstrap (Efron, 1979), which draws rows of both
// anew. x is (N, D), y (M, D). Errors: fewer than two rows, other widths, a value
// that is not finite, rows of y that are all the same.
func Diversity(x, y *mat.Dense) (Ratio, error) {
	_, dims := x.Dims()
	if _, other := y.Dims(); dims != other {
		return Ratio{}, fmt.Errorf("generation: diversity of vectors of %d dimensions against ones of %d", dims, other)
	}
	dx, err := distances(x)
	if err != nil {
		return Ratio{}, err
	}
	dy, err := distances(y)
	if err != nil {
		return Ratio{}, err
	}
	n, _ := x.Dims()
	m, _ := y.Dims()
	all := meanOf(dy, count(m))
	if all == 0 {
		return Ratio{}, fmt.Errorf("generation: diversity against %d vectors that are all the same", m)
	}
	r := Ratio{Value: meanOf(dx, count(n)) / all}
	r.Low, r.High = bootstrap(func(rng *rand.Rand) float64 {
		return meanOf(dx, again(n, rng)) / meanOf(dy, again(m, rng))
	})
	return r, nil
}

// distances are the Euclidean distances between all rows, (N, N).
func distances(x *mat.Dense) (*mat.Dense, error) {
	n, _ := x.Dims()
	if n < 2 {
		return nil, fmt.Errorf("generation: the distances of %d vectors, want two or more", n)
	}
	if err := finite("distances", mat.DenseCopyOf(x).RawMatrix().Data); err != nil {
		return nil, err
	}
	d := squares(x, x)
	d.Apply(func(i, j int, v float64) float64 {
		if i == j {
			return 0
		}
		return math.Sqrt(v)
	}, d)
	return d, nil
}

// squares are the squared distances of each row of a from each of b, none
// negative.
func squares(a, b *mat.Dense) *mat.Dense {
	lengths := func(t *mat.Dense) []float64 {
		n, _ := t.Dims()
		l := make([]float64, n)
		for i := range l {
			row := t.RowView(i)
			l[i] = mat.Dot(row, row)
		}
		return l
	}
	la, lb := lengths(a), lengths(b)
	d := &mat.Dense{}
	d.Mul(a, b.T())
	d.Apply(func(i, j int, v float64) float64 { return max(la[i]+lb[j]-2*v, 0) }, d)
	return d
}

// meanOf is the mean distance between two different rows of those of idx; a row
// that is there twice is no pair with itself. It is 0 where all are one.
func meanOf(d *mat.Dense, idx []int) float64 {
	sum, pairs := 0.0, 0
	for a, i := range idx {
		row := d.RawRowView(i)
		for _, j := range idx[:a] {
			if i != j {
				sum += row[j]
				pairs++
			}
		}
	}
	return sum / float64(max(pairs, 1))
}

// again draws n of n, with some more than once.
func again(n int, rng *rand.Rand) []int {
	idx := make([]int, n)
	for i := range idx {
		idx[i] = rng.IntN(n)
	}
	// Rows in their order are read faster.
	slices.Sort(idx)
	return idx
}

// resamples is how often a bootstrap draws.
const resamples = 200

// bootstrap bounds what a statistic of data drawn anew is, but for the 2.5 % at
// either end.
func bootstrap(statistic func(rng *rand.Rand) float64) (low, high float64) {
	rng := rand.New(rand.NewPCG(0, 0))
	var values []float64
	for range resamples {
		if v := statistic(rng); !math.IsNaN(v) && !math.IsInf(v, 0) {
			values = append(values, v)
		}
	}
	if len(values) == 0 {
		return math.NaN(), math.NaN()
	}
	slices.Sort(values)
	return stat.Quantile(0.025, stat.LinInterp, values, nil), stat.Quantile(0.975, stat.LinInterp, values, nil)
}
