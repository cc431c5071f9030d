package figures

import (
	"fmt"
	"strings"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

// A PrecisionRecallCurve is how well a ranking finds what is wanted, from its
// first image on: both shares in [0,1].
type PrecisionRecallCurve struct {
	Name              string
	Recall, Precision []float64
	Average           float64 // the average precision
}

// PrecisionRecall draws precision against recall of one to six rankings, with the
// line of guessing: share, in [0,1], of all images are wanted.
func PrecisionRecall(curves []PrecisionRecallCurve, share float64, caption string) (*Figure, error) {
	if len(curves) == 0 || len(curves) > 6 {
		return nil, fmt.Errorf("figures: precision: %d curves, one to six can be told apart", len(curves))
	}
	if !(share >= 0 && share <= 1) {
		return nil, fmt.Errorf("figures: precision: a share of %g", share)
	}
	p := newPanel("Who finds the split images?", "of the split ones, found (%)", "of those named, split (%)")
	guess, err := plotter.NewLine(plotter.XYs{{X: 0, Y: 100 * share}, {X: 100, Y: 100 * share}})
	if err != nil {
		return nil, fmt.Errorf("figures: precision: %w", err)
	}
	guess.Color, guess.Width, guess.Dashes = captionInk, px, []vg.Length{4 * px, 4 * px}
	p.Add(guess)
	var names, alt []string
	for _, c := range curves {
		names = append(names, c.Name)
	}
	for k, name := range Names(names) {
		c := curves[k]
		xys, err := percentages(c.Recall, c.Precision)
		if err != nil {
			return nil, fmt.Errorf("figures: precision of %q: %w", c.Name, err)
		}
		line, err := plotter.NewLine(xys)
		if err != nil {
			return nil, fmt.Errorf("figures: precision of %q: %w", c.Name, err)
		}
		line.Color, line.Width = ClassColour(k), 2*px
		if k%2 == 1 { // to be told apart without colours
			line.Dashes = []vg.Length{7 * px, 3 * px}
		}
		p.Add(line)
		p.Legend.Add(fmt.Sprintf("%s: %.2f", name, c.Average), line)
		alt = append(alt, fmt.Sprintf("%s %.2f", c.Name, c.Average))
	}
	p.Legend.Add(fmt.Sprintf("by chance: %.2f", share), guess)
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, 100, 0, 100
	return figure("", caption, rasterise(p, panelWidth, 440), fmt.Sprintf("Precision against recall; the average precisions: %s; by chance %.2f.", strings.Join(alt, ", "), share))
}
