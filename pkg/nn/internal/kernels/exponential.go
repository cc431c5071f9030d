package kernels

import "math"

// What losses need of the exponential, in float64: within a few units in the
// last place, and with the same bits in Go as in vectors, which do not fuse
// multiplications and additions.

const (
	lowestExp = -708    // below it, exp x is as good as nothing
	roundTo1  = 3 << 51 // a sum with it is rounded to a whole number
	ln2High   = 6.93147180369123816490e-01
	ln2Low    = 1.90821492927058770002e-10
	bias64    = 1023
)

// expNegative is exp x for x ≤ 0: 2ⁿ·exp r, |r| ≤ ½·log 2, with the series of
// exp r to r¹³/13!, its even powers apart from the odd ones, which do not wait
// for each other.
func expNegative(x float64) float64 {
	x = max(x, lowestExp)
	t := float64(x*math.Log2E) + roundTo1
	n := t - roundTo1
	r := x - float64(n*ln2High) - float64(n*ln2Low)
	z := r * r
	even := next(next(next(next(next(next(1./479001600, z, 1./3628800), z, 1./40320), z, 1./720), z, 1./24), z, 1./2), z, 1)
	odd := next(next(next(next(next(next(1./6227020800, z, 1./39916800), z, 1./362880), z, 1./5040), z, 1./120), z, 1./6), z, 1)
	return next(odd, r, even) * math.Float64frombits(math.Float64bits(t)<<52+bias64<<52)
}

// logOnePlus is log(1 + x) for 0 ≤ x ≤ 1: 2·artanh s, s = x/(2 + x), with the
// series of (artanh s)/s to s³⁰/31.
func logOnePlus(x float64) float64 {
	s := x / (2 + x)
	y := s * s
	z := y * y
	even := next(next(next(next(next(next(next(1./29, z, 1./25), z, 1./21), z, 1./17), z, 1./13), z, 1./9), z, 1./5), z, 1)
	odd := next(next(next(next(next(next(next(1./31, z, 1./27), z, 1./23), z, 1./19), z, 1./15), z, 1./11), z, 1./7), z, 1./3)
	return (s + s) * next(odd, y, even)
}

// next is a step of Horner's scheme.
func next(p, x, c float64) float64 { return float64(p*x) + c }

// logistic64 is 1/(1 + exp −x), computed on the side that cannot overflow.
func logistic64(x float64) float64 {
	e := expNegative(-math.Abs(x))
	if math.Signbit(x) {
		return e / (1 + e)
	}
	return 1 / (1 + e)
}
