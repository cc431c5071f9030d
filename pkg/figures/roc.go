package figures

import (
	"fmt"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

// ROCCurve is one class's line: X are the shares of others' images that are taken
// for it, Y the shares of its own that are found, both in [0,1].
type ROCCurve struct {
	Name string
	X, Y []float64
	Area float64
}

// ROC draws receiver operating characteristics, one to six, in the colours of the
// classes, with the diagonal of guessing.
func ROC(curves []ROCCurve, caption string) (*Figure, error) {
	if len(curves) == 0 || len(curves) > 6 {
		return nil, fmt.Errorf("figures: roc: %d curves, one to six can be told apart", len(curves))
	}
	p := newPanel("ROC", "of the others, taken for it (%)", "of its own, found (%)")
	p.Legend.Top = false
	p.Legend.YOffs = 8 * px
	if err := addDiagonal(p); err != nil {
		return nil, fmt.Errorf("figures: roc: %w", err)
	}
	classes := make([]string, len(curves))
	for k, c := range curves {
		classes[k] = c.Name
	}
	names, alt := Names(classes), []string{}
	for k, c := range curves {
		xys, err := percentages(c.X, c.Y)
		if err != nil {
			return nil, fmt.Errorf("figures: roc of %q: %w", c.Name, err)
		}
		line, err := plotter.NewLine(xys)
		if err != nil {
			return nil, fmt.Errorf("figures: roc of %q: %w", c.Name, err)
		}
		line.Color, line.Width = ClassColour(k), 2*px
		p.Add(line)
		p.Legend.Add(fmt.Sprintf("%s: area %.4f", names[k], c.Area), line)
		alt = append(alt, fmt.Sprintf("%s %.4f", c.Name, c.Area))
	}
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, 100, 0, 100
	return figure("", caption, rasterise(p, 440, 420), "ROC curves; the areas under them: "+strings.Join(alt, ", ")+".")
}

// addDiagonal adds the line on which both shares are the same.
func addDiagonal(p *plot.Plot) error {
	line, err := plotter.NewLine(plotter.XYs{{X: 0, Y: 0}, {X: 100, Y: 100}})
	if err != nil {
		return err
	}
	line.Color, line.Width, line.Dashes = captionInk, px, []vg.Length{4 * px, 4 * px}
	p.Add(line)
	return nil
}

// percentages are points in [0,1] on axes of percent.
func percentages(x, y []float64) (plotter.XYs, error) {
	if len(x) != len(y) || len(x) == 0 {
		return nil, fmt.Errorf("%d values across and %d up", len(x), len(y))
	}
	xys := make(plotter.XYs, len(x))
	for i := range x {
		for _, v := range []float64{x[i], y[i]} {
			if !(v >= 0 && v <= 1) {
				return nil, fmt.Errorf("value %d is %v, want 0 to 1", i, v)
			}
		}
		xys[i] = plotter.XY{X: 100 * x[i], Y: 100 * y[i]}
	}
	return xys, nil
}
