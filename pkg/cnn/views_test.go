package cnn_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
	"gonum.org/v1/gonum/mat"
)

// The logit of averaged views is the mean of theirs.
func TestAveragedViews(t *testing.T) {
	m := fresh(t, "a", "b")
	d := dataset.Synthetic(3, 1)
	x := d.X(d.All())
	const picture = 3 * 32 * 32
	logit := func(p float64) float64 { return math.Log(p / (1 - p)) }
	sums := make([]float64, d.Len())
	views := 0
	for _, down := range []int{-2, 0, 2} {
		for _, right := range []int{-2, 0, 2} {
			for _, mirror := range []bool{false, true} {
				moved := make([]float32, len(x))
				for i := range d.Len() {
					dataset.Shifted(moved[i*picture:], x[i*picture:(i+1)*picture], 32, 32, down, right, mirror)
				}
				p, err := m.Predict(moved)
				if err != nil {
					t.Fatal(err)
				}
				for i, v := range p {
					sums[i] += logit(v)
				}
				views++
			}
		}
	}
	a, err := m.Averaged(cnn.DefaultViews())
	if err != nil {
		t.Fatal(err)
	}
	p, err := a.Predict(x)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range p {
		if math.Abs(logit(v)-sums[i]/float64(views)) > 1e-4 {
			t.Errorf("picture %d: logit %v, the mean is %v", i, logit(v), sums[i]/float64(views))
		}
	}
	one, err := m.Averaged(cnn.Views{})
	if err != nil {
		t.Fatal(err)
	}
	alone, err := one.Probabilities(x)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := m.Probabilities(x)
	if err != nil || !mat.EqualApprox(alone, plain, 1e-6) {
		t.Errorf("one view: %v and %v, %v", alone, plain, err)
	}
	if _, err := m.Averaged(cnn.Views{Shifts: []int{32}}); err == nil || !strings.Contains(err.Error(), "shift of 32") {
		t.Errorf("a shift beyond the picture: %v", err)
	}
	if _, err := a.Probabilities(x[:100]); err == nil || !strings.Contains(err.Error(), "100 values") {
		t.Errorf("a piece of a picture: %v", err)
	}
}

func TestEnsemble(t *testing.T) {
	d := dataset.Synthetic(2, 1)
	a, b := fresh(t, d.Classes...), fresh(t, d.Classes...)
	for _, p := range b.Params() {
		slices.Reverse(p.Data())
	}
	e, err := cnn.NewEnsemble(a, b)
	if err != nil {
		t.Fatal(err)
	}
	pa, pb, pe := probabilities(t, a, d), probabilities(t, b, d), probabilities(t, e, d)
	for i := range d.Len() {
		if want := (pa.At(i, 1) + pb.At(i, 1)) / 2; math.Abs(pe.At(i, 1)-want) > 1e-12 || pa.At(i, 1) == pb.At(i, 1) {
			t.Errorf("picture %d: %v of %v and %v", i, pe.At(i, 1), pa.At(i, 1), pb.At(i, 1))
		}
	}
	if _, err := cnn.NewEnsemble(); err == nil {
		t.Error("an ensemble of nobody")
	}
	if _, err := cnn.NewEnsemble(a, fresh(t, "x", "y")); err == nil || !strings.Contains(err.Error(), `"x"`) {
		t.Errorf("an ensemble for different classes: %v", err)
	}
	if _, err := cnn.Mean(pa, mat.NewDense(1, 2, nil)); err == nil {
		t.Error("the mean of different numbers of pictures")
	}
}

func probabilities(t *testing.T, c cnn.Classifier, d *dataset.Dataset) *mat.Dense {
	t.Helper()
	p, err := cnn.Probabilities(c, d, d.All())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// corner is a classifier that sees the brightness of the top left 4×4 pixels.
type corner struct{}

func (corner) Classes() []string { return []string{"dark", "light"} }
func (corner) Size() int         { return 16 }
func (corner) Probabilities(x []float32) (*mat.Dense, error) {
	out := mat.NewDense(len(x)/(3*16*16), 2, nil)
	for i := range len(x) / (3 * 16 * 16) {
		sum := 0.0
		for p := range 16 {
			sum += float64(x[i*3*16*16+p/4*16+p%4]) / 16
		}
		out.SetRow(i, []float64{1 - sum, sum})
	}
	return out, nil
}

// Covering what a classifier looks at matters, covering the rest does not.
func TestOcclusion(t *testing.T) {
	x := make([]float32, 3*16*16)
	for i := range x {
		x[i] = 1
	}
	heat, err := cnn.Occlusion(corner{}, x, 1, cnn.OcclusionConfig{Side: 4, Step: 1})
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range heat {
		row, col := i/16, i%16
		switch {
		case row < 4 && col < 4 && v <= 0, row >= 7 && v != 0, col >= 7 && v != 0, v < 0:
			t.Errorf("row %d, column %d: %v", row, col, v)
		}
	}
	against, err := cnn.Occlusion(corner{}, x, 0, cnn.DefaultOcclusion())
	if err != nil || against[0] >= 0 {
		t.Errorf("of the other class the corner has %v, %v", against[0], err)
	}
	for _, c := range []struct {
		values, class int
		config        cnn.OcclusionConfig
		says          string
	}{
		{100, 0, cnn.DefaultOcclusion(), "100 values"}, {768, 2, cnn.DefaultOcclusion(), "class 2"},
		{768, 0, cnn.OcclusionConfig{Side: 17, Step: 1}, "17 pixels"}, {768, 0, cnn.OcclusionConfig{Side: 2, Step: 3}, "move by 3"},
	} {
		if _, err := cnn.Occlusion(corner{}, make([]float32, c.values), c.class, c.config); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}
