package figures

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// ReliabilityBin is the images whose confidence lies between Low and High: how many
// there are, their mean confidence and the share of them that is right, in [0,1].
type ReliabilityBin struct {
	Low, High, Confidence, Accuracy float64
	Images                          int
}

// Reliability draws accuracy by confidence with the diagonal on which confidence
// can be taken at its word: a bar a bin that has images, and a point at their mean
// confidence, the larger the more of all images it stands for.
func Reliability(bins []ReliabilityBin, ece float64, caption string) (*Figure, error) {
	p := newPanel(fmt.Sprintf("Reliability, ECE %.3f", ece), "confidence (%)", "right (%)")
	total := 0
	for i, b := range bins {
		if b.Images < 0 || !(b.Low >= 0 && b.Low < b.High && b.High <= 1) {
			return nil, fmt.Errorf("figures: reliability: bin %d has %d images from %v to %v", i, b.Images, b.Low, b.High)
		}
		if b.Images > 0 && !(b.Confidence >= 0 && b.Confidence <= 1 && b.Accuracy >= 0 && b.Accuracy <= 1) {
			return nil, fmt.Errorf("figures: reliability: bin %d has confidence %v and accuracy %v, want 0 to 1", i, b.Confidence, b.Accuracy)
		}
		total += b.Images
	}
	if total == 0 || !(ece >= 0 && ece <= 1) {
		return nil, fmt.Errorf("figures: reliability: %d images, ECE %v", total, ece)
	}
	for _, b := range bins {
		if b.Images == 0 {
			continue
		}
		low, high, up := 100*b.Low, 100*b.High, 100*b.Accuracy
		bar, err := plotter.NewPolygon(plotter.XYs{{X: low, Y: 0}, {X: high, Y: 0}, {X: high, Y: up}, {X: low, Y: up}})
		if err != nil {
			return nil, fmt.Errorf("figures: reliability: %w", err)
		}
		bar.Color = withAlpha(blue, 0.35)
		bar.LineStyle.Color, bar.LineStyle.Width = blue, px
		p.Add(bar)
	}
	if err := addDiagonal(p); err != nil {
		return nil, fmt.Errorf("figures: reliability: %w", err)
	}
	for _, b := range bins {
		if b.Images == 0 {
			continue
		}
		point, err := plotter.NewScatter(plotter.XYs{{X: 100 * b.Confidence, Y: 100 * b.Accuracy}})
		if err != nil {
			return nil, fmt.Errorf("figures: reliability: %w", err)
		}
		point.Color, point.Shape = vermilion, draw.CircleGlyph{}
		point.Radius = 3*px + 8*px*vg.Length(math.Sqrt(float64(b.Images)/float64(total)))
		p.Add(point)
	}
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, 100, 0, 100
	alt := fmt.Sprintf("Accuracy by confidence of %d images beside the diagonal of confidence that can be taken at its word; expected calibration error %.3f.", total, ece)
	return figure("", caption, rasterise(p, 440, 420), alt)
}
