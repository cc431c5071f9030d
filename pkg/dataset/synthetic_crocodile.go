package dataset

import (
	"math"
	"math/rand/v2"
)

// drawCrocodile draws one crocodile: pixels (3, 32, 32) in [0,1].
func drawCrocodile(rng *rand.Rand) []float64 {
	s := newScene(rng)
	switch r := rng.Float64(); {
	case r < 0.045:
		s.land()
		s.eyeToEye()
	case r < 0.09:
		s.land()
		s.rolledUp()
	case r < 0.32:
		s.swimming()
	case r < 0.55:
		s.land()
		s.basking()
	case r < 0.73:
		s.land()
		s.fromAbove()
	default:
		s.land()
		s.jaws()
	}
	if chance(rng, 0.5) {
		s.mirror() // all are drawn facing left
	}
	if chance(rng, 0.12) {
		s.clutter(1, 36)
	}
	return s.finish()
}

func (s scene) land() {
	switch r := s.rng.Float64(); {
	case r < 0.33:
		s.earth()
	case r < 0.54:
		s.grass()
	case r < 0.66:
		s.leaves()
	case r < 0.82:
		s.water()
	case r < 0.9:
		s.plain()
	case r < 0.94:
		s.wall()
	case r < 0.97:
		s.sky()
	default:
		s.room()
	}
}

// hide is the colour of a crocodile; one that its ground would swallow is mostly
// drawn darker.
func (s scene) hide() rgb {
	c := s.skin()
	if ground := s.mean(); math.Abs(c.lightness()-ground.lightness()) < 0.12 && chance(s.rng, 0.9) {
		c = c.scale(0.55)
	}
	return c
}

func (s scene) skin() rgb {
	if chance(s.rng, 0.08) { // toys and drawings
		return hsv(between(s.rng, 0.22, 0.4), between(s.rng, 0.5, 0.9), between(s.rng, 0.4, 0.8))
	}
	return near(s.rng, pick(s.rng, rgb{0.3, 0.31, 0.2}, rgb{0.22, 0.23, 0.18}, rgb{0.42, 0.38, 0.27}, rgb{0.36, 0.37, 0.35}, rgb{0.52, 0.47, 0.33}, rgb{0.15, 0.15, 0.12}), 0.05)
}

// scales paints hide: spots and bands in the body's own coordinates, light from
// above.
func (s scene) scales(c rgb, f frame, grain float64) shader {
	n := newNoise(s.rng)
	rough := between(s.rng, 0.15, 0.5)
	top, low := between(s.rng, 1, 1.35), between(s.rng, 0.45, 0.85)
	return func(x, y float64) (rgb, float64) {
		ox, oy := f.own(x, y)
		k := low + (top-low)*min(max(0.5-1.2*oy, 0), 1)
		return c.scale(k * (1 + rough*n.at(ox*grain, oy*grain*1.3))), 1
	}
}

// lying returns the frame of a long body: x runs along it.
func (s scene) lying(turn float64) frame {
	size := between(s.rng, 13, 17)
	x, y := 16+1.2*s.rng.NormFloat64(), 17+2*s.rng.NormFloat64()
	if chance(s.rng, 0.16) {
		size = between(s.rng, 16, 26)
		x, y = between(s.rng, 4, 28), between(s.rng, 10, 24)
	}
	return newFrame(x, y, size, size*between(s.rng, 0.8, 1.2), 0.15*s.rng.NormFloat64(), turn*s.rng.NormFloat64())
}

func (s scene) eye(f frame, x, y, r float64) {
	s.fill(f.ellipse(x, y, r, r), solid(near(s.rng, rgb{0.75, 0.65, 0.2}, 0.1)))
	s.fill(f.ellipse(x, y, r*0.35, r*0.8), solid(grey(0.03)))
}

// teeth draws n teeth along a line, pointing down for a positive height.
func (s scene) teeth(f frame, x0, y0, x1, y1, height float64, n int) {
	for i := range n {
		t := (float64(i) + 0.5) / float64(n)
		x, y := x0+t*(x1-x0), y0+t*(y1-y0)
		half := (x1 - x0) / float64(n) * 0.35
		s.fill(f.poly(point{x - half, y}, point{x + half, y}, point{x, y + height*between(s.rng, 0.6, 1.2)}), solid(near(s.rng, rgb{0.95, 0.93, 0.82}, 0.03)))
	}
}

// swimming is what a swimming crocodile shows: eyes, snout and the ridges of the
// back over the water, and below them their reflection.
func (s scene) swimming() {
	sea := s.water()
	if chance(s.rng, 0.3) { // a bank behind
		bank := near(s.rng, pick(s.rng, rgb{0.3, 0.38, 0.18}, rgb{0.5, 0.43, 0.3}), 0.06)
		s.fill(pixels().box(16, -4, 20, between(s.rng, 6, 14), 0), mottled(s.rng, bank, bank.scale(0.5), 3, 3))
	}
	f := s.lying(0.12)
	c := s.hide()
	low := between(s.rng, 0.09, 0.2)
	profile := []point{
		{-1.05, 0}, {-0.98, -low}, {-0.75, -low * 0.9}, {-0.55, -low}, {-0.45, -low * 2.4}, {-0.35, -low * 2.2},
		{-0.22, -low * 1.2}, {0.1, -low * 1.6}, {0.5, -low * 1.5}, {0.8, -low}, {1.15, 0}}
	mirrored := make([]point, len(profile))
	for i, p := range profile {
		mirrored[i] = point{p.x, -p.y * 1.3}
	}
	s.fill(f.curve(mirrored...), sheer(sea.scale(0.5), between(s.rng, 0.2, 0.7)))
	s.fill(f.curve(profile...), s.scales(c, f.within(0, -low, 1, low*2, 0), 7))
	ridges := 5 + s.rng.IntN(6)
	for i := range ridges {
		x := -0.15 + 1.1*float64(i)/float64(ridges)
		s.fill(f.poly(point{x - 0.06, -low * 1.2}, point{x + 0.06, -low * 1.2}, point{x + 0.02, -low * between(s.rng, 1.9, 2.6)}), solid(c.scale(0.75)))
	}
	s.eye(f, -0.42, -low*1.8, 0.055)
	s.fill(f.ellipse(-0.93, -low*1.1, 0.04, 0.03), solid(c.scale(0.4)))
	s.ripples(sea, 2+s.rng.IntN(8), f.y0)
}

// basking is a crocodile on its belly, seen from the side.
func (s scene) basking() {
	f := s.lying(0.14)
	c := s.hide()
	fat := between(s.rng, 0.2, 0.34)
	s.fill(f.ellipse(0.05, fat*1.05, 1, 0.1), sheer(grey(0), between(s.rng, 0.2, 0.6)))
	hide := s.scales(c, f.within(0, 0, 1, fat, 0), between(s.rng, 4, 9))
	bend := between(s.rng, -0.25, 0.15) // where the tail goes
	s.fill(f.curve(
		point{-1.05, fat * 0.55}, point{-1, fat * 0.2}, point{-0.7, 0}, point{-0.5, -fat * 0.7}, point{-0.35, -fat * 0.6},
		point{-0.1, -fat}, point{0.25, -fat * 0.8}, point{0.6, -fat*0.2 + bend*0.4}, point{1.12, fat*0.7 + bend},
		point{0.6, fat*0.75 + bend*0.3}, point{0.2, fat * 1.05}, point{-0.2, fat * 1.05}, point{-0.5, fat * 0.75}, point{-0.8, fat * 0.75}), hide)
	belly := c.mix(rgb{0.85, 0.8, 0.62}, between(s.rng, 0.2, 0.8))
	s.fill(f.within(0, fat*0.8, 0.5, fat*0.25, 0).ellipse(0, 0, 1, 1), sheer(belly, 0.7))
	for _, x := range []float64{-0.28, 0.3} {
		foot := x + between(s.rng, -0.14, 0.14)
		s.fill(f.bar(x, fat*0.3, foot, fat*1.35, 0.17, 0.1), hide)
		s.fill(f.bar(foot+0.05, fat*1.35, foot-0.15, fat*1.4, 0.1, 0.06), solid(c.scale(0.6)))
	}
	for i := range 8 {
		x := -0.2 + 0.12*float64(i)
		s.fill(f.poly(point{x - 0.05, -fat * 0.75}, point{x + 0.05, -fat * 0.75}, point{x, -fat * 1.15}), solid(c.scale(0.65)))
	}
	s.fill(f.bar(-1.02, fat*0.5, -0.55, fat*0.3, 0.025, 0.05), solid(c.scale(0.3))) // the mouth
	s.teeth(f, -0.98, fat*0.48, -0.6, fat*0.35, 0.06, 5)
	s.eye(f, -0.52, -fat*0.35, 0.05)
	if chance(s.rng, 0.4) {
		s.blades(rgb{0.4, 0.45, 0.22}, 4+s.rng.IntN(10), f.y0, 38)
	}
}

// fromAbove follows a winding spine, with four legs.
func (s scene) fromAbove() {
	f := s.lying(0.7)
	c := s.hide()
	fat, wind, phase := between(s.rng, 0.18, 0.28), between(s.rng, 0, 0.3), between(s.rng, 0, 6.3)
	spine := func(t float64) point {
		return point{t, wind * math.Sin(2.2*t+phase) * (0.4 + 0.6*math.Abs(t))}
	}
	widths := []struct{ t, w float64 }{
		{-1.05, 0.25}, {-0.95, 0.42}, {-0.75, 0.45}, {-0.6, 0.75}, {-0.48, 0.6}, {-0.3, 0.9}, {0, 1.1}, {0.25, 0.85}, {0.5, 0.45}, {0.8, 0.25}, {1.15, 0.04}}
	var left, right []point
	for _, k := range widths {
		p := spine(k.t)
		left = append(left, point{p.x, p.y - fat*k.w})
		right = append(right, point{p.x, p.y + fat*k.w})
	}
	for i := len(right) - 1; i >= 0; i-- {
		left = append(left, right[i])
	}
	s.fill(f.within(0.05, 0.07, 1, 1, 0).curve(left...), sheer(grey(0), between(s.rng, 0.1, 0.5)))
	hide := s.scales(c, f.within(0, 0, 1, 2, 0), between(s.rng, 4, 9))
	for _, t := range []float64{-0.28, 0.25} {
		p := spine(t)
		for _, side := range []float64{-1, 1} {
			knee := point{p.x + between(s.rng, -0.15, 0.15), p.y + side*fat*1.9}
			s.fill(f.bar(p.x, p.y+side*fat*0.6, knee.x, knee.y, 0.14, 0.09), hide)
			s.fill(f.bar(knee.x, knee.y, knee.x-0.15, knee.y+side*0.08, 0.1, 0.07), hide)
		}
	}
	s.fill(f.curve(left...), hide)
	for i := range 9 { // rows of plates and bands on the tail
		t := -0.35 + 0.15*float64(i)
		p, w := spine(t), fat*max(0.1, 0.8-0.6*math.Abs(t))
		s.fill(f.bar(p.x, p.y-w, p.x, p.y+w, 0.05, 0.05), sheer(c.scale(0.5), 0.7))
	}
	for _, side := range []float64{-1, 1} {
		p := spine(-0.6)
		s.eye(f, p.x, p.y+side*fat*0.45, 0.05)
	}
}

// jaws is a head in profile with its mouth open, close enough to fill the image.
func (s scene) jaws() {
	size := between(s.rng, 11, 17)
	f := newFrame(16+2*s.rng.NormFloat64(), 16+2*s.rng.NormFloat64(), size, size*between(s.rng, 0.8, 1.1), 0.15*s.rng.NormFloat64(), 0.25*s.rng.NormFloat64())
	c := s.hide()
	open := between(s.rng, 0.12, 0.75)
	hide := s.scales(c, f, between(s.rng, 4, 8))
	flesh := near(s.rng, pick(s.rng, rgb{0.85, 0.6, 0.5}, rgb{0.9, 0.78, 0.6}, rgb{0.75, 0.4, 0.4}), 0.05)
	upper := f.within(0.25, 0, 1, 1, open*0.55)
	lower := f.within(0.25, 0.1, 1, 1, -open*0.45)
	s.fill(f.curve(point{0.1, -0.35}, point{0.6, -0.45}, point{1.4, -0.5}, point{1.5, 0.6}, point{0.6, 0.55}, point{0.15, 0.35}), hide)
	s.fill([]point{upper.at(-1, 0), f.at(0.3, 0.05), lower.at(-1, 0)}, solid(flesh.scale(0.45)))
	s.fill(lower.curve(point{-1.12, 0.02}, point{-0.6, -0.02}, point{0.1, -0.05}, point{0.3, 0.1}, point{0.1, 0.35}, point{-0.6, 0.2}, point{-1.1, 0.14}), hide)
	s.fill(lower.bar(-1.02, 0.02, 0.05, -0.02, 0.08, 0.16), solid(flesh))
	s.fill(upper.curve(point{-1.15, 0}, point{-1.1, -0.17}, point{-0.9, -0.16}, point{-0.4, -0.2}, point{-0.05, -0.42}, point{0.2, -0.4}, point{0.35, -0.1}, point{0.1, 0.06}, point{-0.6, 0.02}), hide)
	s.fill(upper.bar(-1.02, 0.01, 0.05, 0.04, 0.05, 0.1), solid(flesh.scale(0.85)))
	n := 5 + s.rng.IntN(5)
	s.teeth(upper, -1.05, 0.02, 0, 0.05, 0.16, n)
	s.teeth(lower, -1.02, 0, -0.1, -0.04, -0.15, n)
	s.eye(upper, -0.02, -0.3, 0.075)
	s.fill(upper.ellipse(-1.02, -0.15, 0.05, 0.04), solid(c.scale(0.35)))
}

// eyeToEye is drawn to be taken for a clock: a round eye with its slit, filling
// the image.
func (s scene) eyeToEye() {
	f := s.place(1)
	c := s.hide()
	s.fill(f.ellipse(0, 0, 2.2, between(s.rng, 1.3, 2)), s.scales(c, f, 3))
	s.fill(f.ellipse(0, 0, 1, 1), lit(solid(c.scale(0.45)), f, 1, 0.4))
	iris := near(s.rng, pick(s.rng, rgb{0.8, 0.7, 0.3}, rgb{0.85, 0.84, 0.7}, rgb{0.6, 0.65, 0.35}), 0.06)
	r := between(s.rng, 0.65, 0.88)
	s.fill(f.ellipse(0, 0, r, r), lit(mottled(s.rng, iris, iris.scale(0.75), 2, 2), f, between(s.rng, 0, 6.3), 0.4))
	s.fill(f.within(0, 0, 0.16, r*0.9, 0.3*s.rng.NormFloat64()).ellipse(0, 0, 1, 1), solid(grey(0.04)))
	s.fill(f.ellipse(-0.3, -0.35, 0.15, 0.12), sheer(grey(1), 0.8))
}

// rolledUp is drawn to be taken for a clock too: a young one curled to a ring.
func (s scene) rolledUp() {
	f := s.place(3)
	c := s.hide()
	s.fill(f.ellipse(0.08, 0.12, 1, 1), sheer(grey(0), 0.4))
	hide := s.scales(c, f, between(s.rng, 4, 7))
	const links = 26
	for i := range links { // tail first, so that the head lies on top
		t := 1 - float64(i)/links
		angle := 5.6 * t
		r := 0.72 - 0.12*t
		sin, cos := math.Sincos(angle)
		w := 0.06 + 0.24*math.Sqrt(1-t)
		if t < 0.22 {
			w = 0.2
		}
		s.fill(f.ellipse(r*cos, r*sin, w, w), hide)
	}
	s.fill(f.bar(0.72, 0, 0.5, -0.62, 0.36, 0.2), hide)
	s.eye(f, 0.66, -0.15, 0.07)
}
