package figures

import (
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

// RunGroup is the accuracies, in [0,1], of runs that differ in nothing but luck,
// such as seeds or splits; one where there is no more.
type RunGroup struct {
	Name       string
	Accuracies []float64
}

// Runs draws groups of runs under each other, the first on top: each run is a dot,
// their mean a line with the number beside it. What a group is worth can be
// compared with what luck is.
func Runs(groups []RunGroup, title, caption string) (*Figure, error) {
	if len(groups) == 0 {
		return nil, fmt.Errorf("figures: runs: no groups")
	}
	p := newPanel(title, "right (%)", "")
	low, high := 100.0, 0.0
	var names, said []string
	var dots, bars plotter.XYs
	for i, g := range groups {
		y := float64(len(groups) - 1 - i)
		if len(g.Accuracies) == 0 {
			return nil, fmt.Errorf("figures: runs: %q has none", g.Name)
		}
		sum := 0.0
		for _, a := range g.Accuracies {
			if !(a >= 0 && a <= 1) {
				return nil, fmt.Errorf("figures: runs: an accuracy of %q is %v, want 0 to 1", g.Name, a)
			}
			low, high = math.Min(low, 100*a), math.Max(high, 100*a)
			dots = append(dots, plotter.XY{X: 100 * a, Y: y})
			sum += 100 * a
		}
		bars = append(bars, plotter.XY{X: sum / float64(len(g.Accuracies)), Y: y})
		names = append([]string{g.Name}, names...)
		said = append(said, g.Name+" "+runsMean(g.Accuracies))
	}
	points, err := plotter.NewScatter(dots)
	if err != nil {
		return nil, fmt.Errorf("figures: runs: %w", err)
	}
	points.GlyphStyle = vgdraw.GlyphStyle{Color: withAlpha(blue, 0.6), Radius: 4 * px, Shape: vgdraw.CircleGlyph{}}
	means, err := plotter.NewScatter(bars)
	if err != nil {
		return nil, fmt.Errorf("figures: runs: %w", err)
	}
	means.GlyphStyle = vgdraw.GlyphStyle{Color: vermilion, Radius: 9 * px, Shape: upright{}}
	p.Add(points, means)
	width := high - low
	low, high = math.Floor(low-0.02*width), math.Ceil(high+0.02*width)
	numbers := plotter.XYLabels{}
	for i, g := range groups {
		numbers.XYs = append(numbers.XYs, plotter.XY{X: high + 0.03*(high-low), Y: float64(len(groups) - 1 - i)})
		numbers.Labels = append(numbers.Labels, runsMean(g.Accuracies))
	}
	labels, err := plotter.NewLabels(numbers)
	if err != nil {
		return nil, fmt.Errorf("figures: runs: %w", err)
	}
	for i := range labels.TextStyle {
		style := p.X.Tick.Label
		style.XAlign, style.YAlign = text.XLeft, -0.35
		labels.TextStyle[i] = style
	}
	p.Add(labels)
	p.NominalY(names...)
	p.Y.Tick.Label.Font.Size = 14 * px
	p.X.Min, p.X.Max = low, high+0.3*(high-low) // room for the numbers
	p.X.Tick.Marker = upTo{ticks{}, high}
	p.Y.Min, p.Y.Max = -0.7, float64(len(groups))-0.3
	return figure("", caption, rasterise(p, panelWidth, 96+26*len(groups)), "Accuracy by group of runs, mean and standard deviation: "+strings.Join(said, "; ")+".")
}

// runsMean is the mean of accuracies in percent, with their deviation if there are
// several.
func runsMean(accuracies []float64) string {
	mean, sd := stat.MeanStdDev(accuracies, nil)
	if len(accuracies) == 1 {
		return fmt.Sprintf("%.1f", 100*mean)
	}
	return fmt.Sprintf("%.1f ± %.1f", 100*mean, 100*sd)
}

// upright is a glyph: a line as high as its diameter.
type upright struct{}

// DrawGlyph implements draw.GlyphDrawer.
func (upright) DrawGlyph(c *vgdraw.Canvas, style vgdraw.GlyphStyle, at vg.Point) {
	c.SetLineStyle(vgdraw.LineStyle{Color: style.Color, Width: 2.5 * px})
	var line vg.Path
	line.Move(vg.Point{X: at.X, Y: at.Y - style.Radius})
	line.Line(vg.Point{X: at.X, Y: at.Y + style.Radius})
	c.Stroke(line)
}

// upTo leaves out the marks beyond a number.
type upTo struct {
	plot.Ticker
	last float64
}

// Ticks implements plot.Ticker.
func (t upTo) Ticks(low, _ float64) []plot.Tick { return t.Ticker.Ticks(low, t.last) }
