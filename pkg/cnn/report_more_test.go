package cnn_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
	"gonum.org/v1/gonum/mat"
)

var ab = []string{"a", "b"}

// reportOf is the report of probabilities of the second of two classes.
func reportOf(t *testing.T, truth []int, p []float64) *cnn.Report {
	t.Helper()
	m := mat.NewDense(len(p), 2, nil)
	for i, v := range p {
		m.SetRow(i, []float64{1 - v, v})
	}
	r, err := cnn.ReportOf(ab, truth, m)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// The curve and the area of four predictions by hand; equal ones are one point.
func TestROC(t *testing.T) {
	r := reportOf(t, []int{0, 1, 1, 0, 1}, []float64{0.1, 0.4, 0.9, 0.4, 0.6})
	c, err := r.ROC(1)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(c.FalsePositive, []float64{0, 0, 0, 0.5, 1}) || !slices.Equal(c.Threshold, []float64{1, 0.9, 0.6, 0.4, 0.1}) {
		t.Errorf("%+v", c)
	}
	for i, v := range []float64{0, 1. / 3, 2. / 3, 1, 1} {
		if math.Abs(c.TruePositive[i]-v) > 1e-12 {
			t.Errorf("found %v", c.TruePositive)
		}
	}
	// Five of the six pairs are in order, one is equal.
	if math.Abs(c.Area-5.5/6) > 1e-12 {
		t.Errorf("area %v", c.Area)
	}
	other, err := r.ROC(0)
	if err != nil || math.Abs(other.Area-c.Area) > 1e-12 {
		t.Errorf("area of the other class %v, %v", other.Area, err)
	}
	if _, err := reportOf(t, []int{1}, []float64{0.5}).ROC(1); err == nil {
		t.Error("ROC of one image")
	}
	if _, err := r.ROC(2); err == nil {
		t.Error("ROC of a class that is not there")
	}
}

// The area is the share of pairs in order, counted one by one.
func TestROCArea(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var truth []int
	var p []float64
	for range 200 {
		truth, p = append(truth, rng.IntN(2)), append(p, float64(rng.IntN(30))/30)
	}
	c, err := reportOf(t, truth, p).ROC(1)
	if err != nil {
		t.Fatal(err)
	}
	ordered, pairs := 0.0, 0.0
	for i := range p {
		for j := range p {
			if truth[i] == 1 && truth[j] == 0 {
				pairs++
				switch {
				case p[i] > p[j]:
					ordered++
				case p[i] == p[j]:
					ordered += 0.5
				}
			}
		}
	}
	if math.Abs(c.Area-ordered/pairs) > 1e-12 {
		t.Errorf("area %v, counted %v", c.Area, ordered/pairs)
	}
}

func TestCalibration(t *testing.T) {
	// Confidences 0.9 (right, wrong), 0.8 (right), 1 (right).
	r := reportOf(t, []int{1, 0, 0, 1}, []float64{0.9, 0.9, 0.2, 1})
	c := r.Calibration()
	if len(c.Bins) != 15 || c.Bins[13].Images != 2 || c.Bins[11].Images != 1 || c.Bins[14].Images != 1 {
		t.Fatalf("%+v", c.Bins)
	}
	if b := c.Bins[13]; b.Accuracy != 0.5 || math.Abs(b.Confidence-0.9) > 1e-12 || !math.IsNaN(c.Bins[0].Accuracy) {
		t.Errorf("%+v", b)
	}
	if want := (2*0.4 + 0.2 + 0) / 4; math.Abs(c.ECE-want) > 1e-12 {
		t.Errorf("ECE %v, want %v", c.ECE, want)
	}
}

// Logits that were multiplied by three are best divided by three.
func TestTemperature(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	var truth []int
	var p []float64
	for range 20000 {
		z := 1.5 * rng.NormFloat64()
		label := 0
		if rng.Float64() < 1/(1+math.Exp(-z)) {
			label = 1
		}
		truth, p = append(truth, label), append(p, 1/(1+math.Exp(-3*z)))
	}
	r := reportOf(t, truth, p)
	temperature := r.Temperature()
	if math.Abs(temperature-3) > 0.15 {
		t.Errorf("temperature %v, want about 3", temperature)
	}
	cooled, err := r.WithTemperature(temperature)
	if err != nil {
		t.Fatal(err)
	}
	if cooled.Correct != r.Correct || cooled.Loss >= r.Loss || cooled.Calibration().ECE > r.Calibration().ECE/3 || cooled.Calibration().ECE > 0.02 {
		t.Errorf("from %v, ECE %v, to %v, ECE %v", r.Score, r.Calibration().ECE, cooled.Score, cooled.Calibration().ECE)
	}
	for _, bad := range []float64{0, -1, math.NaN(), math.Inf(1)} {
		if _, err := r.WithTemperature(bad); err == nil {
			t.Errorf("temperature %v: no error", bad)
		}
	}
	// Certainty, right or wrong, is no infinity.
	if sure := reportOf(t, []int{1, 0}, []float64{1, 1}); math.IsInf(sure.Loss, 0) || math.IsNaN(sure.Temperature()) {
		t.Errorf("loss %v", sure.Loss)
	}
}

func TestReportOfAndPool(t *testing.T) {
	a := reportOf(t, []int{0, 1}, []float64{0.2, 0.4})
	b := reportOf(t, []int{1}, []float64{0.7})
	all, err := cnn.Pool(a, b)
	if err != nil {
		t.Fatal(err)
	}
	if all.Total != 3 || all.Correct != 2 || math.Abs(all.Loss-(2*a.Loss+b.Loss)/3) > 1e-12 || len(all.Wrong) != 1 {
		t.Errorf("%+v", all)
	}
	frame := all.Predictions()
	if frame.Err != nil || frame.Nrow() != 3 || !slices.Equal(frame.Names(), []string{"index", "path", "class", "predicted", "right", "p_a", "p_b"}) ||
		frame.Col("predicted").Records()[1] != "a" || frame.Col("p_b").Float()[2] != 0.7 {
		t.Errorf("frame %v", frame)
	}
	for says, f := range map[string]func() error{
		"no reports":        func() error { _, err := cnn.Pool(); return err },
		"no predictions":    func() error { _, err := cnn.ReportOf(ab, nil, nil); return err },
		"1×2 probabilities": func() error { _, err := cnn.ReportOf(ab, []int{0, 1}, mat.NewDense(1, 2, nil)); return err },
		"label 2":           func() error { _, err := cnn.ReportOf(ab, []int{2}, mat.NewDense(1, 2, nil)); return err },
		"is 1.5":            func() error { _, err := cnn.ReportOf(ab, []int{0}, mat.NewDense(1, 2, []float64{1.5, 0})); return err },
		"is NaN": func() error {
			_, err := cnn.ReportOf(ab, []int{0}, mat.NewDense(1, 2, []float64{0, math.NaN()}))
			return err
		},
		"two or more": func() error { _, err := cnn.ReportOf(ab[:1], []int{0}, mat.NewDense(1, 1, nil)); return err },
	} {
		if err := f(); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want %q", err, says)
		}
	}
}

// A report draws itself, whatever it lacks.
func TestReportFigure(t *testing.T) {
	two, err := reportOf(t, []int{0, 1, 1}, []float64{0.2, 0.4, 0.8}).Figure("caption")
	if err != nil {
		t.Fatal(err)
	}
	one, err := reportOf(t, []int{1}, []float64{0.4}).Figure("caption") // no ROC
	if err != nil {
		t.Fatal(err)
	}
	if one.Bounds().Dx() >= two.Bounds().Dx() || two.Bounds().Dx() > 1400 {
		t.Errorf("%v and %v", one.Bounds(), two.Bounds())
	}
	if r := reportOf(t, []int{0, 1}, []float64{0.2, 0.4}).Render(); r.Data["image/png"] == nil || !strings.Contains(r.Data["text/plain"].(string), "recall") {
		t.Errorf("rendered as %v", r)
	}
}

// Each image of a cross-validation is predicted once.
func TestCrossValidate(t *testing.T) {
	d := colours(2, 8, 16)
	splits, err := dataset.KFold(d.Labels, 3, rand.New(rand.NewPCG(1, 0)))
	if err != nil {
		t.Fatal(err)
	}
	folds := 0
	config := cnn.Config{Epochs: 8, LearningRate: 5e-3}
	r, err := cnn.CrossValidate(t.Context(), d, splits, config, func(fold int, r *cnn.Report) {
		if folds++; fold != folds || r.Total < 5 {
			t.Errorf("fold %d: %v", fold, r)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	idx := slices.Clone(r.Index)
	if slices.Sort(idx); folds != 3 || !slices.Equal(idx, d.All()) || r.Accuracy < 0.8 {
		t.Errorf("%d folds, %v of %v", folds, r.Score, idx)
	}
	for says, f := range map[string]func() error{
		"no splits": func() error { _, err := cnn.CrossValidate(t.Context(), d, nil, config, nil); return err },
		"no validation images": func() error {
			_, err := cnn.CrossValidate(t.Context(), d, []dataset.Split{{Train: d.All()}}, config, nil)
			return err
		},
		"KeepBest": func() error {
			c := config
			c.KeepBest = true
			_, err := cnn.CrossValidate(t.Context(), d, splits, c, nil)
			return err
		},
	} {
		if err := f(); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want %q", err, says)
		}
	}
}
