package cnn_test

import (
	"image"
	"image/color"
	"math"
	"testing"

	"github.com/crococlock/crococlock/pkg/cnn"
)

func TestPictureKeepsItsOwnSize(t *testing.T) {
	img := image.NewNRGBA(image.Rect(5, 5, 37, 37))
	for y := range 32 {
		for x := range 32 {
			img.SetNRGBA(5+x, 5+y, color.NRGBA{uint8(x), uint8(y), uint8(x + y), 255})
		}
	}
	got := cnn.Picture(img)
	for y := range 32 {
		for x := range 32 {
			for c, v := range []int{x, y, x + y} {
				if want := float32(v) / 255; got[(c*32+y)*32+x] != want {
					t.Fatalf("channel %d at (%d,%d) is %v, want %v", c, x, y, got[(c*32+y)*32+x], want)
				}
			}
		}
	}
}

// A wide picture that is red in its centre square and blue beside it comes out red.
func TestPictureCropsToTheCentre(t *testing.T) {
	for _, size := range []image.Point{{400, 100}, {100, 400}, {64, 20}, {3, 1}} {
		img := image.NewNRGBA(image.Rect(0, 0, size.X, size.Y))
		side := min(size.X, size.Y)
		centre := image.Rect(0, 0, side, side).Add(image.Pt((size.X-side)/2, (size.Y-side)/2))
		for y := range size.Y {
			for x := range size.X {
				c := color.NRGBA{B: 255, A: 255}
				if image.Pt(x, y).In(centre) {
					c = color.NRGBA{R: 255, A: 255}
				}
				img.SetNRGBA(x, y, c)
			}
		}
		x := cnn.Picture(img)
		if len(x) != 3*cnn.Height*cnn.Width {
			t.Fatalf("%v: %d values", size, len(x))
		}
		for p := range 1024 {
			if math.Abs(float64(x[p])-1) > 0.01 || x[2*1024+p] > 0.01 {
				t.Fatalf("%v: pixel %d is (%v, %v, %v), want red", size, p, x[p], x[1024+p], x[2048+p])
			}
		}
	}
}
