// Command logo draws the kernel's logos: a clock face with a crocodile's smile.
// Run it from the folder above, as go generate does.
package main

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
)

func main() {
	for _, size := range []int{32, 64} {
		name := filepath.Join("logo", fmt.Sprintf("logo-%dx%d.png", size, size))
		if err := write(name, draw(size)); err != nil {
			fmt.Fprintln(os.Stderr, "logo:", err)
			os.Exit(1)
		}
	}
}

func write(name string, img image.Image) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	if err := png.Encode(f, img); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

var (
	skin  = color.NRGBA{0x3d, 0x8b, 0x4f, 0xff}
	face  = color.NRGBA{0xf7, 0xf4, 0xe6, 0xff}
	dark  = color.NRGBA{0x1f, 0x3d, 0x2b, 0xff}
	clear = color.NRGBA{}
)

// draw paints the logo; each pixel is the mean of samples × samples points.
func draw(size int) image.Image {
	const samples = 8
	img := image.NewNRGBA(image.Rect(0, 0, size, size))
	for y := range size {
		for x := range size {
			var r, g, b, a int
			for s := range samples * samples {
				fx := (float64(x) + (float64(s%samples)+0.5)/samples) / float64(size)
				fy := (float64(y) + (float64(s/samples)+0.5)/samples) / float64(size)
				c := at(2*fx-1, 2*fy-1)
				r, g, b, a = r+int(c.R)*int(c.A), g+int(c.G)*int(c.A), b+int(c.B)*int(c.A), a+int(c.A)
			}
			if a > 0 {
				img.SetNRGBA(x, y, color.NRGBA{uint8(r / a), uint8(g / a), uint8(b / a), uint8(a / (samples * samples))})
			}
		}
	}
	return img
}

// at is the colour at a point of the square from -1 to 1; y points down.
func at(x, y float64) color.NRGBA {
	r := math.Hypot(x, y)
	switch {
	case r > 0.97:
		return clear
	case r > 0.8:
		return skin
	case hand(x, y, 0, -0.52) || hand(x, y, 0.36, -0.12): // three minutes to the tooth
		return dark
	case r < 0.08:
		return skin
	}
	// The smile: a band whose teeth are a zigzag.
	bend := 0.34 + 0.28*(1-2.2*x*x)
	if math.Abs(x) < 0.62 && math.Abs(y-bend) < 0.13 {
		tooth := math.Abs(math.Mod(x*7+20, 2) - 1) // 0 to 1
		if y-bend < 0.22*tooth-0.11 {
			return face
		}
		return skin
	}
	return face
}

// hand reports whether the point is on the clock's hand that ends at (hx, hy).
func hand(x, y, hx, hy float64) bool {
	along := (x*hx + y*hy) / (hx*hx + hy*hy)
	across := math.Abs(x*hy-y*hx) / math.Hypot(hx, hy)
	return along > 0 && along < 1 && across < 0.055
}
