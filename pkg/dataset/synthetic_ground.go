package dataset

import "math"

// Grounds that both classes stand before, so that the ground alone tells little.

func (s scene) plain() {
	base := pick(s.rng, grey(0.97), grey(0.9), rgb{0.95, 0.92, 0.84}, rgb{0.85, 0.88, 0.93}, grey(0.7))
	c := near(s.rng, base, 0.03)
	s.flood(fading(c, c.scale(between(s.rng, 0.75, 1)), between(s.rng, 0, 6.3)))
}

func (s scene) wall() {
	c := hsv(s.rng.Float64(), between(s.rng, 0, 0.5), between(s.rng, 0.35, 0.95))
	s.flood(fading(c, c.scale(between(s.rng, 0.4, 0.9)), between(s.rng, 0, 6.3)))
	if chance(s.rng, 0.3) { // wallpaper
		stripe, width := near(s.rng, c, 0.15), between(s.rng, 2, 5)
		for x := between(s.rng, 0, width); x < syntheticSize; x += 2 * width {
			s.fill(pixels().box(x, 16, width/2, 17, 0), sheer(stripe, 0.7))
		}
	}
}

func (s scene) room() {
	s.wall()
	horizon := between(s.rng, 18, 28)
	wood := near(s.rng, pick(s.rng, rgb{0.45, 0.3, 0.17}, rgb{0.6, 0.45, 0.3}, grey(0.8), grey(0.2)), 0.06)
	s.fill(pixels().box(16, horizon+20, 20, 20, 0), mottled(s.rng, wood, wood.scale(0.75), 14, 2))
	s.clutter(s.rng.IntN(4), horizon)
}

// clutter puts things of any colour behind the subject.
func (s scene) clutter(n int, floor float64) {
	for range n {
		c := hsv(s.rng.Float64(), between(s.rng, 0, 0.8), between(s.rng, 0.1, 0.95))
		x, rx, ry := between(s.rng, 0, 32), between(s.rng, 1, 6), between(s.rng, 2, 9)
		if chance(s.rng, 0.35) {
			s.fill(pixels().ellipse(x, floor-ry, rx, ry), solid(c))
			continue
		}
		s.fill(pixels().box(x, floor-ry, rx, ry, between(s.rng, 0, 0.8)), fading(c, c.scale(0.6), between(s.rng, 0, 6.3)))
	}
}

func (s scene) grass() {
	base := pick(s.rng, rgb{0.33, 0.45, 0.15}, rgb{0.45, 0.5, 0.25}, rgb{0.2, 0.32, 0.13}, rgb{0.55, 0.52, 0.3})
	c := near(s.rng, base, 0.06)
	s.flood(mottled(s.rng, c.scale(0.55), c.scale(1.3), between(s.rng, 1.5, 4), between(s.rng, 2, 8)))
	s.blades(c, s.rng.IntN(25), 0, 34)
}

// blades draws single leaves of grass in front of what is there.
func (s scene) blades(c rgb, n int, top, bottom float64) {
	for range n {
		x, y := between(s.rng, -1, 33), between(s.rng, top, bottom)
		dx, dy := between(s.rng, -2.5, 2.5), between(s.rng, 3, 8)
		s.fill(pixels().bar(x, y, x+dx, y-dy, between(s.rng, 0.4, 1), 0.1), sheer(near(s.rng, c, 0.12), 0.85))
	}
}

func (s scene) leaves() {
	dark := near(s.rng, rgb{0.12, 0.2, 0.1}, 0.04)
	s.flood(mottled(s.rng, dark, dark.scale(1.8), 5, 5))
	for range 12 + s.rng.IntN(25) {
		f := newFrame(between(s.rng, 0, 32), between(s.rng, 0, 32), between(s.rng, 1, 3.5), between(s.rng, 0.5, 1.5), 0, between(s.rng, 0, 6.3))
		leaf := near(s.rng, rgb{0.3, 0.45, 0.18}, 0.12)
		s.fill(f.ellipse(0, 0, 1, 1), sheer(leaf, 0.8))
	}
}

// earth is mud, sand, gravel or concrete.
func (s scene) earth() {
	base := pick(s.rng, rgb{0.4, 0.32, 0.22}, rgb{0.55, 0.46, 0.33}, rgb{0.72, 0.64, 0.48}, rgb{0.5, 0.48, 0.45}, rgb{0.3, 0.26, 0.2})
	c := near(s.rng, base, 0.06)
	s.flood(mottled(s.rng, c.scale(0.7), c.scale(1.2), between(s.rng, 1.5, 8), between(s.rng, 1, 5)))
	for range s.rng.IntN(14) {
		stone := near(s.rng, c, 0.12)
		r := between(s.rng, 0.4, 2)
		s.fill(pixels().ellipse(between(s.rng, 0, 32), between(s.rng, 0, 32), r*1.3, r), sheer(stone, 0.8))
	}
}

// water returns its colour, which what lies in it takes on.
func (s scene) water() rgb {
	base := pick(s.rng, rgb{0.25, 0.36, 0.4}, rgb{0.3, 0.36, 0.25}, rgb{0.36, 0.34, 0.26}, rgb{0.45, 0.55, 0.62}, rgb{0.14, 0.2, 0.18}, rgb{0.2, 0.4, 0.55})
	c := near(s.rng, base, 0.05)
	s.flood(mottled(s.rng, c.scale(0.75), c.scale(1.25), between(s.rng, 6, 16), between(s.rng, 0.8, 2)))
	s.ripples(c, s.rng.IntN(16), 0)
	return c
}

func (s scene) ripples(c rgb, n int, top float64) {
	for range n {
		r := between(s.rng, 1.5, 7)
		shine := c.mix(grey(1), between(s.rng, 0.1, 0.6))
		s.fill(pixels().ellipse(between(s.rng, 0, 32), between(s.rng, top, 32), r, between(s.rng, 0.15, 0.5)), sheer(shine, 0.6))
	}
}

func (s scene) sky() {
	c := near(s.rng, pick(s.rng, rgb{0.5, 0.68, 0.9}, rgb{0.75, 0.8, 0.85}, rgb{0.3, 0.4, 0.6}, rgb{0.1, 0.12, 0.2}), 0.05)
	s.flood(fading(c, c.mix(grey(0.95), 0.5), math.Pi/2))
	if chance(s.rng, 0.5) {
		s.flood(cloud(mottled(s.rng, grey(0.95), c, 10, 4)))
	}
}

// cloud lets what is behind a ground shine through.
func cloud(of shader) shader {
	return func(x, y float64) (rgb, float64) {
		c, _ := of(x, y)
		return c, 0.4
	}
}

func (s scene) dark() {
	c := near(s.rng, grey(0.1), 0.04)
	s.flood(mottled(s.rng, c, c.scale(2), 9, 9))
	s.clutter(s.rng.IntN(3), between(s.rng, 18, 34))
}

// pixels is the frame whose units are pixels.
func pixels() frame { return frame{xx: 1, yy: 1} }
