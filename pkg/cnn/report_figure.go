package cnn

import (
	"fmt"
	"image"

	"github.com/crococlock/crococlock/pkg/figures"
)

// Figure draws the report: the confusion matrix, the ROC of the second of two
// classes, or of each of up to six, and how reliable probabilities are. What the
// images do not allow, such as a ROC with images of one class, is left out.
func (r *Report) Figure(caption string) (image.Image, error) {
	confusion, err := figures.Confusion(r.Confusion, r.Classes, "")
	if err != nil {
		return nil, err
	}
	parts := []image.Image{confusion}
	var curves []figures.ROCCurve
	const most = 6 // curves that can be told apart
	for k, name := range r.Classes {
		if len(r.Classes) > most || len(r.Classes) == 2 && k == 0 {
			continue
		}
		if c, err := r.ROC(k); err == nil {
			curves = append(curves, figures.ROCCurve{Name: name, X: c.FalsePositive, Y: c.TruePositive, Area: c.Area})
		}
	}
	if len(curves) > 0 {
		roc, err := figures.ROC(curves, "")
		if err != nil {
			return nil, err
		}
		parts = append(parts, roc)
	}
	c := r.Calibration()
	bins := make([]figures.ReliabilityBin, len(c.Bins))
	for i, b := range c.Bins {
		bins[i] = figures.ReliabilityBin{Low: b.Low, High: b.High, Confidence: b.Confidence, Accuracy: b.Accuracy, Images: b.Images}
	}
	reliability, err := figures.Reliability(bins, c.ECE, "")
	if err != nil {
		return nil, err
	}
	return figures.Beside(caption, append(parts, reliability)...)
}

// Render shows the report in a notebook: its figure, under the score.
func (r *Report) Render() figures.Rendering {
	img, err := r.Figure(fmt.Sprint(r.Score))
	if err != nil {
		return figures.Rendering{}
	}
	return figures.Rendered(img, r.String())
}
