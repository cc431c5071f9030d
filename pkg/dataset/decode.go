package dataset

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
	"golang.org/x/image/webp"
)

// What a file can make the decoder read and allocate: 67 megapixels and 256 MiB,
// more than a camera's picture.
const (
	maxImagePixels = 1 << 26
	maxImageBytes  = 1 << 28
)

// ReadImage reads a picture file, PNG, JPEG, GIF, WebP, BMP or TIFF, told apart
// by content and not by name. The result is opaque: transparent parts are laid
// over white. It is upright: turned as the file's EXIF says. Of an animated GIF
// it is the first frame, of a TIFF the first page. Opaque 8-bit pixels come out
// as stored; deeper ones lose their low bits. Errors name the file.
func ReadImage(path string) (*image.NRGBA, error) {
	p, err := readPicture(path)
	if err != nil {
		return nil, fmt.Errorf("dataset: %w", err)
	}
	return p.whole(), nil
}

// ReadSquare is ReadImage for the centre square scaled to side×side pixels, as
// Square makes it; of a large picture only what that takes is converted.
func ReadSquare(path string, side int) (*image.NRGBA, error) {
	if err := checkSide(side); err != nil {
		return nil, err
	}
	p, err := readPicture(path)
	if err != nil {
		return nil, fmt.Errorf("dataset: %w", err)
	}
	return p.square(side), nil
}

// A picture is what a file holds, before it is turned upright. turn is 0 of an
// image that is from no file.
type picture struct {
	img  image.Image
	turn orientation
}

// size is that of the upright picture.
func (p picture) size() (w, h int) {
	return p.turn.size(p.img.Bounds().Dx(), p.img.Bounds().Dy())
}

// whole is the picture upright and over white.
func (p picture) whole() *image.NRGBA {
	return p.turn.upright(overWhite(p.img, p.img.Bounds()))
}

func readPicture(path string) (picture, error) {
	info, err := os.Stat(path)
	if err != nil {
		return picture{}, fmt.Errorf("%s: %w", path, bare(err))
	}
	switch {
	case info.IsDir():
		return picture{}, fmt.Errorf("%s: is a folder, want an image file", path)
	case !info.Mode().IsRegular(): // a pipe would be waited on for ever
		return picture{}, fmt.Errorf("%s: is no regular file", path)
	case info.Size() > maxImageBytes:
		return picture{}, fmt.Errorf("%s: has %d bytes, more than %d are not read", path, info.Size(), maxImageBytes)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return picture{}, fmt.Errorf("%s: %w", path, bare(err))
	}
	if isRaw(path) {
		return picture{}, fmt.Errorf("%s: is a camera's raw file: %w", path, errNotImage)
	}
	p, err := decode(data)
	if err != nil {
		return picture{}, fmt.Errorf("%s: %w", path, err)
	}
	return p, nil
}

// decode does not go through image.Decode: what that understands depends on
// which packages a program happens to link.
func decode(data []byte) (picture, error) {
	if len(data) == 0 {
		return picture{}, errors.New("the file is empty")
	}
	var cfg image.Config
	var err error
	kind := sniff(data)
	file := func() *bytes.Reader { return bytes.NewReader(data) }
	switch kind {
	case "png":
		cfg, err = png.DecodeConfig(file())
	case "jpeg":
		cfg, err = jpeg.DecodeConfig(file())
	case "gif":
		cfg, err = gif.DecodeConfig(file())
	case "webp":
		cfg, err = webp.DecodeConfig(file())
	case "bmp":
		cfg, err = bmp.DecodeConfig(file())
	case "tiff":
		cfg, err = tiff.DecodeConfig(file())
	default:
		return picture{}, unreadable(data)
	}
	if err != nil {
		return picture{}, damaged(kind, err)
	}
	if cfg.Width <= 0 || cfg.Height <= 0 || cfg.Width > maxImagePixels/cfg.Height {
		return picture{}, fmt.Errorf("claims %d×%d pixels, more than %d are not read", cfg.Width, cfg.Height, maxImagePixels)
	}
	var img image.Image
	switch kind {
	case "png":
		img, err = png.Decode(file())
	case "jpeg":
		img, err = jpeg.Decode(file())
	case "gif":
		// The first frame only: the others could fill the memory. It may be
		// smaller than the picture.
		if img, err = gif.Decode(file()); err == nil {
			img = overWhite(img, image.Rect(0, 0, cfg.Width, cfg.Height))
		}
	case "webp":
		if img, err = webp.Decode(file()); err == nil {
			img = fromStudioRange(img)
		}
	case "bmp":
		img, err = bmp.Decode(file())
	case "tiff":
		img, err = tiff.Decode(file())
	}
	if err != nil {
		return picture{}, damaged(kind, err)
	}
	return picture{img, orientationOf(kind, data)}, nil
}

// damaged says what is wrong with a file that begins like a picture. Kinds of
// which only a part can be read say so themselves.
func damaged(kind string, err error) error {
	var unsupported tiff.UnsupportedError
	switch {
	case errors.As(err, &unsupported), errors.Is(err, bmp.ErrUnsupported):
		return fmt.Errorf("a kind of %s that is not read: %w", formatNames[kind], err)
	}
	return fmt.Errorf("truncated or damaged: %w", err)
}

// FromImage returns the pixels of an image as (3, H, W) in [0,1], transparent
// parts over white.
func FromImage(img image.Image) []float32 {
	b := planes(img)
	x := make([]float32, len(b))
	toFloats(x, b)
	return x
}

// planes returns the pixels of an image as (3, H, W) bytes, transparent parts
// over white.
func planes(img image.Image) []byte {
	flat := opaque(img)
	if flat == nil || flat.Rect.Min != (image.Point{}) {
		flat = overWhite(img, img.Bounds())
	}
	x := make([]byte, 3*flat.Rect.Dx()*flat.Rect.Dy())
	fill(x, flat)
	return x
}

// fill writes the opaque image into x, (3, H, W).
func fill(x []byte, img *image.NRGBA) {
	h, w := img.Rect.Dy(), img.Rect.Dx()
	for row := range h {
		line := img.Pix[row*img.Stride:]
		for col := range w {
			for c := range 3 {
				x[(c*h+row)*w+col] = line[4*col+c]
			}
		}
	}
}

// toFloats writes the bytes as numbers in [0,1].
func toFloats(x []float32, b []byte) {
	x = x[:len(b)]
	for i, v := range b {
		x[i] = unit[v]
	}
}

// unit is v/255 of every byte v: a look is quicker than a division.
var unit = func() (t [256]float32) {
	for v := range t {
		t[v] = float32(v) / 255
	}
	return t
}()

// bare strips the operation and path from an error whose message names the path
// already.
func bare(err error) error {
	var pathErr *os.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err
	}
	return err
}
