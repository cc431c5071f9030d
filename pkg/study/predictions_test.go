package study_test

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/study"
)

// reports are of two images, seen in two ways.
func reports(t *testing.T, classes ...string) (single, averaged *cnn.Report) {
	t.Helper()
	var out []*cnn.Report
	for _, p := range []float64{0.25, 1.0 / 3} {
		table := mat.NewDense(2, len(classes), nil)
		for i := range 2 {
			table.Set(i, 0, 1-p)
			table.Set(i, 1, p)
		}
		r, err := cnn.ReportOf(classes, []int{0, 1}, table)
		if err != nil {
			t.Fatal(err)
		}
		copy(r.Paths, []string{"clock/1.png", "crocodile/a, b.png"})
		out = append(out, r)
	}
	return out[0], out[1]
}

func TestPredictions(t *testing.T) {
	path := filepath.Join(t.TempDir(), "p.csv")
	single, averaged := reports(t, "clock", "crocodile")
	for _, part := range []string{dataset.ValidationName, dataset.TestName} {
		err := study.WritePredictions(path, "one, two", study.Predictions{Part: part, Single: single, Averaged: averaged})
		if err != nil {
			t.Fatal(err)
		}
		all, err := study.ReadPredictions(path)
		if err != nil {
			t.Fatal(err)
		}
		got, ok := all[part]
		if !ok || len(all) != 1 || got.Part != part {
			t.Fatalf("read %v", all)
		}
		if got.Single.Paths[1] != "crocodile/a, b.png" || got.Averaged.Truth[1] != 1 || got.Single.Correct != 1 {
			t.Errorf("%+v", got.Single)
		}
		if d := math.Abs(got.Averaged.Loss - averaged.Loss); d > 1e-5 {
			t.Errorf("the loss is off by %v", d)
		}
	}
}

func TestPredictionsRefuse(t *testing.T) {
	path := filepath.Join(t.TempDir(), "p.csv")
	single, _ := reports(t, "clock", "crocodile")
	_, other := reports(t, "clock", "crocodile")
	other.Paths[0] = "clock/2.png"
	if err := study.WritePredictions(path, "c", study.Predictions{Part: "test", Single: single, Averaged: other}); err == nil {
		t.Error("reports of different images were written")
	}
	one, more := reports(t, "a", "b", "c")
	if err := study.WritePredictions(path, "c", study.Predictions{Part: "test", Single: one, Averaged: more}); err == nil {
		t.Error("three classes were written")
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("something was left behind")
	}
	const head = "part,path,label,p_single,p_averaged\n"
	for text, want := range map[string]string{
		"":                        "no predictions",
		"# c\n" + head:            "no predictions",
		"a,b,c,d,e\n":             "want the columns",
		head + "test,x,2,0,0\n":   "label 2",
		head + "test,x,one,0,0\n": `x: label "one"`,
		head + "test,x,1,0.5,?\n": `x: probability "?"`,
		head + "test,x,1,0.5,2\n": "is -1",
		head + "test,x,1\n":       "wrong number of fields",
	} {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := study.ReadPredictions(path); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}
