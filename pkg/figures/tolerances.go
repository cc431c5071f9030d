package figures

import (
	"fmt"
	"strings"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

// A CountCurve is how many images are disputable at each tolerance.
type CountCurve struct {
	Name       string
	Tolerances []float64 // rising
	Counts     []int
}

// Tolerances draws how the number of disputable images grows with the tolerance,
// one to six curves. axis says in which unit tolerances are; a line up is drawn at
// mark, unless that is 0.
func Tolerances(curves []CountCurve, axis string, mark float64, caption string) (*Figure, error) {
	if len(curves) == 0 || len(curves) > 6 {
		return nil, fmt.Errorf("figures: tolerances: %d curves, one to six can be told apart", len(curves))
	}
	if !(mark >= 0 && mark <= largest) {
		return nil, fmt.Errorf("figures: tolerances: a mark at %g", mark)
	}
	p := newPanel("How many images are disputable", axis, "images")
	p.Legend.Left = true
	p.Legend.XOffs = 10 * px
	var names, alt []string
	most, end := 1.0, 0.0
	for _, c := range curves {
		names = append(names, c.Name)
	}
	for k, name := range Names(names) {
		c := curves[k]
		if len(c.Tolerances) < 2 || len(c.Tolerances) != len(c.Counts) {
			return nil, fmt.Errorf("figures: tolerances of %q: %d tolerances and %d counts, want two or more of both", c.Name, len(c.Tolerances), len(c.Counts))
		}
		xys := make(plotter.XYs, len(c.Counts))
		for i, t := range c.Tolerances {
			if !(t >= 0 && t <= largest) || i > 0 && t <= c.Tolerances[i-1] || c.Counts[i] < 0 {
				return nil, fmt.Errorf("figures: tolerances of %q: %d images at tolerance %d, %g; they must rise from 0", c.Name, c.Counts[i], i, t)
			}
			xys[i] = plotter.XY{X: t, Y: float64(c.Counts[i])}
			most, end = max(most, xys[i].Y), max(end, t)
		}
		line, err := plotter.NewLine(xys)
		if err != nil {
			return nil, fmt.Errorf("figures: tolerances of %q: %w", c.Name, err)
		}
		line.Color, line.Width = ClassColour(k), 2*px
		if k%2 == 1 { // to be told apart without colours
			line.Dashes = []vg.Length{7 * px, 3 * px}
		}
		p.Add(line)
		p.Legend.Add(name, line)
		last := len(c.Counts) - 1
		alt = append(alt, fmt.Sprintf("%s: %d at %g, %d at %g", c.Name, c.Counts[last/4], c.Tolerances[last/4], c.Counts[last], c.Tolerances[last]))
	}
	if mark > 0 {
		line, err := plotter.NewLine(plotter.XYs{{X: mark, Y: 0}, {X: mark, Y: most}})
		if err != nil {
			return nil, fmt.Errorf("figures: tolerances: %w", err)
		}
		line.Color, line.Width, line.Dashes = captionInk, px, []vg.Length{4 * px, 4 * px}
		p.Add(line)
		p.Legend.Add(fmt.Sprintf("tolerance %g", mark), line)
	}
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, end, 0, most
	return figure("", caption, rasterise(p, panelWidth, 380), "How many images are disputable at which tolerance. "+strings.Join(alt, "; ")+".")
}
