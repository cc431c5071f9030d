package dataset

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// errNotImage is wrapped by errors about files in none of the formats that are
// read.
var errNotImage = errors.New("not a PNG, JPEG, GIF, WebP, BMP or TIFF image")

// ownImages are names that promise a format that is read.
var ownImages = []string{".bmp", ".gif", ".jfif", ".jpe", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"}

// foreignImages are names of pictures that are not read. A file of one is an
// error: passing over it in silence would lose a picture.
var foreignImages = []string{
	".avif", ".heic", ".heif", ".hif", ".j2k", ".jp2", ".jxl", ".pbm", ".pgm", ".ppm", ".psd", ".svg", ".tga",
}

// rawImages are names of cameras' raw files, which are not read either. Many
// begin like TIFF, and what would be read is a thumbnail.
var rawImages = []string{".arw", ".cr2", ".cr3", ".dng", ".nef", ".nrw", ".orf", ".pef", ".raf", ".rw2", ".srw"}

func isRaw(path string) bool { return slices.Contains(rawImages, extension(path)) }

func extension(path string) string { return strings.ToLower(filepath.Ext(path)) }

// formatNames are what messages call the formats.
var formatNames = map[string]string{
	"png": "PNG", "jpeg": "JPEG", "gif": "GIF", "webp": "WebP", "bmp": "BMP", "tiff": "TIFF",
	"heic": "HEIC", "avif": "AVIF", "jxl": "JPEG XL", "jp2": "JPEG 2000", "psd": "Photoshop",
}

// sniffed is how many bytes of a file sniff looks at.
const sniffed = 32

// sniff names the format by what only it begins with, "" where nothing fits.
func sniff(head []byte) string {
	at := func(i int, s string) bool { return len(head) >= i && bytes.HasPrefix(head[i:], []byte(s)) }
	switch {
	case at(0, "\x89PNG\r\n\x1a\n"):
		return "png"
	case at(0, "\xff\xd8\xff"):
		return "jpeg"
	case at(0, "GIF87a"), at(0, "GIF89a"):
		return "gif"
	case at(0, "RIFF") && at(8, "WEBP"):
		return "webp"
	case at(0, "II*\x00"), at(0, "MM\x00*"):
		return "tiff"
	case at(0, "BM") && bmpHeader(head):
		return "bmp"
	case at(4, "ftyp"):
		return isoBrand(head)
	case at(0, "\xff\x0a"), at(0, "\x00\x00\x00\x0cJXL \r\n\x87\n"):
		return "jxl"
	case at(0, "\x00\x00\x00\x0cjP  \r\n\x87\n"):
		return "jp2"
	case at(0, "8BPS\x00\x01"):
		return "psd"
	}
	return ""
}

// bmpHeader reports whether the data are a bitmap, and no text that begins with
// the letters BM: four bytes are zero, and the second header has one of a few
// sizes.
func bmpHeader(head []byte) bool {
	return len(head) >= 18 && binary.LittleEndian.Uint32(head[6:]) == 0 &&
		slices.Contains([]uint32{12, 16, 40, 52, 56, 64, 108, 124}, binary.LittleEndian.Uint32(head[14:]))
}

// isoBrand names the still pictures among the files of that box structure.
func isoBrand(head []byte) string {
	if len(head) < 12 {
		return ""
	}
	switch string(head[8:12]) {
	case "heic", "heix", "heim", "heis", "hevc", "mif1", "msf1":
		return "heic"
	case "avif", "avis":
		return "avif"
	}
	return ""
}

// unreadable says what a file is that is not read.
func unreadable(head []byte) error {
	if name := formatNames[sniff(head)]; name != "" {
		return fmt.Errorf("is a %s picture: %w", name, errNotImage)
	}
	return errNotImage
}

// IsPicture reports whether a file is one to read as a picture: its name ends
// like one, or its content begins like one. A picture in a format that is not
// read is one too, and reading it is an error that says so. Errors of reading
// the file's first bytes name it.
func IsPicture(path string) (bool, error) {
	ext := extension(path)
	if slices.Contains(ownImages, ext) || slices.Contains(foreignImages, ext) || isRaw(path) {
		return true, nil
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return false, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return false, fmt.Errorf("%s: %w", path, bare(err))
	}
	defer f.Close()
	head := make([]byte, sniffed)
	n, err := io.ReadFull(f, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return false, fmt.Errorf("%s: %w", path, bare(err))
	}
	return sniff(head[:n]) != "", nil
}
