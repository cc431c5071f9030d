package generation_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/crococlock/crococlock/pkg/generation"
	"gonum.org/v1/gonum/mat"
)

// oracle is what NumPy computes (testdata/numpy_generation.py).
type oracle struct {
	X, Y              [][]float64
	MMD2, Diversity   float64
	Side              int
	Training, Samples []float32
	Threshold         float64
	Copies            int
	Nearest           []struct {
		Distance float64
		Training int
		Mirrored bool
	}
	P       [][]float64 // judges, pictures
	Second  int
	Between []bool
	Wilson  []struct {
		Count, Total int
		Want         [3]float64
	}
}

func readOracle(t *testing.T) oracle {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "numpy_generation.json"))
	if err != nil {
		t.Fatal(err)
	}
	var o oracle
	if err := json.Unmarshal(data, &o); err != nil {
		t.Fatal(err)
	}
	return o
}

func matrix(rows [][]float64) *mat.Dense {
	m := mat.NewDense(len(rows), len(rows[0]), nil)
	for i, row := range rows {
		m.SetRow(i, row)
	}
	return m
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-9*max(1, math.Abs(want))) {
		t.Errorf("%s is %v, NumPy has %v", what, got, want)
	}
}

func pictures(t *testing.T, x []float32, side int) generation.Pictures {
	t.Helper()
	p, err := generation.NewPictures(x, side)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestKIDIsNumPys(t *testing.T) {
	o := readOracle(t)
	x, y := matrix(o.X), matrix(o.Y)
	d, err := generation.KID(x, y, generation.KIDConfig{Subsets: 50, Size: 6})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "KID", d.Value, o.MMD2)
	if math.Abs(d.Mean-d.Value) > 4*d.Deviation/math.Sqrt(50) || d.Deviation <= 0 {
		t.Errorf("the mean of 50 unbiased estimates is %v with a deviation of %v, the estimate from all %v", d.Mean, d.Deviation, d.Value)
	}
	// Of subsets that are all there is nothing is left to chance.
	n, _ := y.Dims()
	all, err := generation.KID(x.Slice(0, n, 0, 5).(*mat.Dense), y, generation.KIDConfig{Subsets: 3, Size: n})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "the mean over whole sets", all.Mean, all.Value)
	near(t, "1 + the deviation over whole sets", 1+all.Deviation, 1)
}

func TestDiversityIsNumPys(t *testing.T) {
	o := readOracle(t)
	r, err := generation.Diversity(matrix(o.X), matrix(o.Y))
	if err != nil {
		t.Fatal(err)
	}
	near(t, "diversity", r.Value, o.Diversity)
	if !(r.Low < r.Value && r.Value < r.High && r.High-r.Low < 1) {
		t.Errorf("%v", r)
	}
}

func TestCopiesAreNumPys(t *testing.T) {
	o := readOracle(t)
	training, samples := pictures(t, o.Training, o.Side), pictures(t, o.Samples, o.Side)
	c, err := generation.FindCopies(samples, training)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "the threshold", c.Threshold, o.Threshold)
	if c.Share.Count != o.Copies || c.Share.Total != len(o.Nearest) || o.Copies == 0 {
		t.Errorf("copies %d of %d, NumPy finds %d", c.Share.Count, c.Share.Total, o.Copies)
	}
	for i, n := range c.Nearest {
		want := o.Nearest[n.Sample]
		near(t, "a distance", n.Distance, want.Distance)
		if n.Training != want.Training || n.Mirrored != want.Mirrored {
			t.Errorf("sample %d is nearest to %d, mirrored %v; NumPy has %+v", n.Sample, n.Training, n.Mirrored, want)
		}
		if i > 0 && n.Distance < c.Nearest[i-1].Distance {
			t.Error("the nearest are not sorted")
		}
	}
	if first := c.Nearest[0]; first.Sample != 2 || first.Distance != 0 {
		t.Errorf("the nearest is %+v, sample 2 is a copy bit for bit", first)
	}
}

func TestVerdictsAreNumPys(t *testing.T) {
	o := readOracle(t)
	v := &generation.Verdicts{Classes: []string{"clock", "crocodile"}}
	for _, p := range o.P {
		said := mat.NewDense(len(p), 2, nil)
		for i, q := range p {
			said.SetRow(i, []float64{1 - q, q})
		}
		v.P = append(v.P, said)
	}
	for label, want := range []int{len(o.Between) - o.Second, o.Second} {
		s, err := v.Class(label)
		if err != nil {
			t.Fatal(err)
		}
		if s.Count != want || s.Total != len(o.Between) {
			t.Errorf("class %d: %d of %d, NumPy counts %d", label, s.Count, s.Total, want)
		}
	}
	in, err := v.In(generation.Strict())
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(in, o.Between) || !in[0] || !in[1] || in[2] {
		t.Errorf("in between are %v, NumPy has %v", in, o.Between)
	}
}

func TestSharesAreNumPys(t *testing.T) {
	for _, w := range readOracle(t).Wilson {
		s, err := generation.ShareOf(w.Count, w.Total)
		if err != nil {
			t.Fatal(err)
		}
		for k, got := range []float64{s.Value, s.Low, s.High} {
			near(t, "a share", got, w.Want[k])
		}
	}
	for _, ends := range []struct{ count, total int }{{0, 10}, {10, 10}} {
		s, err := generation.ShareOf(ends.count, ends.total)
		if err != nil || s.Low < 0 || s.High > 1 || s.High-s.Low < 0.1 || s.Low != 0 && s.High != 1 {
			t.Errorf("%+v: %+v, %v", ends, s, err)
		}
	}
	for _, none := range []struct{ count, total int }{{0, 0}, {-1, 3}, {4, 3}} {
		if s, err := generation.ShareOf(none.count, none.total); err == nil {
			t.Errorf("%+v is a share: %v", none, s)
		}
	}
}
