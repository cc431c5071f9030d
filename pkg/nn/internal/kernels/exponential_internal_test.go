package kernels

import (
	"math"
	"math/rand/v2"
	"testing"
)

// What losses compute with must not lose digits of float64.
func TestExponentialMatchesMath(t *testing.T) {
	r := rand.New(rand.NewPCG(25, 1))
	for range 100000 {
		x := -math.Exp(16*r.Float64() - 9.5)
		x = max(x, lowestExp)
		if got, want := expNegative(x), math.Exp(x); !(math.Abs(got-want) <= 5e-16*want) {
			t.Fatalf("exp %g is %g, want %g", x, got, want)
		}
		y := math.Exp(x)
		if got, want := logOnePlus(y), math.Log1p(y); !(math.Abs(got-want) <= 5e-16*want) {
			t.Fatalf("log(1 + %g) is %g, want %g", y, got, want)
		}
	}
	for _, c := range []struct{ got, want float64 }{
		{expNegative(0), 1}, {expNegative(math.Copysign(0, -1)), 1}, {logOnePlus(0), 0},
		{expNegative(math.Inf(-1)), expNegative(lowestExp)}, {logistic64(math.Inf(1)), 1}, {logistic64(0), 0.5},
	} {
		if c.got != c.want {
			t.Errorf("%g, want %g", c.got, c.want)
		}
	}
	if v := expNegative(math.NaN()); v == v {
		t.Errorf("exp NaN is %g", v)
	}
	if v := expNegative(lowestExp); float32(v) != 0 {
		t.Errorf("exp %d is %g, want next to nothing", lowestExp, v)
	}
}
