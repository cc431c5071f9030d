package cluster

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// ClassCentres returns the mean latent vector of each class, (classes, D), from
// the N images' latent vectors, (N, D), and their labels in [0, classes).
// Nothing given is modified. Errors: N labels are wanted, none out of range, and
// no class without images.
func ClassCentres(latent *mat.Dense, labels []int, classes int) (*mat.Dense, error) {
	n, dims := latent.Dims()
	if n == 0 || n != len(labels) {
		return nil, fmt.Errorf("cluster: centres: %d latent vectors for %d labels", n, len(labels))
	}
	if classes < 1 {
		return nil, fmt.Errorf("cluster: centres: %d classes", classes)
	}
	centres := mat.NewDense(classes, dims, nil)
	count := make([]int, classes)
	for i, label := range labels {
		if label < 0 || label >= classes {
			return nil, fmt.Errorf("cluster: centres: label %d is %d, not in [0, %d)", i, label, classes)
		}
		count[label]++
		floats.Add(centres.RawRowView(label), latent.RawRowView(i))
	}
	for class, n := range count {
		if n == 0 {
			return nil, fmt.Errorf("cluster: centres: class %d has no images, so no centre", class)
		}
		floats.Scale(1/float64(n), centres.RawRowView(class))
	}
	return centres, nil
}

// Distances returns the Euclidean distance of each image, (N, D), from each
// centre, (K, D), as (N, K). Nothing given is modified. Errors: vectors of
// different dimension, nothing to measure.
func Distances(latent, centres *mat.Dense) (*mat.Dense, error) {
	n, dims := latent.Dims()
	k, centreDims := centres.Dims()
	if n == 0 || k == 0 || dims != centreDims {
		return nil, fmt.Errorf("cluster: distances: %d vectors of %d dimensions from %d centres of %d", n, dims, k, centreDims)
	}
	d := mat.NewDense(n, k, nil)
	for i := range n {
		for j := range k {
			d.Set(i, j, floats.Distance(latent.RawRowView(i), centres.RawRowView(j), 2))
		}
	}
	return d, nil
}

// Differences returns for each row of distances, (N, K) with K ≥ 2, how much
// farther the second nearest centre is than the nearest: |d₀ − d₁| for two
// classes. Zero is a tie. It returns an error for fewer than two classes.
func Differences(distances *mat.Dense) ([]float64, error) {
	n, k := distances.Dims()
	if k < 2 {
		return nil, fmt.Errorf("cluster: distances from %d centres; two are needed for something in between", k)
	}
	diff := make([]float64, n)
	for i := range diff {
		nearest, second := math.Inf(1), math.Inf(1)
		for _, d := range distances.RawRowView(i) {
			switch {
			case math.IsNaN(d) || math.IsInf(d, 0) || d < 0:
				return nil, fmt.Errorf("cluster: image %d: %g is no distance", i, d)
			case d < nearest:
				nearest, second = d, nearest
			case d < second:
				second = d
			}
		}
		diff[i] = second - nearest
	}
	return diff, nil
}

// Disputable is approach 2: the indices, in order, of the images whose two
// nearest centres are almost equally far, their distances differing by less
// than tolerance (the study's is 0.2, in the units of the latent space).
// distances is (N, K) as Distances returns it. Errors: fewer than two classes,
// a negative tolerance.
func Disputable(distances *mat.Dense, tolerance float64) ([]int, error) {
	if !(tolerance >= 0) {
		return nil, fmt.Errorf("cluster: a tolerance of %g; it must not be negative", tolerance)
	}
	diff, err := Differences(distances)
	if err != nil {
		return nil, err
	}
	var found []int
	for i, d := range diff {
		if d < tolerance {
			found = append(found, i)
		}
	}
	return found, nil
}
