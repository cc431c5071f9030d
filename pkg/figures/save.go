package figures

import (
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"

	"github.com/crococlock/crococlock/internal/atomicfile"
	"github.com/crococlock/crococlock/internal/project"
)

// Dir is the folder for figures: images4report of the checkout for those made
// of the study's own images, report/images4report for all others, which so never
// overwrite the report's.
func Dir(study bool) string {
	if study {
		return project.Path("images4report")
	}
	return project.Path("report", "images4report")
}

// SaveAs saves img under name in Dir(study), which is made where it is missing,
// and returns the path.
func SaveAs(img image.Image, study bool, name string) (path string, err error) {
	path = filepath.Join(Dir(study), name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return "", fmt.Errorf("figures: %w", err)
	}
	return path, Save(img, path)
}

// Save writes img to path as PNG. The file appears whole or not at all: a
// failure leaves what was there before.
func Save(img image.Image, path string) error {
	err := atomicfile.Write(path, func(w io.Writer) error { return png.Encode(w, img) })
	if err != nil {
		return fmt.Errorf("figures: %w", err)
	}
	return nil
}
