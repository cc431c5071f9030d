package gan_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"github.com/crococlock/crococlock/pkg/gan"
	"github.com/crococlock/crococlock/pkg/nn"
)

// trained is a model of a moment's training.
func trained(t *testing.T, classes, size int) *gan.Model {
	t.Helper()
	d := small(classes, 4, size)
	m, _, err := gan.Train(t.Context(), d, d.All(), tiny(gan.Relativistic), nil)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// A sample is the same bits whatever is sampled beside it, wherever it is sampled.
func TestSample(t *testing.T) {
	m := trained(t, 2, 16)
	size := 3 * 16 * 16
	all, err := m.Sample(t.Context(), 150, gan.Between(0.5), 7)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 150*size {
		t.Fatalf("%d values", len(all))
	}
	for _, v := range all {
		if !(v >= 0 && v <= 1) {
			t.Fatalf("a pixel is %v", v)
		}
	}
	for _, part := range [][2]int{{0, 1}, {0, 64}, {63, 3}, {149, 1}, {70, 0}} {
		some, err := m.SampleFrom(t.Context(), part[0], part[1], gan.Between(0.5), 7)
		if err != nil || !slices.Equal(some, all[part[0]*size:(part[0]+part[1])*size]) {
			t.Errorf("from %d, %d of them: other pictures, error %v", part[0], part[1], err)
		}
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	again, err := m.Sample(t.Context(), 150, gan.Between(0.5), 7)
	if err != nil || !slices.Equal(again, all) {
		t.Errorf("4 cores: other pictures, error %v", err)
	}
	for name, other := range map[string]func() ([]float32, error){
		"another seed": func() ([]float32, error) { return m.Sample(t.Context(), 150, gan.Between(0.5), 8) },
		"another mix":  func() ([]float32, error) { return m.Sample(t.Context(), 150, gan.Between(0.9), 7) },
	} {
		if x, err := other(); err != nil || slices.Equal(x, all) {
			t.Errorf("%s: the same pictures, error %v", name, err)
		}
	}
}

// From a class to the other pictures change by steps that are the smaller the smaller
// the mix's are.
func TestSampleIsContinuous(t *testing.T) {
	m := trained(t, 2, 8)
	change := func(at, by float64) (most float64) {
		a, err := m.Sample(t.Context(), 8, gan.Between(at), 1)
		if err != nil {
			t.Fatal(err)
		}
		b, err := m.Sample(t.Context(), 8, gan.Between(at+by), 1)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range a {
			most = max(most, math.Abs(float64(v-b[i])))
		}
		return most
	}
	for _, at := range []float64{0, 0.3, 0.5, 0.99} {
		if c := change(at, 1e-3); c == 0 || c > 0.02 {
			t.Errorf("from %v a thousandth changes pixels by %v", at, c)
		}
	}
	if whole := change(0, 1); whole < 0.02 {
		t.Errorf("the classes differ by %v at most", whole)
	}
}

func TestSampleRefuses(t *testing.T) {
	m := trained(t, 3, 8)
	for _, c := range []struct {
		words    string
		first, n int
		mix      []float64
	}{
		{"-1 pictures", 0, -1, gan.Only(0, 3)},
		{"number -2", -2, 1, gan.Only(0, 3)},
		{"want neither negative", math.MaxInt, 1, gan.Only(0, 3)},
		{"2 classes, there are 3", 0, 1, gan.Between(0.5)},
		{"add up to 0.9", 0, 1, []float64{0.3, 0.3, 0.3}},
		{"class 1 is NaN", 0, 1, []float64{1, math.NaN(), 0}},
	} {
		_, err := m.SampleFrom(t.Context(), c.first, c.n, c.mix, 0)
		refused(t, c.words, err, c.words)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := m.Sample(ctx, 1, gan.Only(0, 3), 0); !errors.Is(err, context.Canceled) {
		t.Errorf("a context that has ended: %v", err)
	}
	m.Params()[1].Data()[0] = float32(math.NaN())
	_, err := m.Sample(t.Context(), 1, gan.Only(0, 3), 0)
	refused(t, "NaN among the weights", err, "NaN")
}

func TestGrid(t *testing.T) {
	m := trained(t, 3, 8)
	grid, err := m.Grid(t.Context(), 5, 0)
	if err != nil {
		t.Fatal(err)
	}
	if got := grid.Bounds().Size(); got.X != 5*10+2 || got.Y != 4*10+2 {
		t.Errorf("the grid is %v", got)
	}
}

func TestFiles(t *testing.T) {
	m := trained(t, 3, 16)
	want, err := m.Sample(t.Context(), 9, []float64{0.2, 0.3, 0.5}, 3)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, c := range map[string]struct {
		write     func(path string) error
		tolerance float64
	}{"whole": {m.WriteFile, 0}, "half": {m.WriteHalfFile, 0.01}} {
		path := filepath.Join(dir, name)
		if err := c.write(path); err != nil {
			t.Fatal(err)
		}
		back, err := gan.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(back.Classes(), m.Classes()) || back.Size() != 16 || back.String() != m.String() {
			t.Errorf("%s: %v, want %v", name, back, m)
		}
		got, err := back.Sample(t.Context(), 9, []float64{0.2, 0.3, 0.5}, 3)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range got {
			if math.Abs(float64(v-want[i])) > c.tolerance {
				t.Fatalf("%s: pixel %d is %v, was %v", name, i, v, want[i])
			}
		}
	}
	whole, err := os.Stat(filepath.Join(dir, "whole"))
	if err != nil {
		t.Fatal(err)
	}
	half, err := os.Stat(filepath.Join(dir, "half"))
	if err != nil || float64(half.Size()) > 0.7*float64(whole.Size()) {
		t.Errorf("half is %d bytes, whole %d: %v", half.Size(), whole.Size(), err)
	}
}

func TestFilesRefused(t *testing.T) {
	for words, change := range map[string]func(s *nn.StateDict) *nn.StateDict{
		"y.weight is missing": func(s *nn.StateDict) *nn.StateDict {
			return s.Rename(func(name string) string { return map[bool]string{false: name}[name == "y.weight"] })
		},
		"architecture": func(s *nn.StateDict) *nn.StateDict { s.Metadata["architecture"] = "resnet"; return s },
		"size \"64\"":  func(s *nn.StateDict) *nn.StateDict { s.Metadata["size"] = "64"; return s },
		"3 rows":       func(s *nn.StateDict) *nn.StateDict { s.Metadata["classes"] = `["a","b"]`; return s },
		"metadata":     func(s *nn.StateDict) *nn.StateDict { s.Metadata["classes"] = `a, b`; return s },
		"is NaN": func(s *nn.StateDict) *nn.StateDict {
			s.Tensors[2].Data[1] = float32(math.NaN())
			return s
		},
		"n.0.g.weight": func(s *nn.StateDict) *nn.StateDict {
			return s.Rename(func(name string) string { return map[bool]string{false: name}[name == "n.0.g.weight"] })
		},
		"l.weight is": func(s *nn.StateDict) *nn.StateDict {
			s.Tensors[1].Shape = []int{len(s.Tensors[1].Data) / 3, 3}
			return s
		},
	} {
		s := change(trained(t, 3, 8).StateDict())
		_, err := gan.FromStateDict(s)
		refused(t, words, err, words)
	}
	if _, err := gan.ReadFile(filepath.Join(t.TempDir(), "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
	// Names that a file does not tell.
	s := trained(t, 2, 8).StateDict()
	s.Metadata = nil
	m, err := gan.FromStateDict(s)
	if err != nil || !slices.Equal(m.Classes(), []string{"clock", "crocodile"}) {
		t.Errorf("without metadata: %v, error %v", m, err)
	}
	_, err = gan.NewModel([]string{"one"}, 32, gan.DefaultConfig(), rand.New(rand.NewPCG(0, 0)))
	refused(t, "one class", err, "two or more")
}
