package figures

import (
	"errors"
	"fmt"
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

// Curves are a training run, one value an epoch, beginning with epoch 1. Losses
// are in nats, accuracies fractions in [0,1]. The validation's may be empty, and
// NaN leaves a gap in a curve.
type Curves struct {
	TrainLoss, ValidationLoss         []float64
	TrainAccuracy, ValidationAccuracy []float64

	// TestAccuracy, in [0,1], is drawn as a line across; zero for none.
	TestAccuracy float64
}

// Validate reports curves that cannot belong to one run.
func (c Curves) Validate() error {
	n := len(c.TrainLoss)
	if n == 0 {
		return errors.New("figures: curves: no epochs")
	}
	for name, v := range map[string][]float64{
		"train accuracies": c.TrainAccuracy, "validation losses": c.ValidationLoss, "validation accuracies": c.ValidationAccuracy,
	} {
		if len(v) != n && (len(v) != 0 || name == "train accuracies") {
			return fmt.Errorf("figures: curves: %d %s for %d training losses", len(v), name, n)
		}
	}
	for _, v := range [][]float64{c.TrainAccuracy, c.ValidationAccuracy, {c.TestAccuracy}} {
		for _, a := range v {
			if a < 0 || a > 1 {
				return fmt.Errorf("figures: curves: an accuracy of %g is no fraction in [0,1]", a)
			}
		}
	}
	return nil
}

// LossAccuracy draws loss_acc.png: loss by epoch and, under it, accuracy in
// percent by epoch.
func LossAccuracy(c Curves, caption string) (*Figure, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	loss := newPanel("Loss", "epoch", "binary cross-entropy (nats)")
	loss.Y.Min = 0
	loss.X.Tick.Marker = ticks{whole: true}
	if err := addCurves(loss, c.TrainLoss, c.ValidationLoss, 1); err != nil {
		return nil, err
	}
	accuracy := newPanel("Accuracy", "epoch", "correct (%)")
	accuracy.X.Tick.Marker = ticks{whole: true}
	accuracy.Y.Min, accuracy.Y.Max = lowest(c)
	accuracy.Legend.Top = false
	accuracy.Legend.YOffs = 8 * px
	if err := addCurves(accuracy, c.TrainAccuracy, c.ValidationAccuracy, 100); err != nil {
		return nil, err
	}
	if c.TestAccuracy > 0 {
		at := 100 * c.TestAccuracy
		line, err := plotter.NewLine(plotter.XYs{{X: 1, Y: at}, {X: math.Max(2, float64(len(c.TrainLoss))), Y: at}})
		if err != nil {
			return nil, fmt.Errorf("figures: curves: %w", err)
		}
		line.Color, line.Width = green, 2*px
		line.Dashes = []vg.Length{3 * px, 3 * px}
		accuracy.Add(line)
		accuracy.Legend.Add(fmt.Sprintf("test, at the end: %.1f %%", at), line)
	}
	body := stacked(rasterise(loss, panelWidth, 340), rasterise(accuracy, panelWidth, 340))
	return figure("", caption, body, c.alt())
}

// alt says how the curves begin and end.
func (c Curves) alt() string {
	course := func(values []float64, scale float64, unit string) string {
		return fmt.Sprintf("from %.3g%s to %.3g%s", values[0]*scale, unit, values[len(values)-1]*scale, unit)
	}
	s := fmt.Sprintf("Two charts over %d epochs. Loss: training goes %s", len(c.TrainLoss), course(c.TrainLoss, 1, ""))
	if len(c.ValidationLoss) > 0 {
		s += ", validation " + course(c.ValidationLoss, 1, "")
	}
	s += ". Accuracy: training goes " + course(c.TrainAccuracy, 100, " %")
	if len(c.ValidationAccuracy) > 0 {
		s += ", validation " + course(c.ValidationAccuracy, 100, " %")
	}
	if c.TestAccuracy > 0 {
		s += fmt.Sprintf("; a line across at %.3g %% is the test", 100*c.TestAccuracy)
	}
	return s + "."
}

// lowest is the range of the axis of accuracies, percent: from the tens below the
// lowest to all.
func lowest(c Curves) (low, high float64) {
	low = 100
	for _, v := range [][]float64{c.TrainAccuracy, c.ValidationAccuracy} {
		for _, a := range v {
			if 100*a < low { // not where a is NaN
				low = 100 * a
			}
		}
	}
	if c.TestAccuracy > 0 {
		low = math.Min(low, 100*c.TestAccuracy)
	}
	return math.Max(0, 10*math.Floor((low-1)/10)), 100
}

func addCurves(p *plot.Plot, train, validation []float64, scale float64) error {
	p.X.Min, p.X.Max = 0, 2 // a single epoch is in the middle
	for _, curve := range []struct {
		name   string
		values []float64
		colour color.Color
		dashes []vg.Length
	}{
		{"train", train, blue, nil},
		{"validation", validation, vermilion, []vg.Length{8 * px, 4 * px}},
	} {
		drawn := false
		for _, xys := range pieces(curve.values, scale) {
			line, points, err := plotter.NewLinePoints(xys)
			if err != nil {
				return fmt.Errorf("figures: curves: %w", err)
			}
			line.Color, line.Width, line.Dashes = curve.colour, 2*px, curve.dashes
			p.Add(line)
			if len(xys) == 1 { // a line of one point shows nothing
				points.GlyphStyle = vgdraw.GlyphStyle{Color: curve.colour, Radius: 4 * px, Shape: vgdraw.CircleGlyph{}}
				p.Add(points)
			}
			if !drawn {
				p.Legend.Add(curve.name, line)
				drawn = true
			}
		}
	}
	return nil
}

// pieces cuts a curve at values that are no numbers or beyond every axis.
func pieces(values []float64, scale float64) []plotter.XYs {
	var all []plotter.XYs
	var piece plotter.XYs
	for i, v := range values {
		if !(math.Abs(v) <= largest/scale) {
			if piece != nil {
				all = append(all, piece)
			}
			piece = nil
			continue
		}
		piece = append(piece, plotter.XY{X: float64(i + 1), Y: v * scale})
	}
	if piece != nil {
		all = append(all, piece)
	}
	return all
}
