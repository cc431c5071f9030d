package dataset_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/crococlock/crococlock/pkg/dataset"
)

func generator(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) }

// disjoint fails unless the split's parts hold each of n images at most once.
func disjoint(t *testing.T, s dataset.Split, n int) {
	t.Helper()
	if _, err := s.Names(n); err != nil {
		t.Error(err)
	}
}

func TestRandomSplit(t *testing.T) {
	s, err := dataset.RandomSplit(1000, 500, 250, 250, generator(1))
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Train) != 500 || len(s.Validation) != 250 || len(s.Test) != 250 {
		t.Errorf("parts of %d, %d and %d", len(s.Train), len(s.Validation), len(s.Test))
	}
	disjoint(t, s, 1000)
	again, _ := dataset.RandomSplit(1000, 500, 250, 250, generator(1))
	if !slices.Equal(s.Train, again.Train) || !slices.Equal(s.Test, again.Test) {
		t.Error("the same seed gives another split")
	}
	other, _ := dataset.RandomSplit(1000, 500, 250, 250, generator(2))
	if slices.Equal(s.Train, other.Train) {
		t.Error("another seed gives the same split")
	}
	for _, c := range []struct {
		i    int
		want string
	}{{s.Train[3], "train"}, {s.Validation[0], "validation"}, {s.Test[249], "test"}, {1000, ""}} {
		if got := s.Of(c.i); got != c.want {
			t.Errorf("image %d is in %q, want %q", c.i, got, c.want)
		}
	}
}

func TestStratifiedSplitKeepsProportions(t *testing.T) {
	for _, counts := range [][]int{{500, 500}, {700, 300}, {5, 1, 994}, {333, 0, 333, 334}} {
		var labels []int
		for label, n := range counts {
			labels = append(labels, slices.Repeat([]int{label}, n)...)
		}
		s, err := dataset.StratifiedSplit(labels, 500, 250, 250, generator(3))
		if err != nil {
			t.Fatal(err)
		}
		disjoint(t, s, 1000)
		if len(s.Train) != 500 || len(s.Validation) != 250 || len(s.Test) != 250 {
			t.Errorf("%v: parts of %d, %d and %d", counts, len(s.Train), len(s.Validation), len(s.Test))
		}
		for label, n := range counts {
			in := 0
			for _, i := range s.Train {
				if labels[i] == label {
					in++
				}
			}
			if in < n/2 || in > (n+1)/2 {
				t.Errorf("%v: %d of class %d in train, want half of %d", counts, in, label, n)
			}
		}
		if slices.IsSorted(s.Train) {
			t.Errorf("%v: train is not shuffled", counts)
		}
	}
}

func TestSplitErrors(t *testing.T) {
	for _, sizes := range [][3]int{{5, 3, 3}, {-1, 3, 3}, {11, 0, 0}, {math.MaxInt, math.MaxInt, math.MaxInt}} {
		if _, err := dataset.RandomSplit(10, sizes[0], sizes[1], sizes[2], generator(1)); err == nil {
			t.Errorf("random split of 10 into %v gives no error", sizes)
		}
		if _, err := dataset.StratifiedSplit(make([]int, 10), sizes[0], sizes[1], sizes[2], generator(1)); err == nil {
			t.Errorf("stratified split of 10 into %v gives no error", sizes)
		}
	}
	if _, err := dataset.StratifiedSplit([]int{0, -1}, 1, 0, 0, generator(1)); err == nil {
		t.Error("a negative label gives no error")
	}
	for _, s := range []dataset.Split{{Train: []int{1, 1}}, {Train: []int{0}, Test: []int{0}}, {Validation: []int{-1}}} {
		if _, err := s.Names(10); err == nil {
			t.Errorf("names of %v give no error", s)
		}
	}
}

func TestBatches(t *testing.T) {
	idx := []int{5, 6, 7, 8, 9}
	got := dataset.Batches(idx, 2, nil)
	if want := [][]int{{5, 6}, {7, 8}, {9}}; !slices.EqualFunc(got, want, slices.Equal[[]int]) {
		t.Errorf("in order: %v, want %v", got, want)
	}
	got = dataset.Batches(idx, 3, generator(4))
	all := slices.Concat(got...)
	if slices.Equal(all, idx) {
		t.Error("not shuffled")
	}
	slices.Sort(all)
	if !slices.Equal(all, idx) || len(got) != 2 || len(got[1]) != 2 {
		t.Errorf("batches %v of %v", got, idx)
	}
	if !slices.Equal(idx, []int{5, 6, 7, 8, 9}) {
		t.Error("the argument was shuffled")
	}
	if got := dataset.Batches(nil, 3, nil); len(got) != 0 {
		t.Errorf("batches of nothing: %v", got)
	}
	defer func() {
		if recover() == nil {
			t.Error("a size of zero does not panic")
		}
	}()
	dataset.Batches(idx, 0, nil)
}

func TestHoldOut(t *testing.T) {
	labels := []int{2, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1} // one of class 2, two of 0, ten of 1
	s, err := dataset.HoldOut(labels, 0.2, rand.New(rand.NewPCG(1, 0)))
	if err != nil {
		t.Fatal(err)
	}
	var counts [2][3]int
	for k, part := range [][]int{s.Train, s.Validation} {
		for _, i := range part {
			counts[k][labels[i]]++
		}
	}
	if want := [2][3]int{{1, 8, 1}, {1, 2, 0}}; counts != want {
		t.Errorf("train and validation hold %v of the classes, want %v", counts, want)
	}
	if _, err := s.Names(len(labels)); err != nil || len(s.Test) != 0 {
		t.Errorf("%v, %v", s, err)
	}
	if s, err := dataset.HoldOut(labels, 0, rand.New(rand.NewPCG(1, 0))); err != nil || len(s.Train) != len(labels) {
		t.Errorf("nothing held out: %v, %v", s, err)
	}
	for _, share := range []float64{-0.1, 1, math.NaN()} {
		if _, err := dataset.HoldOut(labels, share, rand.New(rand.NewPCG(1, 0))); err == nil {
			t.Errorf("a share of %v", share)
		}
	}
	if _, err := dataset.HoldOut([]int{0, -1}, 0.5, rand.New(rand.NewPCG(1, 0))); err == nil {
		t.Error("a negative label")
	}
}
