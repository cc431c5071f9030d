package cluster

import (
	"cmp"
	"fmt"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// A Pair is two images of different classes.
type Pair struct {
	A, B     int // positions, the label of A below that of B
	Distance float64
}

// NearestOther returns for each image, (N, D), the one of another class that lies
// nearest: for a clock the crocodile most alike, and the reverse. Two classes or
// more are wanted. Nothing given is modified.
func NearestOther(x *mat.Dense, labels []int) (nearest []int, distances []float64, err error) {
	if err := checkFeatures("nearest", x); err != nil {
		return nil, nil, err
	}
	n, _ := x.Dims()
	if err := checkLabels("nearest", labels, n); err != nil {
		return nil, nil, err
	}
	if slices.Max(labels) == slices.Min(labels) {
		return nil, nil, fmt.Errorf("cluster: nearest: all images are of class %d", labels[0])
	}
	nearest, distances = make([]int, n), make([]float64, n)
	parallel(n, func(i int) {
		nearest[i] = -1
		for j := range n {
			if labels[j] == labels[i] {
				continue
			}
			if d := floats.Distance(x.RawRowView(i), x.RawRowView(j), 2); nearest[i] < 0 || d < distances[i] {
				nearest[i], distances[i] = j, d
			}
		}
	})
	return nearest, distances, nil
}

// NearestPairs returns the n pairs of images of different classes that lie nearest
// to each other, no image twice: the nearest pair first, then the nearest of the
// images that are left. There are fewer where a class runs out.
func NearestPairs(x *mat.Dense, labels []int, n int) ([]Pair, error) {
	if n < 1 {
		return nil, fmt.Errorf("cluster: %d pairs", n)
	}
	if _, _, err := NearestOther(x, labels); err != nil {
		return nil, err
	}
	rows := make([][]Pair, len(labels))
	parallel(len(labels), func(i int) {
		for j := range labels {
			if labels[i] < labels[j] {
				rows[i] = append(rows[i], Pair{i, j, floats.Distance(x.RawRowView(i), x.RawRowView(j), 2)})
			}
		}
	})
	all := slices.Concat(rows...)
	slices.SortStableFunc(all, func(a, b Pair) int { return cmp.Compare(a.Distance, b.Distance) })
	used := make(map[int]bool)
	var pairs []Pair
	for _, p := range all {
		if used[p.A] || used[p.B] {
			continue
		}
		used[p.A], used[p.B] = true, true
		if pairs = append(pairs, p); len(pairs) == n {
			break
		}
	}
	return pairs, nil
}
