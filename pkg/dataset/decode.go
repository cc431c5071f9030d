package dataset

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"
)

// What a file can make the decoder read and allocate: 67 megapixels and 256 MiB,
// more than a camera's picture.
const (
	maxImagePixels = 1 << 26
	maxImageBytes  = 1 << 28
)

// errNotImage is wrapped by errors about files that are no PNG, JPEG or GIF.
var errNotImage = errors.New("not a PNG, JPEG or GIF image")

// ReadImage reads a PNG, JPEG or GIF file, told apart by content and not by
// name. The result is opaque: transparent parts are laid over white. Of an
// animated GIF it is the first frame. Opaque 8-bit pixels come out as stored;
// deeper ones lose their low bits. Errors name the file.
func ReadImage(path string) (*image.NRGBA, error) {
	img, err := readImage(path)
	if err != nil {
		return nil, fmt.Errorf("dataset: %w", err)
	}
	return img, nil
}

func readImage(path string) (*image.NRGBA, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, bare(err))
	}
	switch {
	case info.IsDir():
		return nil, fmt.Errorf("%s: is a folder, want an image file", path)
	case !info.Mode().IsRegular(): // a pipe would be waited on for ever
		return nil, fmt.Errorf("%s: is no regular file", path)
	case info.Size() > maxImageBytes:
		return nil, fmt.Errorf("%s: has %d bytes, more than %d are not read", path, info.Size(), maxImageBytes)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, bare(err))
	}
	img, err := decode(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return img, nil
}

// decode does not go through image.Decode: what that understands depends on
// which packages a program happens to link.
func decode(data []byte) (*image.NRGBA, error) {
	if len(data) == 0 {
		return nil, errors.New("the file is empty")
	}
	var cfg image.Config
	var err error
	kind := sniff(data)
	switch kind {
	case "png":
		cfg, err = png.DecodeConfig(bytes.NewReader(data))
	case "jpeg":
		cfg, err = jpeg.DecodeConfig(bytes.NewReader(data))
	case "gif":
		cfg, err = gif.DecodeConfig(bytes.NewReader(data))
	default:
		return nil, errNotImage
	}
	if err != nil {
		return nil, fmt.Errorf("truncated or damaged: %w", err)
	}
	if cfg.Width <= 0 || cfg.Height <= 0 || cfg.Width > maxImagePixels/cfg.Height {
		return nil, fmt.Errorf("claims %d×%d pixels, more than %d are not read", cfg.Width, cfg.Height, maxImagePixels)
	}
	size := image.Rect(0, 0, cfg.Width, cfg.Height)
	var img image.Image
	switch kind {
	case "png":
		img, err = png.Decode(bytes.NewReader(data))
	case "jpeg":
		img, err = jpeg.Decode(bytes.NewReader(data))
	case "gif":
		// The first frame only: the others could fill the memory.
		if img, err = gif.Decode(bytes.NewReader(data)); err == nil {
			return overWhite(img, size), nil
		}
	}
	if err != nil {
		return nil, fmt.Errorf("truncated or damaged: %w", err)
	}
	return overWhite(img, img.Bounds()), nil
}

// sniff returns "png", "jpeg", "gif" or "" from the first bytes of a file.
func sniff(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")):
		return "png"
	case bytes.HasPrefix(head, []byte("\xff\xd8\xff")):
		return "jpeg"
	case bytes.HasPrefix(head, []byte("GIF87a")), bytes.HasPrefix(head, []byte("GIF89a")):
		return "gif"
	}
	return ""
}

// overWhite lays the image over white within r, whose corner becomes the origin.
func overWhite(img image.Image, r image.Rectangle) *image.NRGBA {
	out := image.NewNRGBA(image.Rect(0, 0, r.Dx(), r.Dy()))
	for y := range r.Dy() {
		for x := range r.Dx() {
			c := color.NRGBAModel.Convert(img.At(r.Min.X+x, r.Min.Y+y)).(color.NRGBA)
			i := out.PixOffset(x, y)
			out.Pix[i+0] = blendWhite(c.R, c.A)
			out.Pix[i+1] = blendWhite(c.G, c.A)
			out.Pix[i+2] = blendWhite(c.B, c.A)
			out.Pix[i+3] = 255
		}
	}
	return out
}

func blendWhite(v, alpha byte) byte {
	a := int(alpha)
	return byte((int(v)*a + 255*(255-a) + 127) / 255)
}

// FromImage returns the pixels of an image as (3, H, W) in [0,1], transparent
// parts over white.
func FromImage(img image.Image) []float32 {
	flat, ok := img.(*image.NRGBA)
	if !ok || !flat.Opaque() || flat.Rect.Min != (image.Point{}) {
		flat = overWhite(img, img.Bounds())
	}
	h, w := flat.Rect.Dy(), flat.Rect.Dx()
	x := make([]float32, 3*h*w)
	fill(x, flat)
	return x
}

// fill writes the opaque image into x, (3, H, W).
func fill(x []float32, img *image.NRGBA) {
	h, w := img.Rect.Dy(), img.Rect.Dx()
	for row := range h {
		line := img.Pix[row*img.Stride:]
		for col := range w {
			for c := range 3 {
				x[(c*h+row)*w+col] = float32(line[4*col+c]) / 255
			}
		}
	}
}

// bare strips the operation and path from an error whose message names the path
// already.
func bare(err error) error {
	var pathErr *os.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err
	}
	return err
}
