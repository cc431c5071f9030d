package dataset_test

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"math"
	"testing"

	xdraw "golang.org/x/image/draw"

	"github.com/crococlock/crococlock/pkg/dataset"
)

// scene is smooth shapes, as photographs are seen from afar.
func scene(w, h int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			u, v := float64(x)/float64(h), float64(y)/float64(h)
			tone := func(a, b float64) uint8 { return uint8(128 + 90*math.Sin(a*u+b*v)) }
			img.SetNRGBA(x, y, color.NRGBA{tone(9, 4), tone(3, 11), tone(-7, 8), 255})
		}
	}
	return img
}

// Averaging first gives nearly what the filter gives from every pixel (cells are
// of whole pixels, here of six or seven), in whatever form
// a decoder hands the pixels over.
func TestSquareOfLargePictures(t *testing.T) {
	const side = 16
	seen := scene(701, 403)
	want := image.NewNRGBA(image.Rect(0, 0, side, side))
	xdraw.CatmullRom.Scale(want, want.Rect, seen, image.Rect(149, 0, 149+403, 403), draw.Src, nil)
	decoded := func(b []byte, decode func(*bytes.Reader) (image.Image, error)) image.Image {
		img, err := decode(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		return img
	}
	gray := image.NewGray(seen.Rect)
	draw.Draw(gray, gray.Rect, seen, image.Point{}, draw.Src)
	grayWant := image.NewNRGBA(want.Rect)
	xdraw.CatmullRom.Scale(grayWant, grayWant.Rect, gray, image.Rect(149, 0, 149+403, 403), draw.Src, nil)
	deep := image.NewNRGBA64(seen.Rect)
	draw.Draw(deep, deep.Rect, seen, image.Point{}, draw.Src)
	moved := image.NewNRGBA(image.Rect(0, 0, 800, 500))
	draw.Draw(moved, seen.Rect.Add(image.Pt(50, 60)), seen, image.Point{}, draw.Src)
	for name, c := range map[string]struct {
		img, want image.Image
		within    int
	}{
		"NRGBA":    {seen, want, 3},
		"RGBA":     {decoded(pngOf(t, seen), func(r *bytes.Reader) (image.Image, error) { return png.Decode(r) }), want, 3},
		"YCbCr":    {decoded(jpegOf(t, seen), func(r *bytes.Reader) (image.Image, error) { return jpeg.Decode(r) }), want, 3},
		"Gray":     {gray, grayWant, 3},
		"NRGBA64":  {deep, want, 3},
		"SubImage": {moved.SubImage(seen.Rect.Add(image.Pt(50, 60))), want, 3},
	} {
		got := dataset.Square(c.img, side)
		for y := range side {
			for x := range side {
				if a, b := got.NRGBAAt(x, y), c.want.(*image.NRGBA).NRGBAAt(x, y); apart(a, b) > c.within {
					t.Fatalf("%s at (%d, %d): %v, want %v", name, x, y, a, b)
				}
			}
		}
	}
}

// The subsampled colours of a JPEG count where they lie.
func TestSquareOfEverySubsampling(t *testing.T) {
	for _, ratio := range []image.YCbCrSubsampleRatio{
		image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420,
		image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410,
	} {
		img := image.NewYCbCr(image.Rect(0, 0, 203, 151), ratio)
		for i := range img.Y {
			img.Y[i] = byte(60 + i%img.YStride/2)
		}
		for i := range img.Cb {
			img.Cb[i], img.Cr[i] = byte(100+i/img.CStride), byte(90+i%img.CStride/4)
		}
		got, want := dataset.Square(img, 4), dataset.Square(toNRGBA(img), 4)
		for y := range 4 {
			for x := range 4 {
				if a, b := got.NRGBAAt(x, y), want.NRGBAAt(x, y); apart(a, b) > 2 {
					t.Fatalf("%v at (%d, %d): %v, want %v", ratio, x, y, a, b)
				}
			}
		}
	}
}

func toNRGBA(img image.Image) *image.NRGBA {
	out := image.NewNRGBA(img.Bounds())
	for y := out.Rect.Min.Y; y < out.Rect.Max.Y; y++ {
		for x := out.Rect.Min.X; x < out.Rect.Max.X; x++ {
			out.Set(x, y, img.At(x, y))
		}
	}
	return out
}

// What is quick to convert comes out as the colour model says.
func TestFromImageOfYCbCr(t *testing.T) {
	img := image.NewYCbCr(image.Rect(0, 0, 256, 64), image.YCbCrSubsampleRatio420)
	for i := range img.Y {
		img.Y[i] = byte(i)
	}
	for i := range img.Cb {
		img.Cb[i], img.Cr[i] = byte(i*5), byte(i*3)
	}
	want := dataset.FromImage(toNRGBA(img))
	for i, v := range dataset.FromImage(img) {
		if v != want[i] {
			t.Fatalf("value %d is %v, want %v", i, v, want[i])
		}
	}
}
