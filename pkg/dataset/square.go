package dataset

import (
	"fmt"
	"image"
	"image/color"

	"golang.org/x/image/draw"
)

// Square returns the centre square of an image, scaled to side×side pixels with
// Catmull-Rom's filter, transparent parts over white. An image of that size is
// taken as it is. One of more than eight times the side is averaged over
// rectangles down to four times the side first, which the filter cannot tell
// from the whole.
func Square(img image.Image, side int) *image.NRGBA { return picture{img: img}.square(side) }

func checkSide(side int) error {
	if side < 1 {
		return fmt.Errorf("dataset: cannot scale images to %d×%d pixels", side, side)
	}
	return nil
}

func (p picture) square(side int) *image.NRGBA {
	w, h := p.size()
	if w == side && h == side {
		return p.whole()
	}
	crop := min(w, h)
	corner := image.Pt((w-crop)/2, (h-crop)/2)
	centre := image.Rectangle{Min: corner, Max: corner.Add(image.Pt(crop, crop))}
	img := p.img
	if crop > 8*side {
		img = p.average(centre, 4*side)
		centre = img.Bounds()
	} else if p.turn > 0 { // of a file
		img = p.whole()
	} else {
		centre = centre.Add(img.Bounds().Min)
	}
	small := image.NewNRGBA(image.Rect(0, 0, side, side))
	draw.CatmullRom.Scale(small, small.Bounds(), img, centre, draw.Src, nil)
	return overWhite(small, small.Bounds())
}

// average divides the square of the upright picture into n×n cells and returns
// their means, over white.
func (p picture) average(square image.Rectangle, n int) *image.NRGBA {
	b := p.img.Bounds()
	mean := meanOf(p.img)
	out := image.NewNRGBA(image.Rect(0, 0, n, n))
	size := square.Dx()
	for y := range n {
		for x := range n {
			cell := image.Rect(x*size/n, y*size/n, (x+1)*size/n, (y+1)*size/n).Add(square.Min)
			c := mean(p.turn.stored(cell, b.Dx(), b.Dy()).Add(b.Min))
			copy(out.Pix[out.PixOffset(x, y):], c[:])
			out.Pix[out.PixOffset(x, y)+3] = 255
		}
	}
	return out
}

// meanOf returns what gives the mean colour over white of a rectangle of img.
func meanOf(img image.Image) func(r image.Rectangle) [3]byte {
	switch m := img.(type) {
	case *image.YCbCr:
		return func(r image.Rectangle) [3]byte { return meanYCbCr(m, r) }
	case *image.NRGBA:
		return func(r image.Rectangle) [3]byte { return meanNRGBA(m, r) }
	case *image.Gray:
		return func(r image.Rectangle) [3]byte { return meanGray(m, r) }
	case *image.RGBA:
		if same := opaque(m); same != nil {
			return func(r image.Rectangle) [3]byte { return meanNRGBA(same, r) }
		}
	}
	return func(r image.Rectangle) [3]byte {
		var sum [3]int
		for y := r.Min.Y; y < r.Max.Y; y++ {
			for x := r.Min.X; x < r.Max.X; x++ {
				c := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
				sum[0] += int(blendWhite(c.R, c.A))
				sum[1] += int(blendWhite(c.G, c.A))
				sum[2] += int(blendWhite(c.B, c.A))
			}
		}
		return divide(sum, r.Dx()*r.Dy())
	}
}

func divide(sum [3]int, n int) (mean [3]byte) {
	for c := range mean {
		mean[c] = byte((sum[c] + n/2) / n)
	}
	return mean
}

func meanNRGBA(img *image.NRGBA, r image.Rectangle) [3]byte {
	var sum [3]int
	for y := r.Min.Y; y < r.Max.Y; y++ {
		i := img.PixOffset(r.Min.X, y)
		line := img.Pix[i : i+4*r.Dx()]
		for ; len(line) >= 4; line = line[4:] {
			if a := line[3]; a != 255 {
				sum[0] += int(blendWhite(line[0], a))
				sum[1] += int(blendWhite(line[1], a))
				sum[2] += int(blendWhite(line[2], a))
				continue
			}
			sum[0] += int(line[0])
			sum[1] += int(line[1])
			sum[2] += int(line[2])
		}
	}
	return divide(sum, r.Dx()*r.Dy())
}

func meanGray(img *image.Gray, r image.Rectangle) [3]byte {
	sum := sumBytes(img.Pix[img.PixOffset(r.Min.X, r.Min.Y):], img.Stride, r.Dx(), r.Dy())
	return divide([3]int{sum, sum, sum}, r.Dx()*r.Dy())
}

// sumBytes adds w columns of h rows that are stride bytes apart.
func sumBytes(pix []byte, stride, w, h int) int {
	sum := 0
	for y := range h {
		for _, v := range pix[y*stride : y*stride+w] {
			sum += int(v)
		}
	}
	return sum
}

// meanYCbCr takes the mean before it leaves the colour space: but for colours
// that no screen shows that is the same.
func meanYCbCr(img *image.YCbCr, r image.Rectangle) [3]byte {
	luma := sumBytes(img.Y[img.YOffset(r.Min.X, r.Min.Y):], img.YStride, r.Dx(), r.Dy())
	first, last := img.COffset(r.Min.X, r.Min.Y), img.COffset(r.Max.X-1, r.Max.Y-1)
	rows, columns := last/img.CStride-first/img.CStride+1, last%img.CStride-first%img.CStride+1
	blue := sumBytes(img.Cb[first:], img.CStride, columns, rows)
	red := sumBytes(img.Cr[first:], img.CStride, columns, rows)
	y := float64(luma) / float64(r.Dx()*r.Dy())
	cb := float64(blue)/float64(rows*columns) - 128
	cr := float64(red)/float64(rows*columns) - 128
	clip := func(v float64) byte { return byte(min(max(v+0.5, 0), 255)) }
	return [3]byte{clip(y + 1.402*cr), clip(y - 0.344136*cb - 0.714136*cr), clip(y + 1.772*cb)}
}
