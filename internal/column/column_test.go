package column_test

import (
	"slices"
	"testing"

	"github.com/crococlock/crococlock/internal/column"
)

func TestStringsKeepsEveryWord(t *testing.T) {
	want := []string{"NaN", "", "clock", "nan", "<nil>"}
	s := column.Strings(want, "class")
	if s.Name != "class" || s.Err != nil || !slices.Equal(s.Records(), want) {
		t.Errorf("column %q holds %q (%v), want %q", s.Name, s.Records(), s.Err, want)
	}
	if s.HasNaN() || slices.Contains(s.Copy().IsNaN(), true) {
		t.Error("a word is taken for a missing value")
	}
}
