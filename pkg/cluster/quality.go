package cluster

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// Silhouettes returns how well each image, (N, D), lies in its cluster (Rousseeuw
// 1987): 1 where the others of its cluster are much nearer than those of the next
// one, 0 on the border, below 0 where the next one is nearer. An image alone in
// its cluster has 0. Two clusters or more with images in them are wanted.
func Silhouettes(x *mat.Dense, labels []int) ([]float64, error) {
	if err := checkFeatures("silhouettes", x); err != nil {
		return nil, err
	}
	n, _ := x.Dims()
	if err := checkLabels("silhouettes", labels, n); err != nil {
		return nil, err
	}
	var count []int
	for _, label := range labels {
		for label >= len(count) {
			count = append(count, 0)
		}
		count[label]++
	}
	filled := 0
	for _, c := range count {
		if c > 0 {
			filled++
		}
	}
	if filled < 2 {
		return nil, fmt.Errorf("cluster: silhouettes: %d cluster, two are needed", filled)
	}
	s := make([]float64, n)
	parallel(n, func(i int) {
		to := make([]float64, len(count))
		for j, label := range labels {
			to[label] += math.Sqrt(squared(x.RawRowView(i), x.RawRowView(j)))
		}
		own := labels[i]
		if count[own] == 1 {
			return
		}
		inside, next := to[own]/float64(count[own]-1), math.Inf(1)
		for label, c := range count {
			if label != own && c > 0 {
				next = math.Min(next, to[label]/float64(c))
			}
		}
		if most := math.Max(inside, next); most > 0 {
			s[i] = (next - inside) / most
		}
	})
	return s, nil
}

// Silhouette is the mean of Silhouettes.
func Silhouette(x *mat.Dense, labels []int) (float64, error) {
	s, err := Silhouettes(x, labels)
	if err != nil {
		return 0, err
	}
	return floats.Sum(s) / float64(len(s)), nil
}

// Purity is the share of images whose class is the most frequent one of their
// cluster: 1 where clusters hold one class each. It never falls when clusters are
// divided.
func Purity(clusters, labels []int) (float64, error) {
	table, err := contingency(clusters, labels)
	if err != nil {
		return 0, err
	}
	sum := 0.0
	for _, row := range table {
		sum += floats.Max(row)
	}
	return sum / float64(len(labels)), nil
}

// AdjustedRand is how far two ways to group the same images agree about pairs
// (Hubert and Arabie 1985): 1 where they are the same, 0 as by chance.
func AdjustedRand(a, b []int) (float64, error) {
	table, err := contingency(a, b)
	if err != nil {
		return 0, err
	}
	pairs := func(n float64) float64 { return n * (n - 1) / 2 }
	columns := make([]float64, len(table[0]))
	var both, inA, inB float64
	for _, row := range table {
		floats.Add(columns, row)
		inA += pairs(floats.Sum(row))
		for _, n := range row {
			both += pairs(n)
		}
	}
	for _, n := range columns {
		inB += pairs(n)
	}
	expected := inA * inB / pairs(float64(len(a)))
	if most := (inA + inB) / 2; most != expected {
		return (both - expected) / (most - expected), nil
	}
	return 1, nil
}

// contingency counts the images of each label of a with each of b.
func contingency(a, b []int) ([][]float64, error) {
	if len(a) == 0 {
		return nil, fmt.Errorf("cluster: no labels")
	}
	for _, labels := range [][]int{a, b} {
		if err := checkLabels("labels", labels, len(a)); err != nil {
			return nil, err
		}
	}
	most := func(labels []int) (m int) {
		for _, label := range labels {
			m = max(m, label)
		}
		return m
	}
	table := make([][]float64, most(a)+1)
	for k := range table {
		table[k] = make([]float64, most(b)+1)
	}
	for i := range a {
		table[a[i]][b[i]]++
	}
	return table, nil
}
