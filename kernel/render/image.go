package render

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"

	"github.com/crococlock/crococlock/kernel/display"
)

// smallImage is the side, in pixels, up to which images are enlarged: of what
// is smaller little is to be seen on a screen.
const smallImage = 64

// enlarged shows a small image with its pixels as squares.
func enlarged(img image.Image) (display.Data, bool) {
	size := img.Bounds()
	side := max(size.Dx(), size.Dy())
	if size.Empty() || side > smallImage {
		return display.Data{}, false
	}
	times := 2 * smallImage / side
	large := image.NewNRGBA(image.Rect(0, 0, times*size.Dx(), times*size.Dy()))
	for y := range large.Rect.Dy() {
		for x := range large.Rect.Dx() {
			large.Set(x, y, img.At(size.Min.X+x/times, size.Min.Y+y/times))
		}
	}
	return picture(large, imageText(img)), true
}

// swatch shows a colour that is everywhere.
func swatch(img *image.Uniform) display.Data {
	square := image.NewNRGBA(image.Rect(0, 0, smallImage, smallImage))
	draw.Draw(square, square.Rect, img, image.Point{}, draw.Src)
	return picture(square, uniformText(img))
}

func uniformText(img *image.Uniform) string {
	c := color.NRGBAModel.Convert(img.C).(color.NRGBA)
	return fmt.Sprintf("uniform image, red %d, green %d, blue %d, alpha %d of 255", c.R, c.G, c.B, c.A)
}

// picture shows an image with a text beside it.
func picture(img image.Image, text string) display.Data {
	d := display.Image(img)
	d.Data[display.MIMETypeText] = text
	return d
}

func imageText(img image.Image) string {
	size := img.Bounds()
	return fmt.Sprintf("image, %d×%d", size.Dx(), size.Dy())
}
