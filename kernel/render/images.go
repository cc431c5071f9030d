package render

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math"

	xdraw "golang.org/x/image/draw"

	"github.com/crococlock/crococlock/kernel/display"
)

// The layout of a list of images, in pixels.
const (
	sheetWidth  = 1300 // at most, without its margin
	sheetMargin = 12
	imageWidth  = 112 // to which images are enlarged, about
	imageGap    = 16
)

// montage shows a list of images on one sheet, each enlarged without smoothing
// by the same factor; false where one of them is empty.
func montage(images []image.Image) (display.Data, bool) {
	var cell image.Point // the place for an image
	for _, img := range images {
		if img == nil || img.Bounds().Empty() {
			return display.Data{}, false
		}
		size := img.Bounds().Size()
		cell.X, cell.Y = max(cell.X, size.X), max(cell.Y, size.Y)
	}
	if len(images) == 0 {
		return display.Data{}, false
	}
	factor := max(1, int(math.Round(imageWidth/float64(cell.X))))
	cell = cell.Mul(factor)
	step := cell.Add(image.Pt(imageGap, imageGap))
	columns := columnsFor(len(images), (sheetWidth+imageGap)/step.X)
	rows := (len(images) + columns - 1) / columns
	sheet := image.NewRGBA(image.Rect(0, 0, columns*step.X-imageGap+2*sheetMargin, rows*step.Y-imageGap+2*sheetMargin))
	draw.Draw(sheet, sheet.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	for i, img := range images {
		size := img.Bounds().Size().Mul(factor)
		at := image.Pt(sheetMargin+i%columns*step.X, sheetMargin+i/columns*step.Y).Add(cell.Sub(size).Div(2))
		xdraw.NearestNeighbor.Scale(sheet, image.Rectangle{Max: size}.Add(at), img, img.Bounds(), draw.Over, nil)
	}
	return picture(sheet, fmt.Sprintf("%d images", len(images))), true
}

// columnsFor is a number of columns, at most fit, for n images: somewhat more
// than rows, give or take one for the fullest last row.
func columnsFor(n, fit int) int {
	fit = max(fit, 1)
	about := min(fit, max(4, int(math.Ceil(1.25*math.Sqrt(float64(n))))))
	best := about
	for _, c := range []int{about + 1, about - 1} {
		if c >= 1 && c <= fit && (c-n%c)%c < (best-n%best)%best {
			best = c
		}
	}
	return min(best, n)
}
