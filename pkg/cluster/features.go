package cluster

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Features is the matrix, (n, D), of n rows of numbers that lie behind each
// other, such as pixels or what a network makes of images. x is not modified.
// Errors: a length that n does not divide, a number that is not finite.
func Features(x []float32, n int) (*mat.Dense, error) {
	if n < 1 || len(x) == 0 || len(x)%n != 0 {
		return nil, fmt.Errorf("cluster: features: %d values are no %d rows", len(x), n)
	}
	data := make([]float64, len(x))
	for i, v := range x {
		data[i] = float64(v)
	}
	m := mat.NewDense(n, len(x)/n, data)
	return m, checkFeatures("features", m)
}

// checkFeatures reports a matrix that nothing can be computed from.
func checkFeatures(what string, x *mat.Dense) error {
	if x == nil || x.IsEmpty() {
		return fmt.Errorf("cluster: %s: no features", what)
	}
	n, _ := x.Dims()
	for i := range n {
		for j, v := range x.RawRowView(i) {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Errorf("cluster: %s: feature %d of image %d is %g", what, j, i, v)
			}
		}
	}
	return nil
}

// checkLabels reports labels that are not one for each of n images, or negative.
func checkLabels(what string, labels []int, n int) error {
	if len(labels) != n {
		return fmt.Errorf("cluster: %s: %d labels for %d images", what, len(labels), n)
	}
	for i, label := range labels {
		if label < 0 {
			return fmt.Errorf("cluster: %s: label %d is %d", what, i, label)
		}
	}
	return nil
}
