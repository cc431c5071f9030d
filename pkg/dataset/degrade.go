package dataset

import (
	"math"
	"math/rand/v2"
)

const syntheticPlane = syntheticSize * syntheticSize

// camera does to the pixels (3, 32, 32) what a photograph goes through: light,
// blur, noise and compression.
func camera(x []float64, rng *rand.Rand) {
	light(x, rng)
	if chance(rng, 0.45) {
		blur(x, between(rng, 0.04, 0.18))
	}
	speckle(x, between(rng, 0, 0.02), rng)
	if chance(rng, 0.6) {
		compress(x, between(rng, 0.003, 0.014))
	}
	for i, v := range x {
		x[i] = min(max(v, 0), 1)
	}
}

// light changes exposure, contrast, saturation and white balance, and lets the
// light fall off to one side.
func light(x []float64, rng *rand.Rand) {
	gain := math.Exp(0.13 * rng.NormFloat64())
	contrast := between(rng, 0.85, 1.25)
	colourful := between(rng, 0.25, 1.25)
	if chance(rng, 0.06) {
		colourful = 0 // black and white
	}
	var balance [3]float64
	for c := range balance {
		balance[c] = 1 + 0.07*rng.NormFloat64()
	}
	fall, angle := between(rng, 0, 0.35), between(rng, 0, 2*math.Pi)
	sin, cos := math.Sincos(angle)
	for p := range syntheticPlane {
		col, row := float64(p%syntheticSize)/31-0.5, float64(p/syntheticSize)/31-0.5
		shade := gain * (1 + fall*(col*cos+row*sin))
		mean := (x[p] + x[p+syntheticPlane] + x[p+2*syntheticPlane]) / 3
		for c := range 3 {
			v := mean + colourful*(x[c*syntheticPlane+p]-mean)
			x[c*syntheticPlane+p] = (0.5 + contrast*(v-0.5)) * shade * balance[c]
		}
	}
}

// blur mixes each pixel with its neighbours, side being the weight of each of
// the two along an axis.
func blur(x []float64, side float64) {
	line := make([]float64, syntheticSize)
	along := func(start, step int) {
		for i := range line {
			a, b := max(i-1, 0), min(i+1, syntheticSize-1)
			line[i] = side*(x[start+a*step]+x[start+b*step]) + (1-2*side)*x[start+i*step]
		}
		for i, v := range line {
			x[start+i*step] = v
		}
	}
	for c := range 3 {
		for i := range syntheticSize {
			along(c*syntheticPlane+i*syntheticSize, 1)
		}
		for i := range syntheticSize {
			along(c*syntheticPlane+i, syntheticSize)
		}
	}
}

// speckle adds noise of a sensor: most of it grey, some of it coloured.
func speckle(x []float64, sigma float64, rng *rand.Rand) {
	for p := range syntheticPlane {
		common := sigma * rng.NormFloat64()
		for c := range 3 {
			x[c*syntheticPlane+p] += common + sigma/2*rng.NormFloat64()
		}
	}
}

// compress does what JPEG does to 8×8 blocks: luma and colour differences are
// transformed by a cosine transform and rounded, coarser for higher frequencies
// and for colour. step is the rounding of luma's lowest frequency.
func compress(x []float64, step float64) {
	for p := range syntheticPlane {
		r, g, b := x[p], x[p+syntheticPlane], x[p+2*syntheticPlane]
		y := 0.299*r + 0.587*g + 0.114*b
		x[p], x[p+syntheticPlane], x[p+2*syntheticPlane] = y, b-y, r-y
	}
	// Orthonormal; a row is a frequency.
	var cosine [8][8]float64
	for k := range 8 {
		for i := range 8 {
			cosine[k][i] = math.Cos(math.Pi*float64(k)*(float64(i)+0.5)/8) / 2
			if k == 0 {
				cosine[k][i] = math.Sqrt2 / 4
			}
		}
	}
	const blocks = syntheticSize / 8
	for c := range 3 {
		coarse := step
		if c > 0 {
			coarse = 2.5 * step
		}
		for b := range blocks * blocks {
			roundBlock(x[c*syntheticPlane+b/blocks*8*syntheticSize+b%blocks*8:], &cosine, coarse)
		}
	}
	for p := range syntheticPlane {
		y, u, v := x[p], x[p+syntheticPlane], x[p+2*syntheticPlane]
		r, b := y+v, y+u
		x[p], x[p+syntheticPlane], x[p+2*syntheticPlane] = r, (y-0.299*r-0.114*b)/0.587, b
	}
}

// roundBlock rounds the cosine transform of the 8×8 block at the start of x,
// whose rows are syntheticSize apart.
func roundBlock(x []float64, cosine *[8][8]float64, step float64) {
	var in, freq [8][8]float64
	for i := range 8 {
		for j := range 8 {
			for n := range 8 {
				in[i][j] += cosine[j][n] * x[i*syntheticSize+n]
			}
		}
	}
	for k := range 8 {
		for j := range 8 {
			for n := range 8 {
				freq[k][j] += cosine[k][n] * in[n][j]
			}
			q := step * float64(2+k+j)
			freq[k][j] = q * math.Round(freq[k][j]/q)
		}
	}
	in = [8][8]float64{}
	for i := range 8 {
		for j := range 8 {
			for k := range 8 {
				in[i][j] += cosine[k][i] * freq[k][j]
			}
		}
	}
	for i := range 8 {
		for n := range 8 {
			v := 0.0
			for j := range 8 {
				v += cosine[j][n] * in[i][j]
			}
			x[i*syntheticSize+n] = v
		}
	}
}
