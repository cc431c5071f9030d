package dataset_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/dataset"
)

// Copies that are lighter, of less contrast or mirrored are found, whatever else
// is there.
func TestNearDuplicates(t *testing.T) {
	for _, size := range [][2]int{{32, 32}, {17, 11}} {
		h, w := size[0], size[1]
		d := &dataset.Dataset{Classes: []string{"a"}, H: h, W: w}
		rng := generator(3)
		for range 40 {
			d.Labels = append(d.Labels, 0)
			for range 3 * h * w {
				d.Pixels = append(d.Pixels, byte(60+rng.IntN(100)))
			}
		}
		n := 3 * h * w
		image := func(i int) []byte { return d.Pixels[i*n : (i+1)*n] }
		for k, v := range image(5) {
			image(30)[k] = v/2 + 60 // paler
			image(31)[k] = v
			if rng.IntN(20) == 0 {
				image(31)[k] = byte(rng.IntN(256))
			}
		}
		for i, v := range image(7) {
			row, col := i/w, i%w
			image(2)[row*w+w-1-col] = v
		}
		for i := range image(8) {
			image(8)[i], image(9)[i] = 100, 100 // of a single value
		}
		pairs, err := d.NearDuplicates(0.7)
		if err != nil {
			t.Fatal(err)
		}
		var got [][3]int
		for _, p := range pairs {
			m := 0
			if p.Mirrored {
				m = 1
			}
			got = append(got, [3]int{p.A, p.B, m})
			if p.Similarity < 0.7 || p.Similarity > 1 {
				t.Errorf("similarity %v", p.Similarity)
			}
		}
		if len(got) != 4 || got[0] != [3]int{2, 7, 1} || got[1] != [3]int{5, 30, 0} || !slices.Contains(got, [3]int{5, 31, 0}) || !slices.Contains(got, [3]int{30, 31, 0}) {
			t.Errorf("%d×%d: found %v", h, w, got)
		}
		s := dataset.Split{Train: []int{2, 5, 30}, Test: []int{7, 31}}
		if across := s.Across(pairs); len(across) != 3 || across[0].A != 2 {
			t.Errorf("across: %v", across)
		}
	}
	d := dataset.Synthetic(2, 1)
	for _, least := range []float64{0, -1, 1.1, math.NaN()} {
		if _, err := d.NearDuplicates(least); err == nil || !strings.Contains(err.Error(), "similarity") {
			t.Errorf("similarity %v: %v", least, err)
		}
	}
}

// The study's images hold nine pairs that nearly are one picture, and one that is
// mirrored; with seed 0 two of the nine lie in the training and the test images.
func TestStudyNearDuplicates(t *testing.T) {
	d := study(t)
	pairs, err := d.NearDuplicates(dataset.AlmostSame)
	if err != nil {
		t.Fatal(err)
	}
	plain, mirrored := 0, 0
	for _, p := range pairs {
		if p.Mirrored {
			mirrored++
		} else {
			plain++
		}
		if d.Labels[p.A] != d.Labels[p.B] {
			t.Errorf("%s and %s are of two classes", d.Paths[p.A], d.Paths[p.B])
		}
	}
	if plain != 9 || mirrored != 1 {
		t.Errorf("%d pairs, %d more mirrored", plain, mirrored)
	}
	s, err := dataset.RandomSplit(d.Len(), 500, 250, 250, generator(0))
	if err != nil {
		t.Fatal(err)
	}
	learnt := 0
	for _, p := range s.Across(pairs) {
		if parts := s.Of(p.A) + s.Of(p.B); !p.Mirrored && (parts == "traintest" || parts == "testtrain") {
			learnt++
		}
	}
	if learnt != 2 {
		t.Errorf("%d pairs between training and test images", learnt)
	}
}
