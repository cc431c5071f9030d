package dataset

import (
	"math"
	"slices"
)

// The generator draws on a canvas of supersample² samples a pixel, in float64,
// and rounds once, at the end: differences in the last bit between processors
// that fuse multiply and add and those that do not vanish there.
const (
	syntheticSize = 32 // pixels a side, as in CIFAR-100
	supersample   = 4
	canvasSize    = syntheticSize * supersample
)

type (
	point struct{ x, y float64 }
	// rgb is a colour, each channel in [0,1] though sums may leave it for a while.
	rgb [3]float64
	// shader gives the colour and the opacity in [0,1] at a place, in pixels.
	shader func(x, y float64) (rgb, float64)
)

func (a rgb) mix(b rgb, t float64) rgb {
	for c := range a {
		a[c] += t * (b[c] - a[c])
	}
	return a
}

func (a rgb) scale(k float64) rgb { return rgb{a[0] * k, a[1] * k, a[2] * k} }

func (a rgb) lightness() float64 { return (a[0] + a[1] + a[2]) / 3 }

func grey(v float64) rgb { return rgb{v, v, v} }

// solid paints one colour.
func solid(c rgb) shader { return func(x, y float64) (rgb, float64) { return c, 1 } }

// sheer paints one colour with an opacity.
func sheer(c rgb, alpha float64) shader {
	return func(x, y float64) (rgb, float64) { return c, alpha }
}

// A canvas is canvasSize rows of canvasSize samples.
type canvas struct{ px []rgb }

func newCanvas() *canvas { return &canvas{px: make([]rgb, canvasSize*canvasSize)} }

func (c *canvas) blend(i, col, row int, s shader) {
	colour, alpha := s((float64(col)+0.5)/supersample, (float64(row)+0.5)/supersample)
	c.px[i] = c.px[i].mix(colour, alpha)
}

// flood paints everything.
func (c *canvas) flood(s shader) {
	for i := range c.px {
		c.blend(i, i%canvasSize, i/canvasSize, s)
	}
}

// fill paints the inside of the polygon, by the even-odd rule, a sample being
// inside if its middle is.
func (c *canvas) fill(poly []point, s shader) {
	top, bottom := math.Inf(1), math.Inf(-1)
	for _, p := range poly {
		top, bottom = math.Min(top, p.y), math.Max(bottom, p.y)
	}
	first := max(int(math.Ceil(top*supersample-0.5)), 0)
	last := min(int(math.Floor(bottom*supersample-0.5)), canvasSize-1)
	var cuts []float64
	for row := first; row <= last; row++ {
		y := (float64(row) + 0.5) / supersample
		cuts = cuts[:0]
		for i, a := range poly {
			b := poly[(i+1)%len(poly)]
			if (a.y <= y) != (b.y <= y) {
				cuts = append(cuts, a.x+(y-a.y)/(b.y-a.y)*(b.x-a.x))
			}
		}
		sortFew(cuts)
		for k := 0; k+1 < len(cuts); k += 2 {
			from := max(int(math.Ceil(cuts[k]*supersample-0.5)), 0)
			to := min(int(math.Ceil(cuts[k+1]*supersample-0.5)), canvasSize)
			for col := from; col < to; col++ {
				c.blend(row*canvasSize+col, col, row, s)
			}
		}
	}
}

// sortFew is insertion sort: a scan line cuts a polygon in a few places.
func sortFew(x []float64) {
	for i := 1; i < len(x); i++ {
		for j := i; j > 0 && x[j] < x[j-1]; j-- {
			x[j], x[j-1] = x[j-1], x[j]
		}
	}
}

// mean is the average colour, of every 16th sample.
func (c *canvas) mean() rgb {
	var sum rgb
	for i := 0; i < len(c.px); i += 16 {
		for ch, v := range c.px[i] {
			sum[ch] += v
		}
	}
	return sum.scale(16 / float64(len(c.px)))
}

// mirror swaps left and right.
func (c *canvas) mirror() {
	for row := range slices.Chunk(c.px, canvasSize) {
		slices.Reverse(row)
	}
}

// shrink averages each pixel's samples: (3, 32, 32).
func (c *canvas) shrink() []float64 {
	const plane = syntheticSize * syntheticSize
	out := make([]float64, 3*plane)
	for i, p := range c.px {
		at := i/canvasSize/supersample*syntheticSize + i%canvasSize/supersample
		for ch := range 3 {
			out[ch*plane+at] += p[ch] / (supersample * supersample)
		}
	}
	return out
}

// A frame maps an object's own coordinates, about [-1,1]², to pixels.
type frame struct{ xx, xy, yx, yy, x0, y0 float64 }

// newFrame scales by sx and sy pixels a unit, leans (x += lean·y), turns by the
// angle in radians (clockwise, as y points down), and moves the origin to (x0, y0).
func newFrame(x0, y0, sx, sy, lean, angle float64) frame {
	sin, cos := math.Sincos(angle)
	return frame{
		xx: cos * sx, xy: cos*lean*sx - sin*sy,
		yx: sin * sx, yy: sin*lean*sx + cos*sy,
		x0: x0, y0: y0,
	}
}

func (f frame) at(x, y float64) point {
	return point{f.x0 + f.xx*x + f.xy*y, f.y0 + f.yx*x + f.yy*y}
}

// own maps pixels back to the object's coordinates.
func (f frame) own(x, y float64) (ox, oy float64) {
	det := f.xx*f.yy - f.xy*f.yx
	x, y = x-f.x0, y-f.y0
	return (f.yy*x - f.xy*y) / det, (f.xx*y - f.yx*x) / det
}

func (f frame) poly(pts ...point) []point {
	out := make([]point, len(pts))
	for i, p := range pts {
		out[i] = f.at(p.x, p.y)
	}
	return out
}

// within returns the frame of a part whose middle is (x, y), with units of sx
// and sy of this frame's, turned by the angle.
func (f frame) within(x, y, sx, sy, angle float64) frame {
	o := f.at(x, y)
	sin, cos := math.Sincos(angle)
	return frame{
		xx: (f.xx*cos + f.xy*sin) * sx, xy: (f.xy*cos - f.xx*sin) * sy,
		yx: (f.yx*cos + f.yy*sin) * sx, yy: (f.yy*cos - f.yx*sin) * sy,
		x0: o.x, y0: o.y,
	}
}

// ellipse returns the polygon of an ellipse of radii rx and ry around (x, y).
func (f frame) ellipse(x, y, rx, ry float64) []point {
	const corners = 40
	pts := make([]point, corners)
	for i := range pts {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / corners)
		pts[i] = f.at(x+rx*cos, y+ry*sin)
	}
	return pts
}

// box returns the polygon of a rectangle with corners cut off by round.
func (f frame) box(x, y, rx, ry, round float64) []point {
	return f.poly(
		point{x - rx + round, y - ry}, point{x + rx - round, y - ry}, point{x + rx, y - ry + round},
		point{x + rx, y + ry - round}, point{x + rx - round, y + ry}, point{x - rx + round, y + ry},
		point{x - rx, y + ry - round}, point{x - rx, y - ry + round})
}

// bar returns the polygon of a straight line of a width that changes from w0 to
// w1 along it.
func (f frame) bar(x0, y0, x1, y1, w0, w1 float64) []point {
	dx, dy := x1-x0, y1-y0
	n := math.Hypot(dx, dy)
	dx, dy = dx/n/2, dy/n/2
	return f.poly(
		point{x0 - dy*w0, y0 + dx*w0}, point{x1 - dy*w1, y1 + dx*w1},
		point{x1 + dy*w1, y1 - dx*w1}, point{x0 + dy*w0, y0 - dx*w0})
}

// curve returns a smooth closed line through the points (Catmull and Rom, 1974).
func (f frame) curve(pts ...point) []point {
	const steps = 6
	n := len(pts)
	out := make([]point, 0, n*steps)
	for i := range pts {
		a, b, c, d := pts[(i+n-1)%n], pts[i], pts[(i+1)%n], pts[(i+2)%n]
		for k := range steps {
			t := float64(k) / steps
			out = append(out, f.at(spline(a.x, b.x, c.x, d.x, t), spline(a.y, b.y, c.y, d.y, t)))
		}
	}
	return out
}

func spline(a, b, c, d, t float64) float64 {
	return b + t/2*(c-a+t*(2*a-5*b+4*c-d+t*(3*(b-c)+d-a)))
}
