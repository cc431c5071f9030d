package figures

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/plotter"
)

// histogramBins is the number of bars over the whole range.
const histogramBins = 50

// Histogram draws how many images of each class have which difference d0 − d1
// of their distances from the two centres: negative is nearer to class 0, and
// from −tolerance to tolerance is disputable. Arguments as for Distances.
func Histogram(d0, d1 []float64, labels []int, classes []string, tolerance float64, caption string) (*Figure, error) {
	if err := checkPairs("histogram", d0, d1, labels, classes, tolerance); err != nil {
		return nil, err
	}
	end := 0.0 // a tolerance beyond all images is not to squeeze them
	for i := range d0 {
		end = math.Max(end, math.Abs(d0[i]-d1[i]))
	}
	if end < 1/largest {
		end = 1
	}
	step := 2 * end / histogramBins
	names := Names(classes)
	p := newPanel("Difference of the distances from the two centres", fmt.Sprintf("← nearer to %s          nearer to %s →", names[0], names[1]), "images")
	top := 0.0
	var bars []*plotter.Histogram
	for class := range classes {
		bins := make([]plotter.HistogramBin, histogramBins)
		for b := range bins {
			bins[b].Min, bins[b].Max = -end+float64(b)*step, -end+float64(b+1)*step
		}
		for i, label := range labels {
			if label == class {
				b := min(int((d0[i]-d1[i]+end)/step), histogramBins-1)
				bins[b].Weight++
				top = math.Max(top, bins[b].Weight)
			}
		}
		h := &plotter.Histogram{Bins: bins, Width: step, FillColor: withAlpha(ClassColour(class), 0.55)}
		h.LineStyle.Color, h.LineStyle.Width = ClassColour(class), px
		bars = append(bars, h)
	}
	top *= 1.35 // room for the legend
	left, right := -end-step/2, end+step/2
	from, to := math.Max(-tolerance, left), math.Min(tolerance, right)
	band, err := plotter.NewPolygon(plotter.XYs{{X: from, Y: 0}, {X: to, Y: 0}, {X: to, Y: top}, {X: from, Y: top}})
	if err != nil {
		return nil, fmt.Errorf("figures: histogram: %w", err)
	}
	band.Color = withAlpha(orange, 0.45)
	band.LineStyle.Width = 0
	p.Add(band)
	for class, h := range bars {
		p.Add(h)
		p.Legend.Add(names[class], h)
	}
	if tolerance > 0 {
		p.Legend.Add(fmt.Sprintf("differ by less than %g", tolerance), band)
	}
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = left, right, 0, top
	alt := fmt.Sprintf("Histogram of %d images by the difference of their distances from the centres of %s and %s, from %.2g to %.2g; %d are in the band from %g to %g.",
		len(d0), classes[0], classes[1], -end, end, between(d0, d1, tolerance), 0-tolerance, tolerance)
	return figure("", caption, rasterise(p, panelWidth, 380), alt)
}
