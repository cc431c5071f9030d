package figures

import (
	"fmt"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

// Distances draws each image as a dot at its distances from the centres of the
// two classes, d0 and d1, and the band |d0 − d1| < tolerance in which an image is
// disputable. The N distances are in units of the latent space, labels are 0 or
// 1, classes the two names.
func Distances(d0, d1 []float64, labels []int, classes []string, tolerance float64, caption string) (*Figure, error) {
	if err := checkPairs("distances", d0, d1, labels, classes, tolerance); err != nil {
		return nil, err
	}
	names := Names(classes)
	p := newPanel("How far each image is from the two centres",
		"distance from the "+names[0]+" centre", "distance from the "+names[1]+" centre")
	end := 0.0
	for i := range d0 {
		end = math.Max(end, math.Max(d0[i], d1[i]))
	}
	end *= 1.03
	if end == 0 {
		end = 1
	}
	band, err := plotter.NewPolygon(plotter.XYs{
		{X: 0, Y: 0}, {X: math.Min(tolerance, end), Y: 0}, {X: end, Y: math.Max(end-tolerance, 0)},
		{X: end, Y: end}, {X: math.Max(end-tolerance, 0), Y: end}, {X: 0, Y: math.Min(tolerance, end)},
	})
	if err != nil {
		return nil, fmt.Errorf("figures: distances: %w", err)
	}
	band.Color = withAlpha(orange, 0.45)
	band.LineStyle.Width = 0
	p.Add(band)
	for class, name := range names {
		var at plotter.XYs
		for i, label := range labels {
			if label == class {
				at = append(at, plotter.XY{X: d0[i], Y: d1[i]})
			}
		}
		if err := addDots(p, at, class, name); err != nil {
			return nil, err
		}
	}
	// The centres' own distance bounds |d0 − d1|, so this corner stays empty.
	p.Legend.Left, p.Legend.XOffs = true, 10*px
	if tolerance > 0 {
		p.Legend.Add(fmt.Sprintf("differ by less than %g", tolerance), band)
	}
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, end, 0, end
	alt := fmt.Sprintf("Scatter plot: each of %d images at its distances from the centres of %s and %s. %d are in the band on the diagonal where the two differ by less than %g.",
		len(d0), classes[0], classes[1], between(d0, d1, tolerance), tolerance)
	return figure("", caption, rasterise(p, panelWidth, panelWidth), alt)
}

// between counts the images whose two distances differ by less than the tolerance.
func between(d0, d1 []float64, tolerance float64) int {
	n := 0
	for i := range d0 {
		if math.Abs(d0[i]-d1[i]) < tolerance {
			n++
		}
	}
	return n
}

// addDots draws a class: circles for 0, triangles for 1, so that the figure can
// be read without its colours.
func addDots(p *plot.Plot, at plotter.XYs, class int, name string) error {
	if len(at) == 0 {
		return nil
	}
	dots, err := plotter.NewScatter(at)
	if err != nil {
		return fmt.Errorf("figures: distances: %w", err)
	}
	shapes := []vgdraw.GlyphDrawer{vgdraw.RingGlyph{}, vgdraw.TriangleGlyph{}}
	dots.GlyphStyle = vgdraw.GlyphStyle{Color: ClassColour(class), Radius: vg.Length(3.5) * px, Shape: shapes[class]}
	p.Add(dots)
	p.Legend.Add(name, dots)
	return nil
}
