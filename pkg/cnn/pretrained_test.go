package cnn_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/crococlock/crococlock/internal/studytest"
	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
)

// The weights shipped with the program know clocks and crocodiles they were not
// trained on: those of the split that made them.
func TestPretrained(t *testing.T) {
	m, err := cnn.Pretrained(cnn.SimpleNet)
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"clock", "crocodile"}; !slices.Equal(m.Classes(), want) {
		t.Fatalf("classes %q, want %q", m.Classes(), want)
	}
	d, err := dataset.ReadFolder(studytest.Images(t))
	if err != nil {
		t.Fatal(err)
	}
	split, err := dataset.RandomSplit(d.Len(), 500, 250, 250, rand.New(rand.NewPCG(0, 0)))
	if err != nil {
		t.Fatal(err)
	}
	s, err := m.Evaluate(d, split.Test)
	if err != nil {
		t.Fatal(err)
	}
	if s.Accuracy < 0.83 || s.Accuracy > 0.90 {
		t.Errorf("on the test images: %v, want what SimpleNet reaches, 83 to 90 %%", s)
	}
}
