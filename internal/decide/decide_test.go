package decide_test

import (
	"math"
	"testing"

	"github.com/crococlock/crococlock/internal/decide"
)

func TestLabel(t *testing.T) {
	for p, want := range map[float64]int{0: 0, math.Nextafter(0.5, 0): 0, 0.5: 1, 1: 1} {
		if got := decide.Label(p); got != want {
			t.Errorf("%g is %d, want %d", p, got, want)
		}
	}
	if got := decide.Label(math.NaN()); got != -1 {
		t.Errorf("NaN is %d, want -1", got)
	}
}
