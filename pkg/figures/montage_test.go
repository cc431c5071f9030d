package figures_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/figures"
)

// red is a picture of one colour that no text has.
func red(w, h int) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for i := range w * h {
		img.SetRGBA(i%w, i/w, color.RGBA{255, 0, 0, 255})
	}
	return img
}

func pictures(n int) []image.Image {
	out := make([]image.Image, n)
	for i := range out {
		out[i] = red(32, 32)
	}
	return out
}

func encode(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// count is the number of pixels of a colour.
func count(img image.Image, c color.RGBA) int {
	n := 0
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if color.RGBAModel.Convert(img.At(x, y)) == c {
				n++
			}
		}
	}
	return n
}

// cells is the number of groups of columns with something on them. Gaps of a
// few px are those between letters and words.
func cells(img image.Image) int {
	n, white := 0, 8
	b := img.Bounds()
	for x := b.Min.X; x < b.Max.X; x++ {
		dark := false
		for y := b.Min.Y; y < b.Max.Y; y++ {
			if r, g, b, _ := img.At(x, y).RGBA(); r&g&b != 0xffff {
				dark = true
			}
		}
		if !dark {
			white++
			continue
		}
		if white >= 8 {
			n++
		}
		white = 0
	}
	return n
}

func TestMontageShowsEveryImage(t *testing.T) {
	for _, n := range []int{1, 2, 7, 41, 112} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			titles := make([]string, n)
			for i := range titles {
				titles[i] = "prediction: 0.93 | truth: 0"
			}
			img, err := figures.Montage(pictures(n), titles, figures.MontageOptions{Factor: 4})
			if err != nil {
				t.Fatal(err)
			}
			if got, want := count(img, color.RGBA{255, 0, 0, 255}), n*128*128; got != want {
				t.Errorf("%d red pixels, want %d", got, want)
			}
			if w := img.Bounds().Dx(); w > 640 {
				t.Errorf("%d px wide", w)
			}
		})
	}
}

func TestMontageEnlargesWithoutSmoothing(t *testing.T) {
	src := image.NewRGBA(image.Rect(0, 0, 2, 1))
	a, b := color.RGBA{10, 200, 30, 255}, color.RGBA{200, 10, 90, 255}
	src.SetRGBA(0, 0, a)
	src.SetRGBA(1, 0, b)
	img, err := figures.Montage([]image.Image{src}, nil, figures.MontageOptions{Factor: 7})
	if err != nil {
		t.Fatal(err)
	}
	if count(img, a) != 49 || count(img, b) != 49 {
		t.Errorf("%d and %d pixels of the two colours, want 49 each", count(img, a), count(img, b))
	}
}

// TestMontageTitlesStayApart draws titles that are too long for their pictures.
func TestMontageTitlesStayApart(t *testing.T) {
	for name, title := range map[string]string{
		"many words": strings.Repeat("a crocodile that ticks ", 5),
		"long word":  "Donaudampfschifffahrtsgesellschaftskapitän",
		"two lines":  "crocodile\nto clock: 4.05",
	} {
		t.Run(name, func(t *testing.T) {
			img, err := figures.Montage(pictures(3), []string{title, title, title}, figures.MontageOptions{Columns: 3})
			if err != nil {
				t.Fatal(err)
			}
			if got := cells(img); got != 3 {
				t.Errorf("%d groups of columns for 3 images: titles run into each other", got)
			}
			if n := count(img, color.RGBA{255, 0, 0, 255}); n != 3*128*128 {
				t.Errorf("%d red pixels, want %d: a title covers a picture", n, 3*128*128)
			}
			if untitled, _ := figures.Montage(pictures(3), nil, figures.MontageOptions{}); untitled.Bounds().Dy() >= img.Bounds().Dy() {
				t.Error("the titles take no room")
			}
		})
	}
}

func TestMontageTextIsDrawn(t *testing.T) {
	plain, err := figures.Montage(pictures(4), nil, figures.MontageOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for name, opt := range map[string]figures.MontageOptions{
		"heading": {Heading: "Test: 3 of 250 wrong"},
		"caption": {Caption: "synthetic images, seed 0"},
	} {
		t.Run(name, func(t *testing.T) {
			img, err := figures.Montage(pictures(4), nil, opt)
			if err != nil {
				t.Fatal(err)
			}
			white := color.RGBA{255, 255, 255, 255}
			size := func(i image.Image) int { return i.Bounds().Dx() * i.Bounds().Dy() }
			if size(img)-count(img, white) <= size(plain)-count(plain, white) {
				t.Error("nothing was drawn")
			}
		})
	}
}

func TestMontageFrames(t *testing.T) {
	img, err := figures.Montage(pictures(2), nil, figures.MontageOptions{
		Factor: 1, Frames: []color.Color{figures.ClassColour(0), nil},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := count(img, figures.ClassColour(0)), 38*38-32*32; got != want {
		t.Errorf("a frame of %d pixels, want %d", got, want)
	}
}

func TestMontageErrors(t *testing.T) {
	two := pictures(2)
	for name, f := range map[string]func() (image.Image, error){
		"no images": func() (image.Image, error) { return figures.Montage(nil, nil, figures.MontageOptions{}) },
		"titles":    func() (image.Image, error) { return figures.Montage(two, []string{"a"}, figures.MontageOptions{}) },
		"frames": func() (image.Image, error) {
			return figures.Montage(two, nil, figures.MontageOptions{Frames: make([]color.Color, 1)})
		},
		"negative": func() (image.Image, error) { return figures.Montage(two, nil, figures.MontageOptions{Columns: -1}) },
		"nil image": func() (image.Image, error) {
			return figures.Montage(make([]image.Image, 1), nil, figures.MontageOptions{})
		},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := f(); err == nil || !strings.HasPrefix(err.Error(), "figures: montage: ") {
				t.Errorf("got error %v", err)
			}
		})
	}
}
