package figures

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math"
	"slices"
	"strings"
)

// Beside is a figure of others next to each other, their tops in one line, under
// one caption. It is for figures without captions of their own.
func Beside(caption string, images ...image.Image) (*Figure, error) {
	var alt []string
	width, height := 0, 0
	for _, img := range images {
		width += img.Bounds().Dx()
		height = max(height, img.Bounds().Dy())
		if f, ok := img.(*Figure); ok {
			alt = append(alt, f.Alt)
		}
	}
	dst := blank(width, height)
	x := 0
	for _, img := range images {
		b := img.Bounds()
		draw.Draw(dst, image.Rect(x, 0, x+b.Dx(), b.Dy()), img, b.Min, draw.Over)
		x += b.Dx()
	}
	return figure("", caption, dst, strings.Join(alt, " "))
}

// Overlay is a picture with a map of its rows and columns, row-major, laid over it:
// where the map is high the picture shows in full, where it is low it fades to
// white; a map of one value fades all by half. Each pixel becomes scale×scale.
func Overlay(picture image.Image, heat []float32, scale int) (image.Image, error) {
	b := picture.Bounds()
	if scale < 1 || b.Empty() || len(heat) != b.Dx()*b.Dy() {
		return nil, fmt.Errorf("figures: overlay: %d values on a picture of %d×%d pixels, scale %d", len(heat), b.Dx(), b.Dy(), scale)
	}
	low, high := slices.Min(heat), slices.Max(heat)
	if !(high-low <= math.MaxFloat32) {
		return nil, fmt.Errorf("figures: overlay: values from %v to %v", low, high)
	}
	dst := image.NewRGBA(image.Rect(0, 0, b.Dx()*scale, b.Dy()*scale))
	for i, v := range heat {
		x, y := i%b.Dx(), i/b.Dx()
		share := 0.5
		if high > low {
			share = float64((v - low) / (high - low))
		}
		const faintest = 0.15
		share = faintest + (1-faintest)*share
		r, g, bl, _ := picture.At(b.Min.X+x, b.Min.Y+y).RGBA()
		fade := func(v uint32) uint8 { return uint8(255 - share*(255-float64(v>>8)) + 0.5) }
		c := image.NewUniform(color.RGBA{fade(r), fade(g), fade(bl), 255})
		draw.Draw(dst, image.Rect(x*scale, y*scale, (x+1)*scale, (y+1)*scale), c, image.Point{}, draw.Src)
	}
	return dst, nil
}
