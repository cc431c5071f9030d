package figures_test

import (
	"math"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/figures"
)

// Numbers that no axis holds are refused by name; any others are drawn.
func TestExtremeDistances(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		d0, tolerance float64
		says          string
	}{
		{inf, 0.2, "distance of image 1 is +Inf"}, {math.NaN(), 0.2, "distance of image 1 is NaN"},
		{-1, 0.2, "distance of image 1 is -1"}, {math.MaxFloat64, 0.2, "distance of image 1 is 1.79"},
		{1, inf, "tolerance of +Inf"}, {1, math.NaN(), "tolerance of NaN"},
		{1e300, 0.2, ""}, {1e-320, 0, ""}, {5e-324, 5e-324, ""}, {0, 0, ""},
	} {
		d0, d1, labels, classes := []float64{0, c.d0}, []float64{0, 0}, []int{0, 1}, []string{"a", "b"}
		_, histogram := figures.Histogram(d0, d1, labels, classes, c.tolerance, "")
		_, distances := figures.Distances(d0, d1, labels, classes, c.tolerance, "")
		for _, err := range []error{histogram, distances} {
			if c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
				t.Errorf("%g, tolerance %g: %v, want %q", c.d0, c.tolerance, err, c.says)
			}
		}
	}
}

func TestExtremeCurvesAndFilters(t *testing.T) {
	loss := []float64{0.7, math.Inf(1), math.NaN(), math.MaxFloat64, 0.5}
	half := []float64{0.5, 0.5, 0.5, 0.5, 0.5}
	if _, err := figures.LossAccuracy(figures.Curves{TrainLoss: loss, TrainAccuracy: half}, ""); err != nil {
		t.Error(err)
	}
	for _, v := range []float64{math.NaN(), math.Inf(-1)} {
		if _, err := figures.Filters([]float32{0, float32(v), 1}, 1, 1, ""); err == nil || !strings.Contains(err.Error(), "filter 0") {
			t.Errorf("a weight of %g: %v", v, err)
		}
	}
}
