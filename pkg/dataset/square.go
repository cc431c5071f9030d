package dataset

import (
	"image"

	"golang.org/x/image/draw"
)

// Square returns the centre square of an image, scaled to side×side pixels with
// Catmull-Rom's filter, transparent parts over white. An image of that size is
// taken as it is.
func Square(img image.Image, side int) *image.NRGBA {
	b := img.Bounds()
	if b.Dx() == side && b.Dy() == side {
		return overWhite(img, b)
	}
	crop := min(b.Dx(), b.Dy())
	corner := b.Min.Add(image.Pt((b.Dx()-crop)/2, (b.Dy()-crop)/2))
	centre := image.Rectangle{Min: corner, Max: corner.Add(image.Pt(crop, crop))}
	small := image.NewNRGBA(image.Rect(0, 0, side, side))
	draw.CatmullRom.Scale(small, small.Bounds(), img, centre, draw.Src, nil)
	return overWhite(small, small.Bounds())
}
