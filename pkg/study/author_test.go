package study_test

import (
	"math"
	"testing"

	"github.com/crococlock/crococlock/internal/studytest"
	"github.com/crococlock/crococlock/pkg/study"
)

// What is written down of the author's network is what PyTorch computes from its
// weights.
func TestAuthor(t *testing.T) {
	want := studytest.AuthorReference(t)
	if math.Abs(study.AuthorCentres-want.CenterDistance) > 0.005 {
		t.Errorf("centres %v apart, want %v", study.AuthorCentres, want.CenterDistance)
	}
	eleven := study.AuthorBetween()
	at := make(map[string]int)
	for k, b := range eleven {
		at[b.Path] = k
	}
	tolerances, counts := study.AuthorCounts()
	found := make([]int, len(counts))
	for _, image := range want.Images {
		diff := math.Abs(image.DClock - image.DCrocodile)
		for k, tolerance := range tolerances {
			if diff < tolerance {
				found[k]++
			}
		}
		k, is := at[image.Name]
		if is != (diff < 0.2) {
			t.Errorf("%s: listed %v, the distances differ by %v", image.Name, is, diff)
		}
		if d := eleven[k].Distances; is && math.Abs(d[0]-image.DClock)+math.Abs(d[1]-image.DCrocodile) > 0.0101 {
			t.Errorf("%s: distances %v, want %v and %v", image.Name, d, image.DClock, image.DCrocodile)
		}
	}
	for k := range counts {
		if counts[k] != found[k] {
			t.Errorf("%d images at tolerance %v, want %d", counts[k], tolerances[k], found[k])
		}
	}
	sum := 0
	for _, n := range study.ReportWrong() {
		sum += n
	}
	if sum != len(want.Wrong) {
		t.Errorf("%d wrong predictions, want %d", sum, len(want.Wrong))
	}
}
