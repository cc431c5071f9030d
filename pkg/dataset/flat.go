package dataset

import (
	"image"
	"image/color"
	"image/draw"
)

// overWhite lays the image over white within r, whose corner becomes the origin.
func overWhite(img image.Image, r image.Rectangle) *image.NRGBA {
	size := image.Rect(0, 0, r.Dx(), r.Dy())
	if ycc, ok := img.(*image.YCbCr); ok && r.In(ycc.Rect) {
		// The standard library has a quick way to RGBA, which is NRGBA where
		// everything is opaque.
		out := image.NewRGBA(size)
		draw.Draw(out, size, ycc, r.Min, draw.Src)
		return &image.NRGBA{Pix: out.Pix, Stride: out.Stride, Rect: out.Rect}
	}
	out := image.NewNRGBA(size)
	if flat := opaque(img); flat != nil && r.In(flat.Rect) {
		for y := range r.Dy() {
			copy(out.Pix[y*out.Stride:][:4*r.Dx()], flat.Pix[flat.PixOffset(r.Min.X, r.Min.Y+y):])
		}
		return out
	}
	for y := range r.Dy() {
		line := out.Pix[y*out.Stride:][:4*r.Dx()]
		for x := range r.Dx() {
			c := color.NRGBAModel.Convert(img.At(r.Min.X+x, r.Min.Y+y)).(color.NRGBA)
			line[4*x+0] = blendWhite(c.R, c.A)
			line[4*x+1] = blendWhite(c.G, c.A)
			line[4*x+2] = blendWhite(c.B, c.A)
			line[4*x+3] = 255
		}
	}
	return out
}

// opaque returns img, which shares its memory, if that is RGBA or NRGBA without
// transparent parts, which are the same then; else nil.
func opaque(img image.Image) *image.NRGBA {
	switch m := img.(type) {
	case *image.NRGBA:
		if m.Opaque() {
			return m
		}
	case *image.RGBA:
		if m.Opaque() {
			return &image.NRGBA{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect}
		}
	}
	return nil
}

func blendWhite(v, alpha byte) byte {
	a := int(alpha)
	return byte((int(v)*a + 255*(255-a) + 127) / 255)
}

// fromStudioRange converts what a lossy WebP is decoded to. Its luma goes from 16
// to 235 (RFC 6386, 9.2), which image.YCbCr knows nothing of: it would come out
// pale. The arithmetic is libwebp's (src/dsp/yuv.h).
func fromStudioRange(img image.Image) image.Image {
	var ycc *image.YCbCr
	alpha := func(x, y int) byte { return 255 }
	switch m := img.(type) {
	case *image.YCbCr:
		ycc = m
	case *image.NYCbCrA:
		ycc = &m.YCbCr
		alpha = func(x, y int) byte { return m.A[m.AOffset(x, y)] }
	default:
		return img
	}
	high := func(v byte, by int) int { return int(v) * by >> 8 }
	clip := func(v int) byte { return byte(min(max(v>>6, 0), 255)) }
	r := ycc.Rect
	out := image.NewNRGBA(r)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			luma := high(ycc.Y[ycc.YOffset(x, y)], 19077)
			c := ycc.COffset(x, y)
			u, v := ycc.Cb[c], ycc.Cr[c]
			i := out.PixOffset(x, y)
			out.Pix[i+0] = clip(luma + high(v, 26149) - 14234)
			out.Pix[i+1] = clip(luma - high(u, 6419) - high(v, 13320) + 8708)
			out.Pix[i+2] = clip(luma + high(u, 33050) - 17685)
			out.Pix[i+3] = alpha(x, y)
		}
	}
	return out
}
