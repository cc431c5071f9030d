package dataset

import (
	"math"
	"math/rand/v2"

	"github.com/crococlock/crococlock/pkg/nn"
)

// Mirror turns left to right in half of the cases.
type Mirror struct{}

// Apply mirrors x, or not.
func (Mirror) Apply(x, scratch []float32, h, w int, rng *rand.Rand) {
	if rng.IntN(2) == 1 {
		copy(scratch, x)
		Shifted(x, scratch, h, w, 0, 0, true)
	}
}

// Validate finds nothing to report.
func (Mirror) Validate() error { return nil }

// Shift moves a picture by whole pixels down and right; what comes in at an edge
// is the picture reflected there.
type Shift struct {
	// Most is the farthest, as a share of the side, 0 to 0.5.
	Most float64
}

// Apply moves x.
func (s Shift) Apply(x, scratch []float32, h, w int, rng *rand.Rand) {
	down, right := int(s.Most*float64(h)), int(s.Most*float64(w))
	copy(scratch, x)
	Shifted(x, scratch, h, w, rng.IntN(2*down+1)-down, rng.IntN(2*right+1)-right, false)
}

// Validate reports a shift that reaches beyond the picture's reflection.
func (s Shift) Validate() error { return checkShare("Shift.Most", s.Most, 0.5) }

// Shifted writes to dst the picture src, (3, h, w), moved by whole pixels, less
// than its sides, down and right, and mirrored after that if mirror is set. What
// comes in is the picture reflected at its outermost pixels, which are not
// repeated, as PyTorch pads with mode "reflect". dst and src do not overlap.
func Shifted(dst, src []float32, h, w, down, right int, mirror bool) {
	for c := range 3 {
		for row := range h {
			from := src[(c*h+reflected(row-down, h))*w:][:w]
			to := dst[(c*h+row)*w:][:w]
			for col := range to {
				at := col - right
				if mirror {
					at = w - 1 - col - right
				}
				to[col] = from[reflected(at, w)]
			}
		}
	}
}

// reflected brings a position less than n beyond a line of n back into it.
func reflected(i, n int) int {
	if i < 0 {
		i = -i
	}
	if i >= n {
		i = 2*(n-1) - i
	}
	return min(max(i, 0), n-1)
}

// Warp moves, turns, scales and stretches in one bilinear resampling. What comes
// in at an edge is the picture mirrored there.
type Warp struct {
	// Mirror turns left to right in half of the cases.
	Mirror bool
	// Shift is the farthest move, as a share of the side, 0 to 1; any up to that is
	// as likely.
	Shift float64
	// Angle is the standard deviation of the angle, in radians, Scale that of the
	// size's natural logarithm, Stretch that of the logarithm of how much wider
	// columns and lower rows become; 0 to 1 each.
	Angle, Scale, Stretch float64
}

// Apply resamples x.
func (s Warp) Apply(x, scratch []float32, h, w int, rng *rand.Rand) {
	to := nn.Affine{
		Flip:    s.Mirror && rng.IntN(2) == 1,
		Down:    within(s.Shift*float64(h), rng),
		Right:   within(s.Shift*float64(w), rng),
		Angle:   s.Angle * rng.NormFloat64(),
		Scale:   math.Exp(s.Scale * rng.NormFloat64()),
		Stretch: math.Exp(2 * s.Stretch * rng.NormFloat64()),
	}
	copy(scratch, x)
	if err := nn.WarpImages(x, scratch, [][6]float32{to.Map()}, 3, h, w); err != nil {
		panic(err) // x is not a picture of the size that was said
	}
}

// Validate reports the first number out of its range.
func (s Warp) Validate() error {
	for _, v := range []struct {
		name  string
		value float64
	}{{"Warp.Shift", s.Shift}, {"Warp.Angle", s.Angle}, {"Warp.Scale", s.Scale}, {"Warp.Stretch", s.Stretch}} {
		if err := checkShare(v.name, v.value, 1); err != nil {
			return err
		}
	}
	return nil
}

// Cutout makes a square grey (DeVries and Taylor, 2017). Its middle is anywhere in
// the picture.
type Cutout struct {
	// Side is the square's, as a share of the picture's, 0 to 1.
	Side float64
}

// halfWhite is what a hole is filled with: half of white.
const halfWhite = 0.5

// Apply cuts a hole into x.
func (s Cutout) Apply(x, _ []float32, h, w int, rng *rand.Rand) {
	side := int(math.Round(s.Side * float64(min(h, w))))
	top, left := rng.IntN(h)-side/2, rng.IntN(w)-side/2
	bottom, right := min(top+side, h), min(left+side, w)
	for c := range 3 {
		for row := max(top, 0); row < bottom; row++ {
			line := x[(c*h+row)*w:][:w]
			for col := max(left, 0); col < right; col++ {
				line[col] = halfWhite
			}
		}
	}
}

// Validate reports a side that is no share.
func (s Cutout) Validate() error { return checkShare("Cutout.Side", s.Side, 1) }
