package cnn_test

import (
	"bytes"
	"image/png"
	"testing"

	"github.com/crococlock/crococlock/pkg/cnn"
)

func TestHistoryShowsItsCurves(t *testing.T) {
	h := cnn.History{{Number: 1, TrainLoss: 0.7, TrainAccuracy: 0.5}, {Number: 2, TrainLoss: 0.6, TrainAccuracy: 0.75, ValidationLoss: 0.65, ValidationAccuracy: 0.5}}
	d := h.Render()
	data, _ := d.Data["image/png"].([]byte)
	if img, err := png.Decode(bytes.NewReader(data)); err != nil || img.Bounds().Empty() {
		t.Errorf("no picture in %v: %v", d, err)
	}
	if want := "2 epochs; the last: training loss 0.6000, accuracy 75.0 %; validation loss 0.6500, accuracy 50.0 %"; d.Data["text/plain"] != want {
		t.Errorf("text %q, want %q", d.Data["text/plain"], want)
	}
	for name, h := range map[string]cnn.History{"Empty": {}, "NoFraction": {{Number: 1, TrainAccuracy: 7}}} {
		if d := h.Render(); d.Data != nil {
			t.Errorf("%s: shown as %v", name, d)
		}
	}
}
