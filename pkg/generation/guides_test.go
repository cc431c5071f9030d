package generation_test

import (
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/internal/studytest"
	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/generation"
)

// Guides are three networks for the study's classes that know its images, or their
// absence is an error that says where they come from.
func TestGuides(t *testing.T) {
	guides, err := generation.Guides()
	if err != nil {
		if !strings.Contains(err.Error(), "make judges") {
			t.Error(err)
		}
		return
	}
	if len(guides) != 3 {
		t.Fatalf("%d guides", len(guides))
	}
	d, err := dataset.ReadFolder(studytest.Images(t))
	if err != nil {
		t.Fatal(err)
	}
	for i, g := range guides {
		if !slices.Equal(g.Classes(), classes) || g.Size() != 32 {
			t.Errorf("guide %d knows %q at %d pixels", i+1, g.Classes(), g.Size())
		}
		score, err := g.Evaluate(d, d.All())
		if err != nil || score.Accuracy < 0.97 {
			t.Errorf("guide %d: %v on the images that it learned from, %v", i+1, score, err)
		}
	}
}

// Half precision changes what a network says by next to nothing.
func TestHalfPrecision(t *testing.T) {
	m := residual(t, 4)
	path := filepath.Join(t.TempDir(), "half.safetensors")
	if err := m.StateDict().WriteHalfFile(path); err != nil {
		t.Fatal(err)
	}
	half, err := cnn.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	x := make([]float32, 10*3072)
	rng := rand.New(rand.NewPCG(1, 0))
	for i := range x {
		x[i] = rng.Float32()
	}
	want, err := m.Predict(x)
	if err != nil {
		t.Fatal(err)
	}
	got, err := half.Predict(x)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range got {
		if math.Abs(p-want[i]) > 2e-3 || p == want[i] {
			t.Errorf("picture %d: %v, in full precision %v", i, p, want[i])
		}
	}
}
