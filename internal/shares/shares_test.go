package shares_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/internal/shares"
)

func TestMixes(t *testing.T) {
	for _, c := range []struct{ got, want []float64 }{
		{shares.Between(0), []float64{1, 0}},
		{shares.Between(0.25), []float64{0.75, 0.25}},
		{shares.Only(1, 3), []float64{0, 1, 0}},
		{shares.Only(3, 3), []float64{0, 0, 0}},
		{shares.Only(0, -1), []float64{}},
	} {
		if !slices.Equal(c.got, c.want) {
			t.Errorf("%v, want %v", c.got, c.want)
		}
	}
}

func TestCheck(t *testing.T) {
	if err := shares.Check([]float64{0.5, 0.2, 0.3}, 3); err != nil {
		t.Error(err)
	}
	for want, bad := range map[string][]float64{
		"a mix of 1 classes, there are 2": {1},
		"the share of class 1 is -0.5":    {1.5 - 0.5, -0.5},
		"the share of class 0 is NaN":     {math.NaN(), 1},
		"add up to 0.9, want 1":           {0.4, 0.5},
	} {
		if err := shares.Check(bad, 2); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %q", bad, err, want)
		}
	}
}
