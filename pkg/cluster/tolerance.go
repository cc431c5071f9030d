package cluster

import (
	"fmt"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Relative is approach 2 without a scale: for each row of distances, (N, K) with
// K ≥ 2, the difference of the two least by their sum, from 0 for a tie to 1 at a
// centre. A network that sees everything twice as large finds the same.
func Relative(distances *mat.Dense) ([]float64, error) {
	diff, err := Differences(distances)
	if err != nil {
		return nil, err
	}
	for i := range diff {
		nearest := slices.Min(distances.RawRowView(i))
		if sum := 2*nearest + diff[i]; sum > 0 {
			diff[i] /= sum
		}
	}
	return diff, nil
}

// CountBelow returns how many of the values lie below each tolerance: how the
// number of disputable images grows with it. Nothing given is modified.
func CountBelow(values, tolerances []float64) ([]int, error) {
	for i, t := range tolerances {
		if !(t >= 0) {
			return nil, fmt.Errorf("cluster: tolerance %d is %g; it must not be negative", i, t)
		}
	}
	sorted := slices.Sorted(slices.Values(values))
	counts := make([]int, len(tolerances))
	for i, t := range tolerances {
		counts[i], _ = slices.BinarySearch(sorted, t)
	}
	return counts, nil
}
