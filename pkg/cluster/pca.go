package cluster

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// Components are features seen along the directions in which they vary most.
type Components struct {
	Points     *mat.Dense // (N, n), the images along the directions
	Directions *mat.Dense // (D, n), unit columns
	Shares     []float64  // (n), of all variance, falling
}

// PCA finds the first n principal components of the images, (N, D). Each
// direction's sign is such that its largest number is positive. n is at most N and
// D. x is not modified.
func PCA(x *mat.Dense, n int) (*Components, error) {
	if err := checkFeatures("PCA", x); err != nil {
		return nil, err
	}
	rows, dims := x.Dims()
	if rows < 2 || n < 1 || n > min(rows, dims) {
		return nil, fmt.Errorf("cluster: PCA: %d components of %d images with %d features", n, rows, dims)
	}
	var pc stat.PC
	if !pc.PrincipalComponents(x, nil) {
		return nil, fmt.Errorf("cluster: PCA: the decomposition failed")
	}
	variances := pc.VarsTo(nil)
	total := floats.Sum(variances)
	if total == 0 {
		return nil, fmt.Errorf("cluster: PCA: all images are the same")
	}
	var all mat.Dense
	pc.VectorsTo(&all)
	directions := mat.DenseCopyOf(all.Slice(0, dims, 0, n))
	positive(directions)
	centred := mat.DenseCopyOf(x)
	column := make([]float64, rows)
	for j := range dims {
		mat.Col(column, j, centred)
		floats.AddConst(-floats.Sum(column)/float64(rows), column)
		centred.SetCol(j, column)
	}
	points := mat.NewDense(rows, n, nil)
	points.Mul(centred, directions)
	floats.Scale(1/total, variances)
	return &Components{points, directions, variances[:n]}, nil
}

// positive turns columns round whose largest number is negative: which way round
// an axis is, no decomposition says.
func positive(m *mat.Dense) {
	rows, columns := m.Dims()
	for j := range columns {
		most := 0.0
		for i := range rows {
			if v := m.At(i, j); math.Abs(v) > math.Abs(most) {
				most = v
			}
		}
		if most < 0 {
			for i := range rows {
				m.Set(i, j, -m.At(i, j))
			}
		}
	}
}
