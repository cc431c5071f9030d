package cluster

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
)

// Ranked are the positions of n scores, the highest first; equal ones keep their
// order.
func Ranked(score []float64) []int {
	order := make([]int, len(score))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(score[b], score[a]) })
	return order
}

// A PrecisionRecall is how a ranking finds what is wanted: of the images down to
// each score, the share that is wanted (precision), and of those wanted the share
// that is among them (recall). Both begin with the highest score; images of one
// score come at once.
type PrecisionRecall struct {
	Precision, Recall []float64
	// Average is the mean of the precisions at which recall grows, weighted by how
	// much: the area under the curve in steps. A ranking by chance has about the
	// share of the images wanted.
	Average float64
}

// NewPrecisionRecall is the curve of N scores for images of which some are wanted,
// one at least.
func NewPrecisionRecall(score []float64, wanted []bool) (*PrecisionRecall, error) {
	if err := checkScores("precision", score, len(wanted)); err != nil {
		return nil, err
	}
	total := 0
	for _, w := range wanted {
		if w {
			total++
		}
	}
	if total == 0 {
		return nil, fmt.Errorf("cluster: precision: none of %d images is wanted", len(wanted))
	}
	c := &PrecisionRecall{}
	order := Ranked(score)
	found, before := 0, 0.0
	for k, i := range order {
		if wanted[i] {
			found++
		}
		if k+1 < len(order) && score[order[k+1]] == score[i] {
			continue
		}
		precision, recall := float64(found)/float64(k+1), float64(found)/float64(total)
		c.Precision, c.Recall = append(c.Precision, precision), append(c.Recall, recall)
		c.Average += precision * (recall - before)
		before = recall
	}
	return c, nil
}

// Spearman is the correlation of two scores' ranks, equal scores sharing theirs: 1
// for the same ranking, −1 for its reverse. It is an error if one of them is all
// the same.
func Spearman(a, b []float64) (float64, error) {
	for _, s := range [][]float64{a, b} {
		if err := checkScores("Spearman", s, len(a)); err != nil {
			return 0, err
		}
		if slices.Max(s) == slices.Min(s) {
			return 0, fmt.Errorf("cluster: Spearman: all %d scores are %g, which is no ranking", len(s), s[0])
		}
	}
	return stat.Correlation(ranks(a), ranks(b), nil), nil
}

// ranks are 1 for the highest; equal scores have the mean of their ranks.
func ranks(score []float64) []float64 {
	order, r := Ranked(score), make([]float64, len(score))
	for from := 0; from < len(order); {
		to := from + 1
		for to < len(order) && score[order[to]] == score[order[from]] {
			to++
		}
		for _, i := range order[from:to] {
			r[i] = float64(from+to+1) / 2
		}
		from = to
	}
	return r
}

// TopOverlap is the share of the n images with the highest scores that two rankings
// have in common.
func TopOverlap(a, b []float64, n int) (float64, error) {
	for _, s := range [][]float64{a, b} {
		if err := checkScores("overlap", s, len(a)); err != nil {
			return 0, err
		}
	}
	if n < 1 || n > len(a) {
		return 0, fmt.Errorf("cluster: overlap: the first %d of %d images", n, len(a))
	}
	top := Ranked(a)[:n]
	both := 0
	for _, i := range Ranked(b)[:n] {
		if slices.Contains(top, i) {
			both++
		}
	}
	return float64(both) / float64(n), nil
}

// checkScores reports scores that are not one for each of n images, or not finite.
func checkScores(what string, score []float64, n int) error {
	if len(score) != n || n == 0 {
		return fmt.Errorf("cluster: %s: %d scores for %d images", what, len(score), n)
	}
	for i, s := range score {
		if math.IsNaN(s) || math.IsInf(s, 0) {
			return fmt.Errorf("cluster: %s: score %d is %g", what, i, s)
		}
	}
	return nil
}
