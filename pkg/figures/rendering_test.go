package figures_test

import (
	"bytes"
	"image"
	"image/png"
	"testing"

	"github.com/crococlock/crococlock/pkg/figures"
)

func TestRendered(t *testing.T) {
	d := figures.Rendered(image.NewGray(image.Rect(1, 1, 6, 4)), "grey")
	data, _ := d.Data["image/png"].([]byte)
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil || img.Bounds() != image.Rect(0, 0, 5, 3) || d.Data["text/plain"] != "grey" {
		t.Errorf("rendered as %v, error %v", d, err)
	}
	size, _ := d.Metadata["image/png"].(map[string]any)
	if size["width"] != 5 || size["height"] != 3 {
		t.Errorf("described as %v", d.Metadata)
	}
	if d := figures.Rendered(image.NewGray(image.Rectangle{}), "none"); d.Data != nil {
		t.Errorf("no pixels are rendered as %v", d)
	}
}
