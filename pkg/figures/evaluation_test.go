package figures_test

import (
	"image"
	"image/color"
	"math"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/figures"
)

func TestROC(t *testing.T) {
	curve := figures.ROCCurve{Name: "crocodile", X: []float64{0, 0.1, 1}, Y: []float64{0, 0.9, 1}, Area: 0.95}
	img, err := figures.ROC([]figures.ROCCurve{curve}, "caption")
	if err != nil {
		t.Fatal(err)
	}
	if count(img, figures.ClassColour(0)) < 100 || count(img, figures.ClassColour(1)) > 0 {
		t.Error("one curve does not show as one line")
	}
	two, err := figures.ROC([]figures.ROCCurve{curve, curve}, "")
	if err != nil || count(two, figures.ClassColour(1)) < 100 {
		t.Errorf("the second curve does not show, %v", err)
	}
	for name, c := range map[string][]figures.ROCCurve{
		"none": nil, "seven": make([]figures.ROCCurve, 7), "empty": {{}},
		"lengths": {{X: []float64{0}, Y: []float64{0, 1}}}, "range": {{X: []float64{2}, Y: []float64{1}}}, "NaN": {{X: []float64{0}, Y: []float64{math.NaN()}}},
	} {
		if _, err := figures.ROC(c, ""); err == nil || !strings.HasPrefix(err.Error(), "figures: roc") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestReliability(t *testing.T) {
	bins := []figures.ReliabilityBin{
		{Low: 0.5, High: 0.75, Confidence: 0.7, Accuracy: 0.6, Images: 10}, {Low: 0.75, High: 1, Confidence: 0.9, Accuracy: 0.95, Images: 90},
		{Low: 0, High: 0.5, Confidence: math.NaN(), Accuracy: math.NaN()},
	}
	img, err := figures.Reliability(bins, 0.055, "caption")
	if err != nil {
		t.Fatal(err)
	}
	if count(img, figures.ClassColour(1)) < 100 {
		t.Error("no points")
	}
	for name, b := range map[string][]figures.ReliabilityBin{
		"none": nil, "no images": bins[2:], "order": {{Low: 0.5, High: 0.4, Images: 1}}, "count": {{High: 1, Images: -1}},
		"range": {{High: 1, Confidence: 2, Images: 1}}, "NaN": {{High: 1, Confidence: 0.5, Accuracy: math.NaN(), Images: 1}},
	} {
		if _, err := figures.Reliability(b, 0, ""); err == nil || !strings.HasPrefix(err.Error(), "figures: reliability") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := figures.Reliability(bins, math.NaN(), ""); err == nil {
		t.Error("an ECE of NaN")
	}
}

func TestOverlay(t *testing.T) {
	img, err := figures.Overlay(red(2, 1), []float32{0, 7}, 3)
	if err != nil || img.Bounds() != image.Rect(0, 0, 6, 3) {
		t.Fatal(img, err)
	}
	full, faint := img.At(5, 2).(color.RGBA), img.At(0, 0).(color.RGBA)
	if r, g, b, _ := red(1, 1).At(0, 0).RGBA(); full != (color.RGBA{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8), 255}) || faint.G < full.G+150 {
		t.Errorf("%v where it is high, %v where it is low", full, faint)
	}
	if _, err := figures.Overlay(red(2, 1), []float32{4, 4}, 1); err != nil {
		t.Error(err)
	}
	for name, heat := range map[string][]float32{"length": {1}, "NaN": {0, float32(math.NaN())}, "infinite": {0, float32(math.Inf(1))}} {
		if _, err := figures.Overlay(red(2, 1), heat, 1); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := figures.Overlay(red(2, 1), []float32{0, 1}, 0); err == nil {
		t.Error("scale 0: no error")
	}
}
