package dataset_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/crococlock/crococlock/pkg/dataset"
)

// exif is the structure in which a camera says its orientation, after another
// tag.
func exif(order binary.AppendByteOrder, orientation uint16) []byte {
	b := []byte("MM\x00*")
	if order == binary.LittleEndian {
		b = []byte("II*\x00")
	}
	b = order.AppendUint32(b, 8)
	b = order.AppendUint16(b, 2)
	b = order.AppendUint16(order.AppendUint16(b, 0x010f), 2) // the maker, text
	b = order.AppendUint32(order.AppendUint32(b, 4), 0x41424300)
	b = order.AppendUint16(order.AppendUint16(b, 0x0112), 3)
	b = order.AppendUint16(order.AppendUint16(order.AppendUint32(b, 1), orientation), 0)
	return order.AppendUint32(b, 0)
}

// jpegWith puts EXIF behind an APP0 segment, as cameras do.
func jpegWith(file, exif []byte) []byte {
	b := append([]byte{}, file[:2]...)
	b = append(b, "\xff\xe0\x00\x04ab\xff\xff\xe1"...) // with a fill byte
	b = binary.BigEndian.AppendUint16(b, uint16(2+6+len(exif)))
	b = append(append(b, "Exif\x00\x00"...), exif...)
	return append(b, file[2:]...)
}

// pngWith puts an eXIf chunk before the last chunk or behind the first.
func pngWith(file, exif []byte, last bool) []byte {
	at := 33
	if last {
		at = len(file) - 12
	}
	part := append([]byte("eXIf"), exif...)
	b := append([]byte{}, file[:at]...)
	b = append(binary.BigEndian.AppendUint32(b, uint32(len(exif))), part...)
	b = binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(part))
	return append(b, file[at:]...)
}

// store returns what a camera stores so that img is seen with the orientation.
func store(img *image.NRGBA, orientation int) *image.NRGBA {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	if orientation >= 5 {
		w, h = h, w
	}
	out := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			from := map[int]image.Point{ // where the stored pixel is seen
				1: {x, y}, 2: {w - 1 - x, y}, 3: {w - 1 - x, h - 1 - y}, 4: {x, h - 1 - y},
				5: {y, x}, 6: {h - 1 - y, x}, 7: {h - 1 - y, w - 1 - x}, 8: {y, w - 1 - x},
			}[orientation]
			out.SetNRGBA(x, y, img.NRGBAAt(from.X, from.Y))
		}
	}
	return out
}

func random(w, h int) *image.NRGBA {
	rng := rand.New(rand.NewPCG(1, 0))
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.SetNRGBA(x, y, color.NRGBA{uint8(4*x + rng.IntN(30)), uint8(5*y + rng.IntN(30)), uint8(rng.IntN(256)), 255})
		}
	}
	return img
}

// All eight are one picture, bit for bit, for every way of reading: whole, a folder, scaled a
// little, and scaled so much that it is averaged first.
func TestOrientationOfPNG(t *testing.T) {
	seen := random(47, 32)
	want := map[int]*image.NRGBA{20: dataset.Square(seen, 20), 3: dataset.Square(seen, 3), 32: dataset.Square(seen, 32)}
	for o := 1; o <= 8; o++ {
		for _, last := range []bool{false, true} {
			dir := t.TempDir()
			stored := pngWith(pngOf(t, store(seen, o)), exif(binary.LittleEndian, uint16(o)), last)
			write(t, dir, map[string][]byte{"k/1.png": stored})
			file := filepath.Join(dir, "k", "1.png")
			img, err := dataset.ReadImage(file)
			if err != nil {
				t.Fatal(err)
			}
			if img.Rect != seen.Rect || !bytes.Equal(img.Pix, seen.Pix) {
				t.Errorf("orientation %d: ReadImage gives another picture, of %v", o, img.Rect)
			}
			d, err := dataset.ReadFolder(dir)
			if err != nil {
				t.Fatal(err)
			}
			if got := d.Image(0).(*image.NRGBA); d.W != 47 || d.H != 32 || !bytes.Equal(got.Pix, seen.Pix) {
				t.Errorf("orientation %d: ReadFolder gives another picture, %v", o, d)
			}
			for side, want := range want {
				d, err := dataset.ReadFolderScaled(dir, side)
				if err != nil {
					t.Fatal(err)
				}
				small, err := dataset.ReadSquare(file, side)
				if err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(d.Image(0).(*image.NRGBA).Pix, want.Pix) || !bytes.Equal(small.Pix, want.Pix) {
					t.Errorf("orientation %d at %d×%d: another picture", o, side, side)
				}
			}
		}
	}
}

func TestOrientationOfOtherFormats(t *testing.T) {
	seen := picture(64, 64, color.NRGBA{220, 30, 30, 255})
	copy(seen.Pix[len(seen.Pix)/2:], picture(64, 32, color.NRGBA{30, 30, 220, 255}).Pix)
	dir := t.TempDir()
	files := map[string][]byte{"webp": webpWith(webp(t), exif(binary.LittleEndian, 3)), "tiff": turnedTIFF(t, store(seen, 4), 4)}
	for o := 1; o <= 8; o++ {
		for name, order := range map[string]binary.AppendByteOrder{"MM": binary.BigEndian, "II": binary.LittleEndian} {
			files["jpeg"+name+strconv.Itoa(o)] = jpegWith(jpegOf(t, store(seen, o)), exif(order, uint16(o)))
		}
	}
	// What makes no sense changes nothing.
	plain := jpegOf(t, seen)
	files["zero"] = jpegWith(plain, exif(binary.BigEndian, 0))
	files["nine"] = jpegWith(plain, exif(binary.BigEndian, 9))
	files["cut"] = jpegWith(plain, exif(binary.BigEndian, 3)[:20])
	files["none"] = plain
	write(t, dir, files)
	for name := range files {
		img, err := dataset.ReadImage(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		small, err := dataset.ReadSquare(filepath.Join(dir, name), 4)
		if err != nil {
			t.Fatal(err)
		}
		top, bottom := color.NRGBA{220, 30, 30, 255}, color.NRGBA{30, 30, 220, 255}
		if name == "webp" {
			top, bottom = bottom, top // its pixels lie upright, and it says to turn them
		}
		for _, c := range []struct {
			got, want color.NRGBA
		}{{img.NRGBAAt(10, 8), top}, {img.NRGBAAt(50, 8), top}, {img.NRGBAAt(50, 60), bottom}, {img.NRGBAAt(3, 50), bottom},
			{small.NRGBAAt(0, 0), top}, {small.NRGBAAt(3, 3), bottom}, {small.NRGBAAt(0, 3), bottom}} {
			if apart(c.got, c.want) > 4 {
				t.Errorf("%s: %v, want %v", name, c.got, c.want)
			}
		}
	}
}

func apart(a, b color.NRGBA) int {
	d := func(x, y uint8) int { return max(int(x)-int(y), int(y)-int(x)) }
	return max(d(a.R, b.R), d(a.G, b.G), d(a.B, b.B), d(a.A, b.A))
}

// webpWith wraps a lossy WebP in the extended format, with EXIF behind it.
func webpWith(file, exif []byte) []byte {
	le := binary.LittleEndian
	body := append([]byte("WEBPVP8X"), 10, 0, 0, 0, 0x08, 0, 0, 0, 63, 0, 0, 63, 0, 0)
	body = append(body, file[12:]...)
	body = append(le.AppendUint32(append(body, "EXIF"...), uint32(len(exif))), exif...)
	return append(le.AppendUint32([]byte("RIFF"), uint32(len(body))), body...)
}

// turnedTIFF is a TIFF with the tag of the orientation in place of a tag that no
// reader needs, the resolution's.
func turnedTIFF(t *testing.T, img image.Image, orientation uint16) []byte {
	t.Helper()
	b := tiffOf(t, img)
	le := binary.LittleEndian
	at := int(le.Uint32(b[4:]))
	entry := func(i int) []byte { return b[at+2+12*i:][:12] }
	for i := range int(le.Uint16(b[at:])) {
		if le.Uint16(entry(i)) != 282 {
			continue
		}
		// Tags stand in ascending order.
		for ; i > 0 && le.Uint16(entry(i-1)) > 0x0112; i-- {
			copy(entry(i), entry(i-1))
		}
		le.PutUint16(entry(i), 0x0112)
		le.PutUint16(entry(i)[2:], 3)
		le.PutUint32(entry(i)[4:], 1)
		le.PutUint32(entry(i)[8:], uint32(orientation))
		return b
	}
	t.Fatal("no tag to replace")
	return nil
}

// Scaled a little, a JPEG gives what ReadImage and Square give.
func TestReadSquareOfJPEG(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string][]byte{"a.jpg": jpegOf(t, random(64, 48)), "b.jpg": jpegWith(jpegOf(t, random(64, 48)), exif(binary.BigEndian, 1))})
	for _, name := range []string{"a.jpg", "b.jpg"} {
		img, err := dataset.ReadImage(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		got, err := dataset.ReadSquare(filepath.Join(dir, name), 32)
		if err != nil {
			t.Fatal(err)
		}
		if want := dataset.Square(img, 32); !bytes.Equal(got.Pix, want.Pix) {
			t.Errorf("%s: another picture", name)
		}
	}
}
