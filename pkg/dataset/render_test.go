package dataset_test

import (
	"bytes"
	"image/png"
	"testing"

	"github.com/crococlock/crococlock/pkg/dataset"
)

func TestDatasetShowsSamples(t *testing.T) {
	data := dataset.Synthetic(10, 1)
	d := data.Render()
	content, _ := d.Data["image/png"].([]byte)
	img, err := png.Decode(bytes.NewReader(content))
	if err != nil || d.Data["text/plain"] != data.String() {
		t.Fatalf("shown as %v, error %v", d, err)
	}
	if more, _ := dataset.Synthetic(20, 1).Render().Data["image/png"].([]byte); len(more) == 0 {
		t.Error("a larger dataset is not shown")
	} else if larger, err := png.Decode(bytes.NewReader(more)); err != nil || larger.Bounds() != img.Bounds() {
		t.Errorf("40 images are shown on %v, 20 on %v: error %v", larger.Bounds(), img.Bounds(), err)
	}
	if d := (&dataset.Dataset{Source: "none"}).Render(); d.Data != nil {
		t.Errorf("no images are shown as %v", d)
	}
}
