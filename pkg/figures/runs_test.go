package figures_test

import (
	"math"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/figures"
)

func groups() []figures.RunGroup {
	return []figures.RunGroup{
		{"the study's network", []float64{0.82, 0.86, 0.868, 0.884, 0.87}},
		{"batches of 50", []float64{0.88, 0.892, 0.884, 0.88, 0.89}},
		{"mirrored", []float64{0.88, 0.9, 0.91, 0.892, 0.896}},
		{"VGG16 pretrained on ImageNet", []float64{0.9375}},
		{"averaged views, five networks", []float64{0.968, 0.972, 0.98}},
	}
}

func TestRuns(t *testing.T) {
	fig, err := figures.Runs(groups(), "runs", "")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"mirrored 89.6 ± 1.1;", "ImageNet 93.8;", "networks 97.3 ± 0.6."} {
		if !strings.Contains(fig.Alt, want) {
			t.Errorf("%q lacks %q", fig.Alt, want)
		}
	}
	one, err := figures.Runs([]figures.RunGroup{{"all the same", []float64{1, 1}}}, "", "")
	if err != nil || one.Bounds().Empty() {
		t.Errorf("runs that are all right: %v", err)
	}
	for _, bad := range [][]figures.RunGroup{nil, {{"none", nil}}, {{"more", []float64{1.1}}}, {{"NaN", []float64{math.NaN()}}}} {
		if _, err := figures.Runs(bad, "", ""); err == nil || !strings.HasPrefix(err.Error(), "figures: runs: ") {
			t.Errorf("%v: %v", bad, err)
		}
	}
}
