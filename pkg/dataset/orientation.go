package dataset

import "image"

// An orientation is the value of EXIF's tag of that name: how stored rows and
// columns are to be shown. Zero and what EXIF does not know mean as they are.
type orientation int

// The eight values name where the first stored row and the first stored column
// belong in the picture (EXIF 2.32, 4.6.4 A).
const (
	topLeft orientation = 1 + iota
	topRight
	bottomRight
	bottomLeft
	leftTop
	rightTop
	rightBottom
	leftBottom
)

// transposed reports whether rows are shown as columns.
func (o orientation) transposed() bool { return o >= leftTop && o <= leftBottom }

// size is the size of the picture that is stored as w×h.
func (o orientation) size(w, h int) (int, int) {
	if o.transposed() {
		return h, w
	}
	return w, h
}

// stored returns the part of a stored w×h picture that is shown as r.
func (o orientation) stored(r image.Rectangle, w, h int) image.Rectangle {
	if o.transposed() {
		r = image.Rect(r.Min.Y, r.Min.X, r.Max.Y, r.Max.X)
	}
	switch o {
	case topRight, bottomRight, rightBottom, leftBottom:
		r.Min.X, r.Max.X = w-r.Max.X, w-r.Min.X
	}
	switch o {
	case bottomRight, bottomLeft, rightTop, rightBottom:
		r.Min.Y, r.Max.Y = h-r.Max.Y, h-r.Min.Y
	}
	return r
}

// upright returns img, whose corner is the origin, as it is to be shown.
func (o orientation) upright(img *image.NRGBA) *image.NRGBA {
	if o < topRight || o > leftBottom {
		return img
	}
	w, h := img.Rect.Dx(), img.Rect.Dy()
	ow, oh := o.size(w, h)
	out := image.NewNRGBA(image.Rect(0, 0, ow, oh))
	for y := range oh {
		for x := range ow {
			from := o.stored(image.Rect(x, y, x+1, y+1), w, h).Min
			i, k := out.PixOffset(x, y), img.PixOffset(from.X, from.Y)
			copy(out.Pix[i:i+4], img.Pix[k:k+4])
		}
	}
	return out
}
