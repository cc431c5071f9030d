package figures

import (
	"fmt"
	"image"
	"math"

	"gonum.org/v1/plot/plotter"
)

// histogramBins is the number of bars over the whole range.
const histogramBins = 50

// Histogram draws how many images of each class have which difference d0 − d1
// of their distances from the two centres: negative is nearer to class 0, and
// from −tolerance to tolerance is disputable. Arguments as for Distances.
func Histogram(d0, d1 []float64, labels []int, classes []string, tolerance float64, caption string) (image.Image, error) {
	if err := checkPairs("histogram", d0, d1, labels, classes, tolerance); err != nil {
		return nil, err
	}
	end := tolerance
	for i := range d0 {
		end = math.Max(end, math.Abs(d0[i]-d1[i]))
	}
	if end < 1/largest {
		end = 1
	}
	step := 2 * end / histogramBins
	p := newPanel("Between the classes", fmt.Sprintf("distance from the %s centre − distance from the %s centre", classes[0], classes[1]), "images")
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
	band, err := plotter.NewPolygon(plotter.XYs{{X: -tolerance, Y: 0}, {X: tolerance, Y: 0}, {X: tolerance, Y: top}, {X: -tolerance, Y: top}})
	if err != nil {
		return nil, fmt.Errorf("figures: histogram: %w", err)
	}
	band.Color = withAlpha(orange, 0.45)
	band.LineStyle.Width = 0
	p.Add(band)
	for class, h := range bars {
		p.Add(h)
		p.Legend.Add(classes[class], h)
	}
	p.Legend.Add(fmt.Sprintf("differ by less than %g", tolerance), band)
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = -end-step/2, end+step/2, 0, top
	return page("", caption, rasterise(p, 900, 420))
}
