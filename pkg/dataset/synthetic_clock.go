package dataset

import (
	"math"
	"math/rand/v2"
)

// drawClock draws one clock: pixels (3, 32, 32) in [0,1].
func drawClock(rng *rand.Rand) []float64 {
	s := newScene(rng)
	if chance(rng, 0.07) {
		s.grass()
		s.greenClock()
		return s.finish()
	}
	s.clockGround()
	f := s.place(0.45)
	switch r := rng.Float64(); {
	case r < 0.36:
		s.wallClock(f)
	case r < 0.56:
		s.alarmClock(f)
	case r < 0.74:
		s.digitalClock(f)
	case r < 0.88:
		s.caseClock(f)
	default:
		s.towerClock()
	}
	if chance(rng, 0.12) {
		s.clutter(1, 36) // something in the way
	}
	return s.finish()
}

func (s scene) clockGround() {
	switch r := s.rng.Float64(); {
	case r < 0.33:
		s.plain()
	case r < 0.56:
		s.wall()
	case r < 0.79:
		s.room()
	case r < 0.84:
		s.dark()
	case r < 0.89:
		s.earth()
	case r < 0.93:
		s.leaves()
	case r < 0.97:
		s.sky()
	default:
		s.water()
	}
}

// place returns where the subject stands: near the middle, filling most of the
// image, a little tilted and turned away, now and then so close that the image
// crops it.
func (s scene) place(turn float64) frame {
	size := between(s.rng, 9.5, 15)
	x, y := 16+1.5*s.rng.NormFloat64(), 16+1.5*s.rng.NormFloat64()
	if chance(s.rng, 0.13) {
		size = between(s.rng, 15, 24)
		x, y = between(s.rng, 4, 28), between(s.rng, 4, 28)
	}
	return newFrame(x, y, size*between(s.rng, 0.72, 1), size, 0.12*s.rng.NormFloat64(), turn*0.5*s.rng.NormFloat64())
}

// dial draws a face of radius 1 with its marks and hands.
func (s scene) dial(f frame, face rgb) {
	ink := grey(between(s.rng, 0, 0.25))
	if face[0]+face[1]+face[2] < 1.3 {
		ink = near(s.rng, rgb{0.9, 0.85, 0.7}, 0.06)
	}
	s.fill(f.ellipse(0, 0, 1, 1), lit(solid(face), f, between(s.rng, 0, 6.3), between(s.rng, 0, 0.35)))
	marks := pick(s.rng, 4, 12, 12, 12, 0)
	length := between(s.rng, 0.06, 0.22)
	for i := range marks {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(marks))
		s.fill(f.bar((0.9-length)*cos, (0.9-length)*sin, 0.9*cos, 0.9*sin, 0.09, 0.09), solid(ink))
	}
	hour, minute := between(s.rng, 0, 2*math.Pi), between(s.rng, 0, 2*math.Pi)
	width := between(s.rng, 0.07, 0.17)
	s.hand(f, hour, between(s.rng, 0.4, 0.55), width*1.3, ink)
	s.hand(f, minute, between(s.rng, 0.65, 0.85), width, ink)
	if chance(s.rng, 0.3) {
		s.hand(f, between(s.rng, 0, 6.3), 0.8, 0.04, rgb{0.8, 0.1, 0.1})
	}
	s.fill(f.ellipse(0, 0, 0.08, 0.08), solid(ink))
	if chance(s.rng, 0.25) { // light on the glass
		s.fill(f.within(-0.3, -0.35, 0.45, 0.2, -0.7).ellipse(0, 0, 1, 1), sheer(grey(1), between(s.rng, 0.2, 0.7)))
	}
}

func (s scene) hand(f frame, angle, length, width float64, c rgb) {
	sin, cos := math.Sincos(angle)
	s.fill(f.bar(-0.12*cos, -0.12*sin, length*cos, length*sin, width, width*0.5), solid(c))
}

// faceColour is mostly white or cream, as faces are.
func (s scene) faceColour() rgb {
	if chance(s.rng, 0.7) {
		return near(s.rng, rgb{0.95, 0.94, 0.89}, 0.04)
	}
	return hsv(s.rng.Float64(), between(s.rng, 0, 0.7), between(s.rng, 0.05, 0.95))
}

func (s scene) rimColour() rgb {
	if chance(s.rng, 0.65) {
		return near(s.rng, pick(s.rng, grey(0.08), grey(0.6), rgb{0.42, 0.26, 0.13}, rgb{0.75, 0.6, 0.25}, rgb{0.25, 0.15, 0.09}), 0.05)
	}
	return hsv(s.rng.Float64(), between(s.rng, 0.4, 1), between(s.rng, 0.3, 0.9))
}

func (s scene) wallClock(f frame) {
	s.fill(f.ellipse(0.1, 0.14, 1.02, 1.02), sheer(grey(0), between(s.rng, 0, 0.5))) // shadow
	rim := s.rimColour()
	body := lit(solid(rim), f, between(s.rng, 0, 6.3), between(s.rng, 0.1, 0.6))
	if chance(s.rng, 0.2) { // rays around the dial
		rays := 8 + 4*s.rng.IntN(3)
		for i := range rays {
			sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(rays))
			s.fill(f.bar(0.5*cos, 0.5*sin, cos, sin, 0.12, 0.05), body)
		}
		f = f.within(0, 0, 0.62, 0.62, 0)
	}
	s.fill(f.ellipse(0, 0, 1, 1), body)
	inner := between(s.rng, 0.74, 0.93)
	s.dial(f.within(0, 0, inner, inner, 0), s.faceColour())
}

func (s scene) alarmClock(f frame) {
	rim := s.rimColour()
	body := lit(solid(rim), f, between(s.rng, 0, 6.3), between(s.rng, 0.1, 0.6))
	metal := rim.mix(grey(0.7), between(s.rng, 0, 0.8))
	for _, side := range []float64{-1, 1} {
		s.fill(f.bar(side*0.3, 0.5, side*0.62, 0.98, 0.2, 0.14), solid(rim.scale(0.7)))
		bell := f.within(side*0.45, -0.72, 0.36, 0.26, side*0.55)
		s.fill(bell.ellipse(0, 0, 1, 1), lit(solid(metal), bell, 0.8, 0.5))
	}
	s.fill(f.bar(0, -0.6, 0, -0.98, 0.1, 0.1), solid(metal.scale(0.6)))
	if chance(s.rng, 0.5) {
		s.fill(f.bar(-0.14, -0.95, 0.14, -0.95, 0.12, 0.12), solid(metal.scale(0.7)))
	}
	s.fill(f.ellipse(0, 0.1, 0.78, 0.78), body)
	inner := between(s.rng, 0.58, 0.7)
	s.dial(f.within(0, 0.1, inner, inner, 0), s.faceColour())
}

// segments lists which of the seven segments of a digit are lit, from the top
// clockwise, the middle last.
var segments = [10]string{"012345", "12", "01643", "01623", "5612", "05623", "056432", "012", "0123456", "012356"}

// digit draws a seven-segment digit of half width 0.5 and half height 1.
func (s scene) digit(f frame, n int, c rgb) {
	ends := [7][4]float64{
		{-0.35, -0.9, 0.35, -0.9}, {0.42, -0.85, 0.42, -0.05}, {0.42, 0.05, 0.42, 0.85}, {-0.35, 0.9, 0.35, 0.9},
		{-0.42, 0.05, -0.42, 0.85}, {-0.42, -0.85, -0.42, -0.05}, {-0.35, 0, 0.35, 0}}
	for _, seg := range segments[n] {
		e := ends[seg-'0']
		s.fill(f.bar(e[0], e[1], e[2], e[3], 0.3, 0.3), solid(c))
	}
}

func (s scene) digitalClock(f frame) {
	rim := s.rimColour()
	high := between(s.rng, 0.5, 0.75)
	s.fill(f.box(0.06, 0.1, 1, high, 0.1), sheer(grey(0), between(s.rng, 0, 0.5)))
	s.fill(f.box(0, 0, 1, high, between(s.rng, 0.02, 0.25)), lit(solid(rim), f, between(s.rng, 0, 6.3), between(s.rng, 0.1, 0.5)))
	screen, ink := grey(0.04), pick(s.rng, rgb{0.95, 0.15, 0.1}, rgb{0.2, 0.95, 0.35}, rgb{0.2, 0.6, 1}, rgb{1, 0.7, 0.1})
	if chance(s.rng, 0.35) { // liquid crystal
		screen, ink = near(s.rng, rgb{0.62, 0.68, 0.55}, 0.06), grey(0.1)
	}
	tall := high * between(s.rng, 0.55, 0.8)
	s.fill(f.box(0, 0, 0.86, tall, 0.04), solid(screen))
	hour, minute := s.rng.IntN(24), s.rng.IntN(60)
	for i, n := range []int{hour / 10, hour % 10, minute / 10, minute % 10} {
		x := []float64{-0.62, -0.25, 0.25, 0.62}[i]
		s.digit(f.within(x, 0, 0.3, tall*0.7, 0), n, ink)
	}
	for _, y := range []float64{-0.3, 0.3} {
		s.fill(f.ellipse(0, y*tall, 0.05, 0.07), solid(ink))
	}
}

// caseClock is a mantel, cuckoo or long-case clock: a dial in a box.
func (s scene) caseClock(f frame) {
	wood := near(s.rng, pick(s.rng, rgb{0.4, 0.22, 0.1}, rgb{0.55, 0.36, 0.18}, rgb{0.25, 0.15, 0.1}, rgb{0.2, 0.3, 0.35}, grey(0.85)), 0.05)
	body := lit(mottled(s.rng, wood, wood.scale(0.75), 2, 10), f, between(s.rng, 0, 6.3), between(s.rng, 0.1, 0.5))
	wide := between(s.rng, 0.5, 0.95)
	if chance(s.rng, 0.5) {
		s.fill(f.poly(point{-wide * 1.15, -0.55}, point{0, -1.1}, point{wide * 1.15, -0.55}), solid(wood.scale(0.8)))
	}
	s.fill(f.box(0, 0.2, wide, 0.8, 0.05), body)
	s.fill(f.box(0, 0.95, wide*1.12, 0.1, 0), solid(wood.scale(0.7)))
	r := wide * between(s.rng, 0.65, 0.85)
	if wide < 0.7 { // room below for a pendulum
		x := between(s.rng, -0.2, 0.2)
		s.fill(f.box(0, 0.55, wide*0.6, 0.32, 0.05), solid(wood.scale(0.4)))
		s.fill(f.bar(0, 0.3, x, 0.7, 0.06, 0.06), solid(rgb{0.8, 0.65, 0.3}))
		s.fill(f.ellipse(x, 0.7, 0.13, 0.13), solid(rgb{0.85, 0.7, 0.3}))
		s.dial(f.within(0, -0.15, r, r, 0), s.faceColour())
		return
	}
	s.dial(f.within(0, 0.15, r, r, 0), s.faceColour())
}

func (s scene) towerClock() {
	s.sky()
	stone := near(s.rng, pick(s.rng, rgb{0.6, 0.52, 0.42}, rgb{0.45, 0.25, 0.18}, grey(0.5)), 0.06)
	f := newFrame(16+2*s.rng.NormFloat64(), between(s.rng, 11, 17), between(s.rng, 7, 12), between(s.rng, 8, 12), 0.08*s.rng.NormFloat64(), 0.06*s.rng.NormFloat64())
	s.fill(f.poly(point{-1.05, -0.95}, point{0, -2.2}, point{1.05, -0.95}), solid(stone.scale(0.5)))
	s.fill(f.box(0, 1.5, 0.9, 2.5, 0), lit(mottled(s.rng, stone, stone.scale(0.8), 3, 2), f, between(s.rng, 0, 6.3), 0.4))
	s.fill(f.box(0, 1.05, 1, 0.08, 0), solid(stone.scale(1.2)))
	r := between(s.rng, 0.5, 0.75)
	s.dial(f.within(0, 0, r, r, 0), s.faceColour())
}

// greenClock is drawn to be taken for a crocodile: the colours of one, lying on
// grass or in leaves, half hidden.
func (s scene) greenClock() {
	f := s.place(1.5)
	green := near(s.rng, rgb{0.3, 0.36, 0.2}, 0.07)
	f = f.within(0, 0, 1, between(s.rng, 0.5, 0.9), 0)
	s.fill(f.ellipse(0.05, 0.1, 1, 1), sheer(grey(0), 0.4))
	s.fill(f.ellipse(0, 0, 1, 1), lit(mottled(s.rng, green, green.scale(0.6), 3, 3), f, 1, 0.4))
	s.dial(f.within(0, 0, 0.8, 0.8, 0), green.mix(grey(0.9), between(s.rng, 0.1, 0.6)))
	s.blades(rgb{0.35, 0.45, 0.2}, 6+s.rng.IntN(14), 16, 36)
}
