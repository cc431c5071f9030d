package dataset_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/dataset"
)

// write puts files into dir, given as path, content, path, content, …
func write(t *testing.T, dir string, files map[string][]byte) {
	t.Helper()
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func picture(w, h int, c color.NRGBA) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := 0; i < len(img.Pix); i += 4 {
		img.Pix[i], img.Pix[i+1], img.Pix[i+2], img.Pix[i+3] = c.R, c.G, c.B, c.A
	}
	return img
}

func pngOf(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func jpegOf(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 100}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gifOf(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := gif.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var (
	red  = color.NRGBA{200, 30, 7, 255}
	blue = color.NRGBA{1, 2, 254, 255}
)

func TestReadFolderTakesClassesAndPathsInSortedOrder(t *testing.T) {
	dir := t.TempDir()
	r, b := pngOf(t, picture(3, 2, red)), pngOf(t, picture(3, 2, blue))
	write(t, dir, map[string][]byte{
		"b/2.png": r, "b/10.png": b, "a/x.PNG": b, "c-d/1.png": r, "c/1.png": b,
		"README.md": []byte("about"), "b/notes.txt": []byte("hm"), "b/.DS_Store": {0}, ".hidden/x": {1},
	})
	d, err := dataset.ReadFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"a", "b", "c", "c-d"}; !slices.Equal(d.Classes, want) {
		t.Errorf("classes %q, want %q", d.Classes, want)
	}
	if want := []string{"a/x.PNG", "b/10.png", "b/2.png", "c-d/1.png", "c/1.png"}; !slices.Equal(d.Paths, want) {
		t.Errorf("paths %q, want %q", d.Paths, want)
	}
	if want := []int{0, 1, 1, 3, 2}; !slices.Equal(d.Labels, want) {
		t.Errorf("labels %v, want %v", d.Labels, want)
	}
	if d.H != 2 || d.W != 3 || len(d.Pixels) != 5*3*2*3 {
		t.Errorf("%d×%d and %d pixel values, want 2×3 and 90", d.H, d.W, len(d.Pixels))
	}
	if want := "folder " + filepath.Base(dir); d.Source != want || d.IsStudy() {
		t.Errorf("source %q, want %q", d.Source, want)
	}
	// Planes R, G, B, each row-major.
	for c, v := range []byte{200, 30, 7} {
		for p := range 6 {
			if got := d.Sample(2)[c*6+p]; got != float32(v)/255 {
				t.Fatalf("channel %d, pixel %d: %v, want %d/255", c, p, got, v)
			}
		}
	}
}

func TestReadFolderTellsFormatsByContent(t *testing.T) {
	dir := t.TempDir()
	img := image.NewPaletted(image.Rect(0, 0, 4, 4), color.Palette{red, blue})
	write(t, dir, map[string][]byte{
		"k/gif.png":  gifOf(t, img),
		"k/jpeg.gif": jpegOf(t, picture(4, 4, red)),
		"k/noname":   pngOf(t, picture(4, 4, red)),
	})
	d, err := dataset.ReadFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	if d.Len() != 3 {
		t.Fatalf("%d images of %q, want 3", d.Len(), d.Paths)
	}
	for i := range d.Len() {
		r, g, b, _ := d.Image(i).At(2, 1).RGBA()
		for c, v := range map[string][2]int{"r": {int(r >> 8), 200}, "g": {int(g >> 8), 30}, "b": {int(b >> 8), 7}} {
			if diff := v[0] - v[1]; diff < -3 || diff > 3 {
				t.Errorf("%s: %s is %d, want about %d", d.Paths[i], c, v[0], v[1])
			}
		}
	}
}

func TestPNGPixelsAreTheStoredBytes(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 16, 16))
	for i := range img.Pix {
		img.Pix[i] = byte(i * 7)
		if i%4 == 3 {
			img.Pix[i] = 255
		}
	}
	dir := t.TempDir()
	write(t, dir, map[string][]byte{"k/1.png": pngOf(t, img)})
	d, err := dataset.ReadFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	if got := d.Image(0).(*image.NRGBA).Pix; !bytes.Equal(got, img.Pix) {
		t.Error("pixels differ from those written")
	}
	if !slices.Equal(dataset.FromImage(img), d.Sample(0)) {
		t.Error("FromImage differs from what ReadFolder gives")
	}
}

func TestTransparencyIsLaidOverWhite(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string][]byte{"a.png": pngOf(t, picture(1, 1, color.NRGBA{100, 0, 255, 51}))})
	img, err := dataset.ReadImage(filepath.Join(dir, "a.png"))
	if err != nil {
		t.Fatal(err)
	}
	// 51/255 = a fifth of the colour, four fifths of white.
	if got, want := img.NRGBAAt(0, 0), (color.NRGBA{224, 204, 255, 255}); got != want {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestReadFolderErrorsNameTheFile(t *testing.T) {
	good := pngOf(t, picture(8, 8, red))
	long := pngOf(t, noisy(8))
	for name, c := range map[string]struct {
		files map[string][]byte
		dir   string // below the temporary folder
		want  []string
	}{
		"ErrMissing":        {nil, "nowhere", []string{"nowhere", "no such folder"}},
		"ErrNotAFolder":     {map[string][]byte{"f": good}, "f", []string{"f: is a file"}},
		"ErrNoClass":        {map[string][]byte{"1.png": good}, "", []string{"no class"}},
		"ErrEmptyClass":     {map[string][]byte{"a/1.png": good, "b/notes.txt": nil}, "", []string{"b: class has no images"}},
		"ErrFolderInside":   {map[string][]byte{"a/1.png": good, "a/2.png/x": good}, "", []string{"2.png: is a folder"}},
		"ErrNoImage":        {map[string][]byte{"a/1.png": good, "a/2.png": []byte("hello, not me")}, "", []string{"2.png", "not a PNG"}},
		"ErrEmptyFile":      {map[string][]byte{"a/1.png": {}}, "", []string{"1.png", "empty"}},
		"ErrOtherFormat":    {map[string][]byte{"a/1.png": good, "a/2.webp": []byte("RIFF")}, "", []string{"2.webp", "not a PNG"}},
		"ErrHEIC":           {map[string][]byte{"a/1.png": good, "a/2.heic": heic()}, "", []string{"2.heic", "is a HEIC picture"}},
		"ErrHEICInDisguise": {map[string][]byte{"a/1.png": good, "a/2.jpg": heic()}, "", []string{"2.jpg", "is a HEIC picture"}},
		"ErrRaw":            {map[string][]byte{"a/1.png": good, "a/2.DNG": tiffOf(t, picture(8, 8, red))}, "", []string{"2.DNG", "raw file"}},
		"ErrSizes":          {map[string][]byte{"a/1.png": good, "b/2.png": pngOf(t, picture(8, 9, red))}, "", []string{"2.png: is 8×9", "1.png is 8×8"}},
		"ErrHeaderOnly":     {map[string][]byte{"a/1.png": good[:12]}, "", []string{"1.png", "truncated"}},
		"ErrTruncated":      {map[string][]byte{"a/0.png": good, "a/1.png": long[:len(long)/2]}, "", []string{"1.png", "truncated"}},
		"ErrNoEnd":          {map[string][]byte{"a/1.png": good[:len(good)-12]}, "", []string{"1.png", "truncated"}},
		"ErrTruncatedJPEG": {map[string][]byte{"a/1.jpg": cut(jpegOf(t, noisy(8)))}, "",
			[]string{"1.jpg", "truncated"}},
		"ErrTruncatedGIF": {map[string][]byte{"a/1.gif": cut(gifOf(t, noisy(8)))}, "", []string{"1.gif", "truncated"}},
		"ErrFlipped":      {map[string][]byte{"a/1.png": flip(long)}, "", []string{"1.png", "damaged"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, c.files)
			_, err := dataset.ReadFolder(filepath.Join(dir, c.dir))
			if err == nil {
				t.Fatal("no error")
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q does not say %q", err, want)
				}
			}
		})
	}
	if _, err := dataset.ReadFolder(filepath.Join(t.TempDir(), "x")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v is not os.ErrNotExist", err)
	}
}

func noisy(n int) *image.NRGBA {
	img := picture(n, n, red)
	for i := range img.Pix {
		if i%4 != 3 {
			img.Pix[i] = byte(i * i * 31)
		}
	}
	return img
}

func cut(b []byte) []byte { return b[:len(b)-3] }

func flip(b []byte) []byte {
	b = slices.Clone(b)
	b[len(b)/2] ^= 0xff
	return b
}

func TestReadFolderScaled(t *testing.T) {
	dir := t.TempDir()
	red := color.NRGBA{255, 0, 0, 255}
	write(t, dir, map[string][]byte{
		"a/wide.png": pngOf(t, picture(90, 40, red)), "b/small.png": pngOf(t, picture(3, 5, red)),
	})
	if _, err := dataset.ReadFolder(dir); err == nil || !strings.Contains(err.Error(), "ReadFolderScaled") {
		t.Errorf("error is %v, want one that says what scales", err)
	}
	d, err := dataset.ReadFolderScaled(dir, 32)
	if err != nil {
		t.Fatal(err)
	}
	if d.Len() != 2 || d.H != 32 || d.W != 32 {
		t.Fatalf("got %v", d)
	}
	for i, v := range d.Sample(0) {
		if want := float32(1 - min(i/(32*32), 1)); math.Abs(float64(v-want)) > 0.01 {
			t.Fatalf("value %d is %v, want %v", i, v, want)
		}
	}
	if _, err := dataset.ReadFolderScaled(dir, 0); err == nil {
		t.Error("scaled to 0×0")
	}
}
