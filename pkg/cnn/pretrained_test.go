package cnn_test

import (
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/internal/studytest"
	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
)

// The weights shipped with the program know clocks and crocodiles they were not
// trained on: those of the split that made them.
func TestPretrained(t *testing.T) {
	for _, c := range []struct {
		name      string
		views     cnn.Views
		low, high float64 // accuracy
		ece       float64 // at most
	}{
		{cnn.SimpleNet, cnn.Views{}, 0.83, 0.90, 0.05},
		{cnn.ResNet, cnn.Views{Mirror: true}, 0.95, 0.99, 0.04},
		{cnn.ResNet, cnn.DefaultViews(), 0.97, 0.99, 0.03},
	} {
		m, err := cnn.Pretrained(c.name)
		if err != nil {
			t.Fatal(err)
		}
		if want := []string{"clock", "crocodile"}; !slices.Equal(m.Classes(), want) {
			t.Fatalf("%s: classes %q, want %q", c.name, m.Classes(), want)
		}
		d, err := dataset.ReadFolder(studytest.Images(t))
		if err != nil {
			t.Fatal(err)
		}
		split, err := dataset.RandomSplit(d.Len(), 500, 250, 250, rand.New(rand.NewPCG(0, 0)))
		if err != nil {
			t.Fatal(err)
		}
		seen, err := m.Averaged(c.views)
		if err != nil {
			t.Fatal(err)
		}
		r, err := cnn.NewReport(seen, d, split.Test)
		if err != nil {
			t.Fatal(err)
		}
		if ece := r.Calibration().ECE; r.Accuracy < c.low || r.Accuracy > c.high || ece > c.ece {
			t.Errorf("%s: on the test images: %v, ECE %.3f; want %v to %v, ECE up to %v", c.name, r.Score, ece, c.low, c.high, c.ece)
		}
	}
}

// Names without weights are refused with those that have some.
func TestPretrainedNames(t *testing.T) {
	for _, name := range cnn.PretrainedNames() {
		m, err := cnn.Pretrained(name)
		if want := map[string]string{"resnet": cnn.SmallResNet, "simplenet": cnn.SimpleNet}[name]; err != nil || m.Architecture() != want || m.Size() != cnn.Height {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := os.Stat(name + ".md"); err != nil {
			t.Errorf("no model card: %v", err)
		}
	}
	if _, err := cnn.Pretrained("vgg"); err == nil || !strings.Contains(err.Error(), `"vgg" are shipped, only of ["simplenet" "resnet"`) {
		t.Errorf("error is %v", err)
	}
}
