package cnn_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/nn"
)

// A calibrated model says what the report with that temperature says.
func TestCalibrate(t *testing.T) {
	for _, name := range cnn.Architectures() {
		for _, classes := range [][]string{{"a", "b"}, {"a", "b", "c"}} {
			m, err := cnn.New(name, classes, 32, rand.New(rand.NewPCG(3, 0)))
			if err != nil {
				t.Fatal(err)
			}
			d := dataset.Synthetic(8, 1)
			d.Classes = classes
			before, err := cnn.NewReport(m, d, d.All())
			if err != nil {
				t.Fatal(err)
			}
			want, err := before.WithTemperature(0.25)
			if err != nil {
				t.Fatal(err)
			}
			if err := m.Calibrate(0.25); err != nil {
				t.Fatal(err)
			}
			got, err := cnn.NewReport(m, d, d.All())
			if err != nil {
				t.Fatal(err)
			}
			changed := 0.0
			for i := range d.Len() {
				for k := range classes {
					if e := math.Abs(got.P.At(i, k) - want.P.At(i, k)); e > 1e-5 {
						t.Errorf("%s, %d classes: image %d, class %d: %v, want %v", name, len(classes), i, k, got.P.At(i, k), want.P.At(i, k))
					}
					changed = max(changed, math.Abs(got.P.At(i, k)-before.P.At(i, k)))
				}
			}
			if changed < 1e-4 {
				t.Errorf("%s, %d classes: nothing changed", name, len(classes))
			}
			for _, bad := range []float64{0, -1, math.NaN(), math.Inf(1)} {
				if m.Calibrate(bad) == nil {
					t.Errorf("a temperature of %v", bad)
				}
			}
		}
	}
	own, err := cnn.FromNetwork(nn.NewSequential(nn.NewFlatten(), nn.NewLinear("l", nn.LinearConfig{In: 3 * 16 * 16, Out: 1}, rand.New(rand.NewPCG(1, 0)))), []string{"a", "b"}, 16)
	if err != nil {
		t.Fatal(err)
	}
	if own.Calibrate(2) == nil {
		t.Error("a network that was handed in")
	}
}
