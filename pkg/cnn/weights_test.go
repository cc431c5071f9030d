package cnn_test

import (
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/nn"
)

func fresh(t *testing.T, classes ...string) *cnn.Model {
	t.Helper()
	m, err := cnn.NewSimpleNet(classes, rand.New(rand.NewPCG(3, 0)))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestWeightsSurviveAFile(t *testing.T) {
	m := fresh(t, "cats", "dogs")
	path := filepath.Join(t.TempDir(), "w.safetensors")
	if err := m.WriteFile(path); err != nil {
		t.Fatal(err)
	}
	back, err := cnn.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(back.Classes(), []string{"cats", "dogs"}) {
		t.Errorf("classes came back as %q", back.Classes())
	}
	for i, p := range m.Params() {
		if !slices.Equal(back.Params()[i].Data(), p.Data()) {
			t.Errorf("%s came back changed", p.Name)
		}
	}
	if n := nn.Count(m.Params()); n != 89633 {
		t.Errorf("SimpleNet has %d parameters, want 89633", n)
	}
}

func TestForeignWeightsAreNamed(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*nn.StateDict)
		says   []string
	}{
		"missing": {func(s *nn.StateDict) { s.Tensors = s.Tensors[1:] }, []string{"conv1.weight", "[16 3 3 3]"}},
		"extra": {func(s *nn.StateDict) {
			s.Tensors = append(s.Tensors, nn.StateTensor{Name: "lin3.bias", Shape: []int{1}, Data: []float32{0}})
		}, []string{"lin3.bias"}},
		"misshapen":    {func(s *nn.StateDict) { s.Tensors[0].Shape = []int{16, 27} }, []string{"conv1.weight", "[16 3 3 3]", "[16 27]"}},
		"architecture": {func(s *nn.StateDict) { s.Metadata["architecture"] = "vgg" }, []string{`"vgg"`, "simplenet"}},
		"classes":      {func(s *nn.StateDict) { s.Metadata["classes"] = "clock, crocodile" }, []string{"class names"}},
		"not a number": {func(s *nn.StateDict) { s.Tensors[3].Data[7] = float32(math.NaN()) }, []string{"conv2.bias", "NaN"}},
		"nameless":     {func(s *nn.StateDict) { s.Metadata["classes"] = `["",""]` }, []string{"class names"}},
		"twins":        {func(s *nn.StateDict) { s.Metadata["classes"] = `["a","a"]` }, []string{"class names"}},
		"three":        {func(s *nn.StateDict) { s.Metadata["classes"] = `["a","b","c"]` }, []string{"lin2.weight", "[3 256]", "[1 256]"}},
	} {
		s := fresh(t, "a", "b").StateDict()
		c.change(s)
		_, err := cnn.FromStateDict(s)
		if err == nil {
			t.Errorf("%s: no error", name)
			continue
		}
		for _, want := range c.says {
			if !strings.Contains(strings.NewReplacer("(", "[", ")", "]", ", ", " ").Replace(err.Error()), strings.ReplaceAll(want, ", ", " ")) {
				t.Errorf("%s: error %q does not say %q", name, err, want)
			}
		}
	}
}

// Weights without metadata are known by their names and shapes.
func TestBareWeightsAreRecognised(t *testing.T) {
	s := fresh(t, "a", "b").StateDict()
	s.Metadata = nil
	m, err := cnn.FromStateDict(s)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(m.Classes(), []string{"clock", "crocodile"}) {
		t.Errorf("classes %q, want the study's", m.Classes())
	}
}

// A prediction does not depend on which others are made with it, but for the
// rounding of another order of additions.
func TestPredictInBatches(t *testing.T) {
	m := fresh(t, "a", "b")
	rng := rand.New(rand.NewPCG(4, 0))
	x := make([]float32, 507*3*cnn.Height*cnn.Width)
	for i := range x {
		x[i] = rng.Float32()
	}
	all, err := m.Predict(x)
	if err != nil {
		t.Fatal(err)
	}
	const picture = 3 * cnn.Height * cnn.Width
	for _, i := range []int{0, 249, 250, 499, 500, 506} {
		one, err := m.Predict(x[i*picture : (i+1)*picture])
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(one[0]-all[i]) > 1e-6 {
			t.Errorf("picture %d alone: %v, among all: %v", i, one[0], all[i])
		}
	}
	if _, err := m.Predict(x[:100]); err == nil || !strings.Contains(err.Error(), "100 values") {
		t.Errorf("a piece of a picture: error is %v", err)
	}
	if p, err := m.Predict(nil); err != nil || len(p) != 0 {
		t.Errorf("no picture: %v, %v", p, err)
	}
}
