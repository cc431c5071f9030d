package dataset

import (
	"math"
	"math/rand/v2"
)

// between draws a number in [lo,hi).
func between(rng *rand.Rand, lo, hi float64) float64 { return lo + (hi-lo)*rng.Float64() }

// chance reports whether something of probability p happens.
func chance(rng *rand.Rand, p float64) bool { return rng.Float64() < p }

// pick draws one of the items.
func pick[T any](rng *rand.Rand, items ...T) T { return items[rng.IntN(len(items))] }

// hsv returns a colour of hue h in turns, saturation s and value v.
func hsv(h, s, v float64) rgb {
	var c rgb
	for i := range c {
		k := math.Mod(math.Mod(h, 1)*6+[3]float64{5, 3, 1}[i]+6, 6)
		c[i] = v - v*s*max(0, min(k, 4-k, 1))
	}
	return c
}

// near draws a colour close to c.
func near(rng *rand.Rand, c rgb, spread float64) rgb {
	light := spread * rng.NormFloat64()
	for i := range c {
		c[i] = min(max(c[i]+light+spread/2*rng.NormFloat64(), 0), 1)
	}
	return c
}

// A noise is a random function of the plane with values about [-1,1], smooth at
// the scale of one unit (value noise on a lattice), in two octaves.
type noise struct{ lattice [256]float64 }

func newNoise(rng *rand.Rand) *noise {
	n := new(noise)
	for i := range n.lattice {
		n.lattice[i] = between(rng, -1, 1)
	}
	return n
}

func (n *noise) at(x, y float64) float64 {
	return (2*n.octave(x, y) + n.octave(2*x+17, 2*y+5)) / 2
}

func (n *noise) octave(x, y float64) float64 {
	x0, y0 := math.Floor(x), math.Floor(y)
	tx, ty := x-x0, y-y0
	tx, ty = tx*tx*(3-2*tx), ty*ty*(3-2*ty)
	i, j := int(x0), int(y0)
	corner := func(di, dj int) float64 { return n.lattice[((i+di)*7+(j+dj)*53)&255] }
	top := corner(0, 0) + tx*(corner(1, 0)-corner(0, 0))
	low := corner(0, 1) + tx*(corner(1, 1)-corner(0, 1))
	return top + ty*(low-top)
}

// mottled paints between two colours by noise of the given grain, in pixels
// across and down.
func mottled(rng *rand.Rand, a, b rgb, across, down float64) shader {
	n := newNoise(rng)
	return func(x, y float64) (rgb, float64) {
		return a.mix(b, 0.5+0.5*n.at(x/across, y/down)), 1
	}
}

// fading paints from a to b along the direction of the angle, over the image.
func fading(a, b rgb, angle float64) shader {
	sin, cos := math.Sincos(angle)
	return func(x, y float64) (rgb, float64) {
		const half = syntheticSize / 2
		t := 0.5 + ((x-half)*cos+(y-half)*sin)/syntheticSize
		return a.mix(b, min(max(t, 0), 1)), 1
	}
}

// lit shades s as a body lit from the direction of the angle: dark is how much
// light the far side loses. f gives the body's coordinates.
func lit(s shader, f frame, angle, dark float64) shader {
	sin, cos := math.Sincos(angle)
	return func(x, y float64) (rgb, float64) {
		c, a := s(x, y)
		ox, oy := f.own(x, y)
		t := min(max(0.5+0.5*(ox*cos+oy*sin), 0), 1)
		return c.scale(1 - dark*t), a
	}
}
