package cnn_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
)

func TestReportCounts(t *testing.T) {
	d := colours(3, 4, 16)
	m, err := cnn.New(cnn.SimpleNet, d.Classes, 16, rand.New(rand.NewPCG(1, 0)))
	if err != nil {
		t.Fatal(err)
	}
	r, err := m.Report(d, d.All())
	if err != nil {
		t.Fatal(err)
	}
	right, all := 0, 0
	for k, row := range r.Confusion {
		right += row[k]
		for _, n := range row {
			all += n
		}
		if r.Images(k) != 4 || r.Recall(k) != float64(row[k])/4 {
			t.Errorf("class %d: %d images, recall %v, counts %v", k, r.Images(k), r.Recall(k), row)
		}
	}
	if right != r.Correct || all != 12 || len(r.Wrong) != 12-right {
		t.Errorf("%+v", r)
	}
	for i, w := range r.Wrong {
		if d.Labels[w.Index] != w.Truth || w.Truth == w.Predicted || w.P < 1./3 || i > 0 && w.P > r.Wrong[i-1].P {
			t.Errorf("mistake %d is %+v", i, w)
		}
	}
	frame := r.DataFrame()
	if frame.Err != nil || frame.Nrow() != 3 || !slices.Equal(frame.Names(), []string{"class", "images", "recall", "precision", "as_class0", "as_class1", "as_class2"}) {
		t.Errorf("frame %v", frame)
	}
	if lines := strings.Split(r.String(), "\n"); len(lines) != 6 || !strings.Contains(lines[3], "class0") {
		t.Errorf("as text: %q", r)
	}
}

func TestEvaluateRefuses(t *testing.T) {
	m := fresh(t, "clock", "crocodile")
	good := dataset.Synthetic(2, 1)
	label := dataset.Synthetic(2, 1)
	label.Labels[1] = 2
	swapped := dataset.Synthetic(2, 1)
	swapped.Classes = []string{"crocodile", "clock"}
	other := dataset.Synthetic(2, 1)
	other.Classes = []string{"a", "clock"}
	for _, c := range []struct {
		d    *dataset.Dataset
		idx  []int
		says string
	}{
		{good, []int{4}, "image 4 is asked for, there are 4"}, {good, []int{-1}, "image -1"}, {good, nil, "no images"},
		{label, []int{0, 1}, "image 1 has label 2"}, {swapped, []int{0}, `"crocodile" is number 0`},
		{other, []int{0}, `"clock" is number 1`}, {colours(3, 1, 32), []int{0}, "3 classes"}, {colours(2, 1, 16), []int{0}, "16×16"},
	} {
		_, err := m.Evaluate(c.d, c.idx)
		_, report := m.Report(c.d, c.idx)
		for _, err := range []error{err, report} {
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v of %q: %v, want %q", c.idx, c.d.Classes, err, c.says)
			}
		}
	}
}

// A pixel that is no number is named, and a prediction that is none is never
// right.
func TestNotANumber(t *testing.T) {
	for _, architecture := range cnn.Architectures() {
		m, err := cnn.New(architecture, []string{"a", "b"}, 32, rand.New(rand.NewPCG(1, 0)))
		if err != nil {
			t.Fatal(err)
		}
		x := make([]float32, 3*3*32*32)
		for name, v := range map[string]float32{"NaN": float32(math.NaN()), "+Inf": float32(math.Inf(1)), "-Inf": float32(math.Inf(-1))} {
			x[3*32*32+2017] = v
			_, err := m.Predict(x)
			if name == "NaN" && err == nil || err != nil && !strings.Contains(err.Error(), "picture 1: value 2017 is "+name) {
				t.Errorf("%s, a pixel of %s: %v", architecture, name, err)
			}
		}
		last := m.Params()[len(m.Params())-1]
		last.Data()[0] = float32(math.NaN())
		d := colours(2, 2, 32)
		for _, err := range []error{
			func() error { _, err := m.Evaluate(d, d.All()); return err }(),
			func() error { _, err := m.Predict(d.X(d.All())); return err }(),
		} {
			if err == nil || !strings.Contains(err.Error(), last.Name+" is NaN") {
				t.Errorf("%s, a NaN in %s: %v", architecture, last.Name, err)
			}
		}
		if _, err := m.Train(t.Context(), d, dataset.Split{Train: d.All()}, cnn.DefaultConfig(), nil); err == nil || strings.Contains(err.Error(), "learning rate") {
			t.Errorf("%s, trained with a NaN in %s: %v", architecture, last.Name, err)
		}
	}
	if got := cnn.Label(math.NaN()); got != -1 {
		t.Errorf("NaN is of label %d", got)
	}
}
