package dataset_test

import (
	"slices"
	"testing"

	"github.com/crococlock/crococlock/pkg/dataset"
)

// Every image is in one part's validation, and classes are dealt evenly.
func TestKFold(t *testing.T) {
	labels := make([]int, 103)
	for i := range labels {
		labels[i] = i % 3
	}
	splits, err := dataset.KFold(labels, 5, generator(1))
	if err != nil || len(splits) != 5 {
		t.Fatal(len(splits), err)
	}
	var all []int
	for _, s := range splits {
		disjoint(t, s, len(labels))
		if n := len(s.Validation); len(s.Train)+n != len(labels) || n < 20 || n > 21 || len(s.Test) > 0 {
			t.Errorf("parts of %d, %d and %d", len(s.Train), n, len(s.Test))
		}
		count := make([]int, 3)
		for _, i := range s.Validation {
			count[labels[i]]++
		}
		if slices.Min(count) < 6 || slices.Max(count) > 7 {
			t.Errorf("classes %v in one part", count)
		}
		all = append(all, s.Validation...)
	}
	if slices.Sort(all); len(slices.Compact(all)) != len(labels) {
		t.Error("the parts are not all images once")
	}
	for _, k := range []int{1, 104} {
		if _, err := dataset.KFold(labels, k, generator(1)); err == nil {
			t.Errorf("%d folds: no error", k)
		}
	}
	if _, err := dataset.KFold([]int{0, -1}, 2, generator(1)); err == nil {
		t.Error("a negative label: no error")
	}
}
