package render

import (
	"fmt"
	"image"

	xdraw "golang.org/x/image/draw"

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
	xdraw.NearestNeighbor.Scale(large, large.Bounds(), img, size, xdraw.Src, nil)
	return picture(large, imageText(img)), true
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
