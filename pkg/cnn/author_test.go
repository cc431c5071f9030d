package cnn_test

import (
	"math"
	"path/filepath"
	"slices"
	"testing"

	"github.com/crococlock/crococlock/internal/studytest"
	"github.com/crococlock/crococlock/pkg/cluster"
	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
)

// The author's weights give what PyTorch computes from them: every probability,
// every distance, the 112 wrong predictions and the 11 disputable images.
func TestAuthorsWeights(t *testing.T) {
	want := studytest.AuthorReference(t)
	d, err := dataset.ReadFolder(studytest.Images(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"model_state", "model_state_zip.pt"} {
		t.Run(name, func(t *testing.T) {
			m, err := cnn.ReadFile(filepath.Join(studytest.Author(t), name))
			if err != nil {
				t.Fatal(err)
			}
			p, err := m.Predict(d.X(d.All()))
			if err != nil {
				t.Fatal(err)
			}
			latent, err := m.Latent(d.X(d.All()))
			if err != nil {
				t.Fatal(err)
			}
			centres, err := cluster.ClassCentres(latent, d.Labels, 2)
			if err != nil {
				t.Fatal(err)
			}
			distances, err := cluster.Distances(latent, centres)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range want.Images {
				i, ok := d.Find(r.Name)
				if !ok {
					t.Fatalf("no image %s", r.Name)
				}
				if math.Abs(p[i]-r.P) > 1e-4 {
					t.Errorf("%s: probability %v, PyTorch says %v", r.Name, p[i], r.P)
				}
				if math.Abs(distances.At(i, 0)-r.DClock) > 1e-3 || math.Abs(distances.At(i, 1)-r.DCrocodile) > 1e-3 {
					t.Errorf("%s: distances %v and %v, PyTorch says %v and %v",
						r.Name, distances.At(i, 0), distances.At(i, 1), r.DClock, r.DCrocodile)
				}
			}
			wrong := make([][]string, 2)
			for i := range d.Labels {
				if cnn.Label(p[i]) != d.Labels[i] {
					wrong[d.Labels[i]] = append(wrong[d.Labels[i]], d.Paths[i])
				}
			}
			if len(wrong[0]) != 79 || len(wrong[1]) != 33 || !slices.Equal(slices.Concat(wrong...), want.Wrong) {
				t.Errorf("%d clocks and %d crocodiles are wrong, want 79 and 33", len(wrong[0]), len(wrong[1]))
			}
			disputable, err := cluster.Disputable(distances, 0.2)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, i := range disputable {
				names = append(names, d.Paths[i])
			}
			if !slices.Equal(names, want.Disputable) {
				t.Errorf("disputable: %q, want %q", names, want.Disputable)
			}
		})
	}
}
