package flow

import (
	"math"
	"math/rand/v2"

	"github.com/crococlock/crococlock/pkg/nn"
)

// Flags is how many kinds of augmentation there are. The network is told which of
// them a picture has had; asked for pictures that had none, it makes such (Karras
// et al., 2022, appendix F.2).
const Flags = 8

// How far the augmentations go: standard deviations, of shifts in half sides, of
// the angle in radians, of brightness in half the range of a pixel, of the others
// in logarithms.
const (
	shiftDeviation      = 0.12
	scaleDeviation      = 0.15
	angleDeviation      = 0.15
	stretchDeviation    = 0.1
	brightnessDeviation = 0.2
	contrastDeviation   = 0.25
	saturationDeviation = 0.4

	augmented = 0.4 // share of pictures that each kind of augmentation changes
)

// change is how one picture is augmented.
type change struct {
	mirror         bool    // not told: a mirrored picture is as good as any
	right, down    float64 // in half sides, how far away a pixel is taken from
	scale, stretch float64
	angle          float64
	brightness     float64
	contrast       float64
	saturation     float64
}

// drawChange draws a change of a picture, and writes 1 to flags for each kind that
// takes part in it, 0 for the others.
func drawChange(flags []float32, rng *rand.Rand) change {
	for i := range flags[:Flags] {
		flags[i] = 0
		if rng.Float64() < augmented {
			flags[i] = 1
		}
	}
	around := func(i int, deviation float64) float64 { return rng.NormFloat64() * deviation * float64(flags[i]) }
	return change{
		mirror: rng.IntN(2) == 1,
		right:  around(0, shiftDeviation), down: around(1, shiftDeviation),
		scale: math.Exp(around(2, scaleDeviation)), angle: around(3, angleDeviation), stretch: math.Exp(around(4, stretchDeviation)),
		brightness: around(5, brightnessDeviation), contrast: math.Exp(around(6, contrastDeviation)), saturation: math.Exp(around(7, saturationDeviation)),
	}
}

// apply writes the changed picture src, (3, side, side) in [−1,1], to dst; they do
// not overlap. Beyond its borders a picture goes on mirrored.
func (c change) apply(dst, src []float32, side int) error {
	sin, cos := math.Sincos(c.angle)
	flip, half := 1., float64(side)/2
	if c.mirror {
		flip = -1
	}
	at := [6]float32{
		float32(cos * c.scale / c.stretch), float32(sin * c.scale * flip), float32(c.down * half),
		float32(-sin * c.scale), float32(cos * c.scale * c.stretch * flip), float32(c.right * half),
	}
	if err := nn.WarpImages(dst, src, [][6]float32{at}, 3, side, side); err != nil {
		return err
	}
	saturation, contrast, brightness := float32(c.saturation), float32(c.contrast), float32(c.brightness)
	n := side * side
	r, g, b := dst[:n], dst[n:2*n], dst[2*n:3*n]
	for i := range r {
		mean := (r[i] + g[i] + b[i]) / 3
		for _, plane := range [][]float32{r, g, b} {
			v := mean + float32((plane[i]-mean)*saturation)
			plane[i] = float32(v*contrast) + brightness
		}
	}
	return nil
}
