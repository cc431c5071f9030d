package dataset

import "math/rand/v2"

// Steps on colour clip nothing: a picture may leave [0,1].

// Brightness adds a number to all values.
type Brightness struct {
	// Most is the largest added or taken away, 0 to 1.
	Most float64
}

// Apply makes x lighter or darker.
func (s Brightness) Apply(x, _ []float32, _, _ int, rng *rand.Rand) {
	by := float32(within(s.Most, rng))
	for i := range x {
		x[i] += by
	}
}

// Validate reports a number out of its range.
func (s Brightness) Validate() error { return checkShare("Brightness.Most", s.Most, 1) }

// Contrast stretches the distances from the picture's mean.
type Contrast struct {
	// Most is the largest change of the factor 1, 0 to 1.
	Most float64
}

// Apply stretches x about its mean.
func (s Contrast) Apply(x, _ []float32, _, _ int, rng *rand.Rand) {
	by := float32(1 + within(s.Most, rng))
	sum := 0.0
	for _, v := range x {
		sum += float64(v)
	}
	mean := float32(sum / float64(len(x)))
	for i, v := range x {
		x[i] = float32((v-mean)*by) + mean
	}
}

// Validate reports a number out of its range.
func (s Contrast) Validate() error { return checkShare("Contrast.Most", s.Most, 1) }

// Saturation stretches the distances from each pixel's mean over the channels.
type Saturation struct {
	// Most is the largest change of the factor 1, 0 to 1.
	Most float64
}

// Apply makes x more or less colourful.
func (s Saturation) Apply(x, _ []float32, h, w int, rng *rand.Rand) {
	by := float32(1 + within(s.Most, rng))
	r, g, b := channels(x, h, w)
	for p := range r {
		mean := (r[p] + g[p] + b[p]) / 3
		r[p] = float32((r[p]-mean)*by) + mean
		g[p] = float32((g[p]-mean)*by) + mean
		b[p] = float32((b[p]-mean)*by) + mean
	}
}

// Validate reports a number out of its range.
func (s Saturation) Validate() error { return checkShare("Saturation.Most", s.Most, 1) }

// Cast adds a number to each channel, as light of a colour does.
type Cast struct {
	// Deviation is the numbers' standard deviation, 0 to 1.
	Deviation float64
}

// Apply tints x.
func (s Cast) Apply(x, _ []float32, h, w int, rng *rand.Rand) {
	r, g, b := channels(x, h, w)
	for _, plane := range [][]float32{r, g, b} {
		by := float32(s.Deviation * rng.NormFloat64())
		for p := range plane {
			plane[p] += by
		}
	}
}

// Validate reports a number out of its range.
func (s Cast) Validate() error { return checkShare("Cast.Deviation", s.Deviation, 1) }

// channels are the channels of a picture.
func channels(x []float32, h, w int) (r, g, b []float32) {
	n := h * w
	return x[:n], x[n : 2*n], x[2*n : 3*n]
}
