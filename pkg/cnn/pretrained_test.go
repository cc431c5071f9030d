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

// Names without weights are refused with those that have some.
func TestPretrainedNames(t *testing.T) {
	for _, name := range cnn.PretrainedNames() {
		m, err := cnn.Pretrained(name)
		if err != nil || m.Architecture() != name || m.Size() != cnn.Height {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := os.Stat(name + ".md"); err != nil {
			t.Errorf("no model card: %v", err)
		}
	}
	if _, err := cnn.Pretrained("vgg"); err == nil || !strings.Contains(err.Error(), `"vgg" are shipped, only of ["simplenet"`) {
		t.Errorf("error is %v", err)
	}
}
