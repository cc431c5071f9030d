package cnn

import (
	"image"

	"github.com/crococlock/crococlock/pkg/dataset"
	"golang.org/x/image/draw"
)

// Picture returns an image of any size as the network takes it, (3, Height,
// Width) in [0,1]: its centre square, scaled with Catmull-Rom's filter. An image
// of Height×Width pixels is taken as it is.
func Picture(img image.Image) []float32 {
	b := img.Bounds()
	if b.Dx() == Width && b.Dy() == Height {
		return dataset.FromImage(img)
	}
	side := min(b.Dx(), b.Dy())
	corner := b.Min.Add(image.Pt((b.Dx()-side)/2, (b.Dy()-side)/2))
	small := image.NewNRGBA(image.Rect(0, 0, Width, Height))
	draw.CatmullRom.Scale(small, small.Bounds(), img, image.Rectangle{Min: corner, Max: corner.Add(image.Pt(side, side))}, draw.Src, nil)
	return dataset.FromImage(small)
}
