package figures

import (
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"

	"github.com/crococlock/crococlock/pkg/internal/project"
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
func Save(img image.Image, path string) (err error) {
	temp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("figures: %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			temp.Close()
			os.Remove(temp.Name())
			err = fmt.Errorf("figures: %s: %w", path, err)
		}
	}()
	if err := png.Encode(temp, img); err != nil {
		return err
	}
	if err := temp.Chmod(0o644); err != nil { // CreateTemp lets nobody else read
		return err
	}
	if err := temp.Close(); err != nil {
		return err
	}
	return os.Rename(temp.Name(), path)
}
