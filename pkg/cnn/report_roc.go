package cnn

import (
	"fmt"
	"slices"
)

// A ROC is the receiver operating characteristic of a class: what share of its
// images is found, and what share of the others is taken for it, as the
// probability from which an image counts as it goes down from 1 to 0.
type ROC struct {
	// FalsePositive and TruePositive begin at 0 and end at 1.
	FalsePositive, TruePositive []float64
	// Threshold is the probability that each point but the first begins to count.
	Threshold []float64
	// Area is the area below: how often an image of the class has a higher
	// probability than one of another, equal ones counting half.
	Area float64
}

// ROC is that of a class. It is an error if there are no images of the class, or
// none of the others.
func (r *Report) ROC(class int) (ROC, error) {
	if class < 0 || class >= len(r.Classes) {
		return ROC{}, fmt.Errorf("cnn: class %d, there are %d", class, len(r.Classes))
	}
	positives := r.Images(class)
	negatives := r.Total - positives
	if positives == 0 || negatives == 0 {
		return ROC{}, fmt.Errorf("cnn: ROC of %q: %d images of it and %d others", r.Classes[class], positives, negatives)
	}
	order := make([]int, len(r.Truth))
	for i := range order {
		order[i] = i
	}
	p := func(i int) float64 { return r.P.At(i, class) }
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case p(a) > p(b):
			return -1
		case p(a) < p(b):
			return 1
		}
		return 0
	})
	c := ROC{FalsePositive: []float64{0}, TruePositive: []float64{0}, Threshold: []float64{1}}
	found, taken := 0, 0
	for k, i := range order {
		if r.Truth[i] == class {
			found++
		} else {
			taken++
		}
		if k+1 < len(order) && p(order[k+1]) == p(i) {
			continue // one point for equal ones
		}
		last := len(c.TruePositive) - 1
		x, y := float64(taken)/float64(negatives), float64(found)/float64(positives)
		c.Area += (x - c.FalsePositive[last]) * (y + c.TruePositive[last]) / 2
		c.FalsePositive, c.TruePositive, c.Threshold = append(c.FalsePositive, x), append(c.TruePositive, y), append(c.Threshold, p(i))
	}
	return c, nil
}
