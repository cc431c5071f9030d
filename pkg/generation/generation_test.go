package generation_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/generation"
	"gonum.org/v1/gonum/mat"
)

var classes = []string{"clock", "crocodile"}

// brightness is a classifier that takes a picture's mean, to a power, for the
// probability of the second class.
type brightness struct {
	side  int
	power float64
	names []string
}

func (b brightness) Classes() []string { return b.names }
func (b brightness) Size() int         { return b.side }
func (b brightness) Probabilities(x []float32) (*mat.Dense, error) {
	size := 3 * b.side * b.side
	out := mat.NewDense(len(x)/size, 2, nil)
	for i := range len(x) / size {
		sum := 0.0
		for _, v := range x[i*size : (i+1)*size] {
			sum += float64(v)
		}
		p := math.Pow(sum/float64(size), b.power)
		out.SetRow(i, []float64{1 - p, p})
	}
	return out, nil
}

func judges(side int) []cnn.Classifier {
	return []cnn.Classifier{brightness{side, 1, classes}, brightness{side, 0.9, classes}, brightness{side, 1.1, classes}}
}

// greys makes pictures of one grey each, somewhere about the place.
func greys(side int) generation.Generator {
	return generation.NewGenerator(side, func(_ context.Context, n int, at float64, seed uint64) ([]float32, error) {
		var x []float32
		for i := range n {
			v := at + 0.8*(rand.New(rand.NewPCG(seed, uint64(i))).Float64()-0.5)
			for range 3 * side * side {
				x = append(x, float32(min(max(v, 0), 1)))
			}
		}
		return x, nil
	})
}

func TestSelection(t *testing.T) {
	progress := 0
	s := generation.Selection{Guides: judges(4), Batch: 16, Progress: func(found, tried int) { progress = tried }}
	got, err := s.Sample(t.Context(), greys(4), 40, 0.5, 7)
	if err != nil {
		t.Fatal(err)
	}
	if got.Len() != 40 || got.Accepted.Total != progress || progress%16 != 0 || got.Accepted.Count < 40 {
		t.Errorf("%d pictures, accepted %+v, progress %d", got.Len(), got.Accepted, progress)
	}
	// A fifth of ±0.4 lies within ±0.1, a little less by the guides' powers.
	if got.Accepted.Low > 0.25 || got.Accepted.High < 0.2 {
		t.Errorf("accepted %v, want about a quarter", got.Accepted)
	}
	verdicts, err := generation.Ask(s.Guides, got.Pictures)
	if err != nil {
		t.Fatal(err)
	}
	share, err := verdicts.Between(generation.Narrow(0.5))
	if err != nil || share.Value != 1 {
		t.Errorf("%v of what was selected lies in the band, %v", share, err)
	}
	again, err := s.Sample(t.Context(), greys(4), 20, 0.5, 7)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range again.X {
		if v != got.X[i] {
			t.Fatalf("value %d of the same selection is %v, was %v", i, v, got.X[i])
		}
	}
	other, err := s.Sample(t.Context(), greys(4), 20, 0.5, 8)
	if err != nil || other.X[0] == got.X[0] {
		t.Errorf("another seed gives the same picture, %v", err)
	}
}

func TestSelectionGivesUp(t *testing.T) {
	s := generation.Selection{Guides: judges(4), Batch: 10, Tries: 3, Band: generation.Band{Mean: [2]float64{0.98, 0.99}, Each: [2]float64{0, 1}}}
	got, err := s.Sample(t.Context(), greys(4), 5, 0.5, 1)
	if !errors.Is(err, generation.ErrTries) || !strings.Contains(err.Error(), "of 20 samples at 0.5, 5 were wanted") {
		t.Errorf("%v", err)
	}
	if got == nil || got.Accepted.Total != 20 {
		t.Errorf("what was tried is lost: %+v", got)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Sample(ctx, greys(4), 5, 0.5, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	broken := errors.New("out of paint")
	fails := generation.NewGenerator(4, func(context.Context, int, float64, uint64) ([]float32, error) { return nil, broken })
	if _, err := s.Sample(t.Context(), fails, 5, 0.5, 1); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
}

func TestBands(t *testing.T) {
	for _, c := range []struct {
		band generation.Band
		p    []float64
		want bool
	}{
		{generation.Strict(), []float64{0.7, 0.7, 0.7}, true},
		{generation.Strict(), []float64{0.3}, true},
		{generation.Strict(), []float64{0.5, 0.9}, false},
		{generation.Strict(), []float64{0.1, 0.6}, false},
		{generation.Strict(), []float64{0.71}, false},
		{generation.Strict(), nil, false},
		{generation.Strict(), []float64{math.NaN(), 0.5}, false},
		{generation.Narrow(0.5), []float64{0.16, 0.84, 0.5}, true},
		{generation.Narrow(0.5), []float64{0.85, 0.3, 0.4}, false},
		{generation.Narrow(0.5), []float64{0.61, 0.61}, false},
		{generation.Narrow(0.2), []float64{0.25, 0.1}, true},
	} {
		if got := c.band.Has(c.p...); got != c.want {
			t.Errorf("%v in %v: %v", c.p, c.band, got)
		}
	}
}

func TestWalk(t *testing.T) {
	done := 0
	w, err := generation.Walk(t.Context(), greys(4), 3, 5, 2, func(n int) { done = n })
	if err != nil {
		t.Fatal(err)
	}
	if w.Rows() != 3 || w.Len() != 15 || done != 5 || len(w.Frames()) != 5 || w.Places[0] != 0 || w.Places[4] != 1 {
		t.Fatalf("%d rows, %d pictures, %d done, places %v", w.Rows(), w.Len(), done, w.Places)
	}
	for k, f := range w.Frames() {
		want, err := generation.Sample(t.Context(), greys(4), 3, w.Places[k], 2)
		if err != nil {
			t.Fatal(err)
		}
		for row := range 3 {
			if f.At(row)[0] != want.At(row)[0] || w.At(row*5 + k)[0] != want.At(row)[0] {
				t.Errorf("place %d, row %d is another picture", k, row)
			}
		}
	}
}

// A turn four times is the picture again, and the quarter is the left one.
func TestRotations(t *testing.T) {
	d := dataset.Synthetic(2, 1)
	r, err := generation.Rotations(d, []int{3, 0})
	if err != nil {
		t.Fatal(err)
	}
	if r.Len() != 8 || len(r.Classes) != 4 {
		t.Fatalf("%d images of %d classes", r.Len(), len(r.Classes))
	}
	if err := r.Check(r.All()); err != nil {
		t.Fatal(err)
	}
	at := func(i, c, row, col int) byte { return r.Pixels[((i*3+c)*32+row)*32+col] }
	for k, i := range []int{3, 0} {
		for c := range 3 {
			for row := range 32 {
				for col := range 32 {
					v := d.Pixels[((i*3+c)*32+row)*32+col]
					// What was at the right end of a row is at the top, and so on.
					for turn, got := range []byte{at(4*k, c, row, col), at(4*k+1, c, 31-col, row), at(4*k+2, c, 31-row, 31-col), at(4*k+3, c, col, 31-row)} {
						if got != v {
							t.Fatalf("image %d turned %d times: (%d, %d) is %d, want %d", i, turn, row, col, got, v)
						}
					}
				}
			}
		}
		for turn := range 4 {
			if r.Labels[4*k+turn] != turn || r.Paths[4*k+turn] != r.Classes[turn]+"/"+d.Paths[i] {
				t.Errorf("turn %d of image %d is %q, label %d", turn, i, r.Paths[4*k+turn], r.Labels[4*k+turn])
			}
		}
	}
}

func TestErrors(t *testing.T) {
	p := generation.Pictures{Side: 4, X: make([]float32, 2*48)}
	small := generation.Pictures{Side: 2, X: make([]float32, 4*12)}
	nan := generation.Pictures{Side: 4, X: make([]float32, 2*48)}
	nan.X[50] = float32(math.NaN())
	table := mat.NewDense(3, 2, []float64{0, 1, 2, 3, 4, 5})
	holes := mat.NewDense(3, 2, []float64{0, 1, 2, math.Inf(1), 4, 5})
	alike := mat.NewDense(3, 2, nil)
	verdict := func(names []string, p ...float64) *generation.Verdicts {
		return &generation.Verdicts{Classes: names, P: []*mat.Dense{mat.NewDense(1, len(p), p)}}
	}
	for _, c := range []struct {
		want string
		call func() error
	}{
		{"95 values are no whole number", func() error { _, err := generation.NewPictures(p.X[:95], 4); return err }},
		{"no pictures", func() error { _, err := generation.NewPictures(nil, 4); return err }},
		{"0×0 pixels", func() error { _, err := generation.NewPictures(p.X, 0); return err }},
		{"picture 1: value 2 is NaN", func() error { return nan.Validate() }},
		{"value 0 is 2", func() error { _, err := generation.NewPictures([]float32{2, 0, 0}, 1); return err }},
		{"no judges", func() error { _, err := generation.Ask(nil, p); return err }},
		{"judge 1 takes pictures of 8", func() error { _, err := generation.Ask(judges(8), p); return err }},
		{`judge 2 ["a" "b"]`, func() error {
			_, err := generation.Ask([]cnn.Classifier{brightness{4, 1, classes}, brightness{4, 1, []string{"a", "b"}}}, p)
			return err
		}},
		{"picture 1: value 2 is NaN", func() error { _, err := generation.Ask(judges(4), nan); return err }},
		{"the probability of crocodile is NaN", func() error { return verdict(classes, 0.5, math.NaN()).Validate() }},
		{"verdicts of nobody", func() error { return (&generation.Verdicts{Classes: classes}).Validate() }},
		{"class 2, there are 2", func() error { _, err := verdict(classes, 0.5, 0.5).Class(2); return err }},
		{"There must be two", func() error {
			_, err := verdict([]string{"a", "b", "c"}, 0.5, 0.5, 0).Between(generation.Strict())
			return err
		}},
		{"nothing has a mean", func() error { _, err := verdict(classes, 0.5, 0.5).Between(generation.Band{}); return err }},
		{"KID of 1 vectors and 3", func() error {
			_, err := generation.KID(mat.NewDense(1, 2, nil), table, generation.DefaultKID())
			return err
		}},
		{"of 1 dimensions and of 2", func() error {
			_, err := generation.KID(mat.NewDense(3, 1, nil), table, generation.DefaultKID())
			return err
		}},
		{"value 3 is +Inf", func() error { _, err := generation.KID(table, holes, generation.DefaultKID()); return err }},
		{"subsets of 4 vectors", func() error {
			_, err := generation.KID(table, table, generation.KIDConfig{Subsets: 2, Size: 4})
			return err
		}},
		{"value 3 is +Inf", func() error { _, err := generation.Diversity(holes, table); return err }},
		{"the distances of 1 vectors", func() error { _, err := generation.Diversity(table, mat.NewDense(1, 2, nil)); return err }},
		{"all the same", func() error { _, err := generation.Diversity(table, alike); return err }},
		{"copies of 2 pictures", func() error { _, err := generation.FindCopies(p, p); return err }},
		{"4 pixels' side and of 2", func() error { _, err := generation.FindCopies(p, small); return err }},
		{"picture 4, there are 4", func() error { _, err := generation.FindTwins(small, []int{4}); return err }},
		{"0 samples", func() error { _, err := generation.Sample(t.Context(), greys(4), 0, 0.5, 1); return err }},
		{"samples at NaN", func() error { _, err := generation.Sample(t.Context(), greys(4), 1, math.NaN(), 1); return err }},
		{"made 2 pictures, 3", func() error {
			two := generation.NewGenerator(4, func(context.Context, int, float64, uint64) ([]float32, error) { return p.X, nil })
			_, err := generation.Sample(t.Context(), two, 3, 0.5, 1)
			return err
		}},
		{"a walk of 1 rows over 1 places", func() error { _, err := generation.Walk(t.Context(), greys(4), 1, 1, 1, nil); return err }},
		{"0 pictures to select", func() error {
			_, err := generation.Selection{Guides: judges(4)}.Sample(t.Context(), greys(4), 0, 0.5, 1)
			return err
		}},
		{"no judges", func() error {
			_, err := generation.Selection{}.Sample(t.Context(), greys(4), 1, 0.5, 1)
			return err
		}},
		{"neither may be negative", func() error {
			_, err := generation.Selection{Batch: -1}.Sample(t.Context(), greys(4), 1, 0.5, 1)
			return err
		}},
		{"no images to turn", func() error { _, err := generation.Rotations(dataset.Synthetic(1, 1), nil); return err }},
		{"image 2 is asked for", func() error { _, err := generation.Rotations(dataset.Synthetic(1, 1), []int{2}); return err }},
		{"-1 columns", func() error { _, err := p.Grid(generation.GridOptions{Columns: -1}); return err }},
		{"no pictures", func() error { _, err := generation.Pictures{Side: 4}.Grid(generation.GridOptions{}); return err }},
	} {
		err := c.call()
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}
