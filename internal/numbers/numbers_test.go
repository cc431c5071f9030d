package numbers_test

import (
	"testing"

	"github.com/crococlock/crococlock/internal/numbers"
)

func TestRange(t *testing.T) {
	for s, want := range map[string][2]uint64{"3": {3, 3}, "0-4": {0, 4}, "7-7": {7, 7}} {
		if first, last, err := numbers.Range(s); err != nil || [2]uint64{first, last} != want {
			t.Errorf("%q: %d to %d, %v", s, first, last, err)
		}
	}
	for _, s := range []string{"", "-", "a", "4-0", "-3", "1-2-3", "1-x"} {
		if first, last, err := numbers.Range(s); err == nil {
			t.Errorf("%q: %d to %d", s, first, last)
		}
	}
}
