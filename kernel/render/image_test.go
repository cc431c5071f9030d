package render_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"reflect"
	"testing"

	"github.com/crococlock/crococlock/kernel/display"
	"github.com/crococlock/crococlock/kernel/render"
)

// picture is the PNG among the representations.
func picture(t *testing.T, d display.Data) image.Image {
	t.Helper()
	data, _ := d.Data[display.MIMETypePNG].([]byte)
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("%v: %v", d, err)
	}
	return img
}

func TestSmallImagesAreEnlarged(t *testing.T) {
	img := image.NewRGBA(image.Rect(3, 3, 35, 19))
	img.Set(3, 3, color.White)
	shown := values(img)
	large := picture(t, shown)
	if size := large.Bounds().Size(); size.X != 128 || size.Y != 64 {
		t.Errorf("32×16 pixels are shown as %v", size)
	}
	for _, c := range []struct {
		at    int
		alpha uint32
	}{{3, 0xffff}, {4, 0}} {
		if _, _, _, a := large.At(c.at, c.at).RGBA(); a != c.alpha {
			t.Errorf("pixel %d has alpha %x, want %x", c.at, a, c.alpha)
		}
	}
	if text := shown.Data[display.MIMETypeText]; text != "image, 32×16" {
		t.Errorf("text %q", text)
	}
	if size := picture(t, values(image.NewRGBA(image.Rect(0, 0, 100, 10)))).Bounds(); size.Dx() != 100 {
		t.Errorf("100×10 pixels are shown as %v", size)
	}
	if d := values(image.NewRGBA(image.Rectangle{})); d.Data[display.MIMETypePNG] != nil || d.Data[display.MIMETypeText] != "image, 0×0" {
		t.Errorf("no pixels are shown as %v", d)
	}
}

func TestImagesOnOneSheet(t *testing.T) {
	dark, wide := image.NewGray(image.Rect(1, 1, 33, 33)), image.NewGray(image.Rect(0, 0, 56, 28))
	for _, c := range []struct {
		images        []image.Image
		size          image.Point
		paper, pixels []image.Point
	}{
		// Four times as large.
		{[]image.Image{dark}, image.Pt(152, 152), []image.Point{{11, 12}, {12, 11}, {140, 139}}, []image.Point{{12, 12}, {139, 139}}},
		{[]image.Image{dark, dark}, image.Pt(296, 152), []image.Point{{140, 50}, {155, 50}}, []image.Point{{139, 50}, {156, 50}}},
		// Twice as large, each in the middle of its place.
		{[]image.Image{dark, wide}, image.Pt(264, 88), []image.Point{{35, 30}, {100, 30}, {140, 15}}, []image.Point{{36, 12}, {99, 75}, {140, 16}, {251, 30}}},
		// Two full rows rather than rows of four and two.
		{[]image.Image{dark, dark, dark, dark, dark, dark}, image.Pt(440, 296), []image.Point{{12, 155}}, []image.Point{{12, 156}, {427, 283}}},
	} {
		sheet := picture(t, values(c.images))
		if got := sheet.Bounds().Size(); got != c.size {
			t.Errorf("%d images make a sheet of %v, want %v", len(c.images), got, c.size)
		}
		for want, points := range map[uint32][]image.Point{0xffff: c.paper, 0: c.pixels} {
			for _, at := range points {
				if r, _, _, _ := sheet.At(at.X, at.Y).RGBA(); r != want {
					t.Errorf("%d images: pixel %v is %x, want %x", len(c.images), at, r, want)
				}
			}
		}
	}
	for _, none := range [][]image.Image{{}, {nil}, {dark, image.NewGray(image.Rectangle{})}} {
		if d := values(none); d.Data[display.MIMETypePNG] != nil {
			t.Errorf("%d images, of which one is empty, make a sheet", len(none))
		}
	}
}

// checked is a picture by methods of its own alone: image.Image's.
type checked struct{}

func (checked) ColorModel() color.Model { return color.NRGBAModel }
func (checked) Bounds() image.Rectangle { return image.Rect(2, 3, 12, 13) }
func (checked) At(x, y int) color.Color { return color.NRGBA{uint8(20 * x), uint8(10 * y), 7, 255} }

func TestSmallImagesOfAnyType(t *testing.T) {
	d, ok := render.Rich(reflect.ValueOf(checked{}))
	if !ok {
		t.Fatal("not shown")
	}
	img := picture(t, d)
	times := img.Bounds().Dx() / 10
	if got, want := color.NRGBAModel.Convert(img.At(4*times, 9*times+times-1)), (checked{}).At(6, 12); times < 2 || got != want {
		t.Errorf("%d times as large, %v instead of %v", times, got, want)
	}
}

// What has no end is shown by its colour, and a place in an image is no image.
func TestImagesThatAreNone(t *testing.T) {
	d, ok := render.Rich(reflect.ValueOf(image.NewUniform(color.NRGBA{200, 100, 50, 255})))
	if !ok || d.Data[display.MIMETypeText] != "uniform image, red 200, green 100, blue 50, alpha 255 of 255" {
		t.Error(d, ok)
	}
	r := reflect.ValueOf(image.Rect(1, 2, 6000, 7000))
	if d, ok := render.Rich(r); ok {
		t.Error(d)
	}
	if got := render.Text(r); got != "(1,2)-(6000,7000)" {
		t.Error(got)
	}
}

func TestMapOfNaN(t *testing.T) {
	m := map[float64]string{math.NaN(): "v", 1: "w"}
	if got := render.Text(reflect.ValueOf(m)); got != `map[NaN:"v" 1:"w"]` {
		t.Error(got)
	}
}
