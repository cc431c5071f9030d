package cluster

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/mds"
)

// MeanDistances is the mean distance between images over several latent spaces,
// each of which may hold only some of the images: those that its network has not
// seen. Spaces of different networks have nothing in common but distances, and
// these are measured in units of each space's own root mean square. The zero value
// is ready to use.
type MeanDistances struct {
	n     int
	sum   []float64 // n×n, of squared distances; only i < j
	count []int32
}

// Add takes in one space: codes has a row for each of the images idx, of n.
func (m *MeanDistances) Add(n int, idx []int, codes *mat.Dense) error {
	if err := checkFeatures("mean distances", codes); err != nil {
		return err
	}
	if m.sum == nil {
		m.n, m.sum, m.count = n, make([]float64, n*n), make([]int32, n*n)
	}
	rows, dims := codes.Dims()
	if n != m.n || rows != len(idx) || rows < 2 {
		return fmt.Errorf("cluster: mean distances: %d codes of %d images, before of %d, for %d positions", rows, n, m.n, len(idx))
	}
	seen := make(map[int]bool)
	for _, i := range idx {
		if i < 0 || i >= n || seen[i] {
			return fmt.Errorf("cluster: mean distances: position %d is there twice, or not in [0, %d)", i, n)
		}
		seen[i] = true
	}
	// Of all pairs the mean squared distance is twice the variance.
	variance := 0.0
	column := make([]float64, rows)
	for j := range dims {
		mat.Col(column, j, codes)
		floats.AddConst(-floats.Sum(column)/float64(rows), column)
		variance += floats.Dot(column, column)
	}
	unit := 2 * variance / float64(rows-1)
	if unit == 0 {
		return fmt.Errorf("cluster: mean distances: all codes are the same")
	}
	for a, i := range idx {
		for b := range a {
			d := floats.Distance(codes.RawRowView(a), codes.RawRowView(b), 2)
			at := min(i, idx[b])*n + max(i, idx[b])
			m.sum[at] += d * d / unit
			m.count[at]++
		}
	}
	return nil
}

// Squared is the mean squared distance between two images, and whether any space
// held both.
func (m *MeanDistances) Squared(i, j int) (d float64, known bool) {
	at := min(i, j)*m.n + max(i, j)
	if m.count == nil || m.count[at] == 0 {
		return 0, i == j
	}
	return m.sum[at] / float64(m.count[at]), true
}

// Points returns points in so many dimensions, (n, dims), whose distances are near
// the means (classical scaling, Torgerson 1952), and which share of the squared
// distances they tell. A pair that no space held gets what each of the two has with
// those nearest to the other.
func (m *MeanDistances) Points(dims int) (points *mat.Dense, told float64, err error) {
	if m.n < 2 || dims < 1 || dims >= m.n {
		return nil, 0, fmt.Errorf("cluster: points: %d dimensions for %d images", dims, m.n)
	}
	near := make([][]int, m.n) // the others that some space held with an image, the nearest first
	for i := range near {
		for j := range m.n {
			if _, ok := m.Squared(i, j); ok && i != j {
				near[i] = append(near[i], j)
			}
		}
		if len(near[i]) == 0 {
			return nil, 0, fmt.Errorf("cluster: points: image %d is in no space", i)
		}
	}
	parallel(m.n, func(i int) {
		slices.SortStableFunc(near[i], func(a, b int) int {
			x, _ := m.Squared(i, a)
			y, _ := m.Squared(i, b)
			return cmp.Compare(x, y)
		})
	})
	distances := mat.NewSymDense(m.n, nil)
	for i := range m.n {
		for j := range i {
			d, ok := m.Squared(i, j)
			if !ok {
				d = (m.like(i, near[j]) + m.like(j, near[i])) / 2
			}
			distances.SetSym(i, j, math.Sqrt(d))
		}
	}
	var all mat.Dense
	eigen := make([]float64, m.n)
	k, eigen := mds.TorgersonScaling(&all, eigen, distances)
	if k < dims {
		return nil, 0, fmt.Errorf("cluster: points: the distances give %d dimensions, want %d", k, dims)
	}
	total := 0.0
	for _, v := range eigen {
		total += math.Max(v, 0)
	}
	points = mat.DenseCopyOf(all.Slice(0, m.n, 0, dims))
	positive(points)
	return points, floats.Sum(eigen[:dims]) / total, nil
}

// like is the mean squared distance of image i from the first five of others that
// some space held with it; where there is none, from all that any held with it.
func (m *MeanDistances) like(i int, others []int) float64 {
	const enough = 5
	sum, known := 0.0, 0
	for _, j := range others {
		if d, ok := m.Squared(i, j); ok {
			sum += d
			if known++; known == enough {
				break
			}
		}
	}
	if known > 0 {
		return sum / float64(known)
	}
	for j := range m.n {
		if d, ok := m.Squared(i, j); ok && i != j {
			sum += d
			known++
		}
	}
	return sum / float64(known)
}
