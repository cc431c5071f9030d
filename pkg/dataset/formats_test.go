package dataset_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"image"
	"image/color"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"github.com/crococlock/crococlock/pkg/dataset"
)

func bmpOf(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := bmp.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func tiffOf(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := tiff.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// heic is how a telephone's photo begins.
func heic() []byte { return []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic") }

// webp is a lossy WebP of 64×64 pixels, the top half (220, 30, 30), the bottom half
// (30, 30, 220).
func webp(t *testing.T) []byte {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString("" +
		"UklGRmwAAABXRUJQVlA4IGAAAAAwBQCdASpAAEAAPm02lUekIyIhKhZoAIANiWMA1BEANAB8gHIAAHJf" +
		"4otDBjl4bLlvwAD+7ylH9RxTner/7nA+Zb5lvMACY7ev+9ze8BkX+5wPNp9lnuj4Nh7mEIfAAAA=")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestReadFolderTakesWhatPeopleHave(t *testing.T) {
	dir := t.TempDir()
	img := picture(64, 64, color.NRGBA{220, 30, 30, 255})
	write(t, dir, map[string][]byte{
		"k/1.bmp": bmpOf(t, img), "k/2.tif": tiffOf(t, img), "k/3.webp": webp(t), "k/4.jfif": jpegOf(t, img),
		"k/5": bmpOf(t, img), "k/6.png": tiffOf(t, img), "k/BMW.txt": []byte("BM: a list of the cars in these pictures"),
	})
	d, err := dataset.ReadFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"k/1.bmp", "k/2.tif", "k/3.webp", "k/4.jfif", "k/5", "k/6.png"}; !slices.Equal(d.Paths, want) {
		t.Fatalf("read %q, want %q", d.Paths, want)
	}
	for i := range d.Len() {
		for c, want := range []float64{220, 30, 30} {
			if got := 255 * float64(d.Sample(i)[c*64*64+5*64+30]); math.Abs(got-want) > 3 {
				t.Errorf("%s: channel %d is %v, want %v", d.Paths[i], c, got, want)
			}
		}
	}
}

func TestIsPicture(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string][]byte{
		"a.PNG": nil, "b.heic": nil, "c.txt": []byte("x"), "d": heic(), "e": pngOf(t, picture(1, 1, red)), "f.nef": nil, "g": nil,
	})
	for name, want := range map[string]bool{"a.PNG": true, "b.heic": true, "c.txt": false, "d": true, "e": true, "f.nef": true, "g": false} {
		if got, err := dataset.IsPicture(filepath.Join(dir, name)); got != want || err != nil {
			t.Errorf("%s: %v, %v, want %v", name, got, err, want)
		}
	}
	if _, err := dataset.IsPicture(filepath.Join(dir, "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
}
