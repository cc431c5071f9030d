package figures

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

// A Course is how a number went, such as a loss step by step. NaN leaves a gap.
type Course struct {
	Name string
	X, Y []float64 // X rises
}

// A CoursePanel is courses in one chart.
type CoursePanel struct {
	Title, XLabel, YLabel string // the labels with units
	Courses               []Course
	// Marks are drawn as thin lines across, with their values in the legend.
	Marks []CourseMark
}

// A CourseMark is a value that courses are compared with.
type CourseMark struct {
	Name  string
	Value float64
}

// The heights of the curves and their legend, of what stands around them, and of a
// line of the legend, px.
const (
	courseHeight = 250
	courseFrame  = 74
	legendLine   = 17
	legendGap    = 14
)

// ticksUpTo marks an axis up to a value, and leaves what is above it empty.
type ticksUpTo float64

// Ticks implements plot.Ticker.
func (t ticksUpTo) Ticks(low, high float64) []plot.Tick {
	return ticks{}.Ticks(low, min(high, float64(t)))
}

// mostMarks is how many lines across can be told apart.
const mostMarks = 2

// Validate reports courses that cannot be drawn.
func (c CoursePanel) Validate() error {
	if len(c.Courses) == 0 || len(c.Courses) > 6 || len(c.Marks) > mostMarks {
		return fmt.Errorf("figures: courses of %q: %d courses and %d marks; one to six, and up to %d, can be told apart", c.Title, len(c.Courses), len(c.Marks), mostMarks)
	}
	for _, course := range c.Courses {
		if len(course.X) == 0 || len(course.X) != len(course.Y) {
			return fmt.Errorf("figures: course %q: %d places for %d values, want one or more of both", course.Name, len(course.X), len(course.Y))
		}
		if !slices.ContainsFunc(course.Y, drawn) {
			return fmt.Errorf("figures: course %q: no value is a number that can be drawn", course.Name)
		}
		for i, x := range course.X {
			if !drawn(x) || i > 0 && x <= course.X[i-1] {
				return fmt.Errorf("figures: course %q: place %d is %g; they must rise", course.Name, i, x)
			}
		}
	}
	for _, m := range c.Marks {
		if !drawn(m.Value) {
			return fmt.Errorf("figures: mark %q: %g cannot be drawn", m.Name, m.Value)
		}
	}
	return nil
}

// drawn reports whether v is on some axis.
func drawn(v float64) bool { return math.Abs(v) <= largest }

// Courses draws panels under each other, as for the losses of a training.
func Courses(panels []CoursePanel, caption string) (*Figure, error) {
	if len(panels) == 0 {
		return nil, fmt.Errorf("figures: courses: no panels")
	}
	var images []image.Image
	var alt []string
	for _, p := range panels {
		img, err := p.draw()
		if err != nil {
			return nil, err
		}
		images, alt = append(images, img), append(alt, p.alt())
	}
	return figure("", caption, stacked(images...), strings.Join(alt, " "))
}

func (c CoursePanel) draw() (image.Image, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	p := newPanel(drawable(c.Title), drawable(c.XLabel), drawable(c.YLabel))
	p.X.Tick.Marker = ticks{whole: c.counts()}
	p.Y.Min, p.Y.Max = 0, 0
	first, last := math.Inf(1), math.Inf(-1)
	for k, course := range c.Courses {
		for i, piece := range course.pieces() {
			line, points, err := plotter.NewLinePoints(piece)
			if err != nil {
				return nil, fmt.Errorf("figures: course %q: %w", course.Name, err)
			}
			line.Color, line.Width = ClassColour(k), 2*px
			if k%2 == 1 { // to be told apart without colours
				line.Dashes = []vg.Length{8 * px, 4 * px}
			}
			p.Add(line)
			if len(piece) == 1 { // a line of one point shows nothing
				points.GlyphStyle = vgdraw.GlyphStyle{Color: ClassColour(k), Radius: 4 * px, Shape: vgdraw.CircleGlyph{}}
				p.Add(points)
			}
			if i == 0 {
				p.Legend.Add(drawable(course.Name), line)
			}
		}
		first, last = min(first, course.X[0]), max(last, course.X[len(course.X)-1])
	}
	if first == last { // a single place is in the middle
		first, last = first-1, last+1
	}
	for k, m := range c.Marks {
		line, err := plotter.NewLine(plotter.XYs{{X: first, Y: m.Value}, {X: last, Y: m.Value}})
		if err != nil {
			return nil, fmt.Errorf("figures: mark %q: %w", m.Name, err)
		}
		line.Color, line.Width, line.Dashes = [...]color.Color{captionInk, ink}[k], px, []vg.Length{vg.Length(3+4*k) * px, 3 * px}
		p.Add(line)
		p.Legend.Add(drawable(fmt.Sprintf("%s, %.3g", m.Name, m.Value)), line)
	}
	p.X.Min, p.X.Max = first, last
	if p.Y.Max <= p.Y.Min {
		p.Y.Max = p.Y.Min + 1
	}
	// The legend stands above the curves, where there are no ticks.
	p.Y.Tick.Marker = ticksUpTo(p.Y.Max)
	legend := float64(len(c.Courses)+len(c.Marks))*legendLine + legendGap
	p.Y.Max += (p.Y.Max - p.Y.Min) * legend / (courseHeight - legend)
	return rasterise(p, panelWidth, courseHeight+courseFrame), nil
}

// counts reports whether all places are whole numbers, such as steps.
func (c CoursePanel) counts() bool {
	for _, course := range c.Courses {
		for _, x := range course.X {
			if x != math.Trunc(x) {
				return false
			}
		}
	}
	return true
}

// pieces cuts a course where it cannot be drawn.
func (c Course) pieces() []plotter.XYs {
	var all []plotter.XYs
	var piece plotter.XYs
	for i, y := range c.Y {
		if drawn(y) {
			piece = append(piece, plotter.XY{X: c.X[i], Y: y})
			continue
		}
		if piece != nil {
			all = append(all, piece)
		}
		piece = nil
	}
	if piece != nil {
		all = append(all, piece)
	}
	return all
}

// alt says how the courses begin and end.
func (c CoursePanel) alt() string {
	var s []string
	for _, course := range c.Courses {
		var values []float64
		for _, y := range course.Y {
			if drawn(y) {
				values = append(values, y)
			}
		}
		s = append(s, fmt.Sprintf("%s goes from %.3g to %.3g", course.Name, values[0], values[len(values)-1]))
	}
	for _, m := range c.Marks {
		s = append(s, fmt.Sprintf("a line across at %.3g is %s", m.Value, m.Name))
	}
	return fmt.Sprintf("Chart, %s: %s.", c.Title, strings.Join(s, "; "))
}
