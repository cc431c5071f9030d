package longrun_test

import (
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/internal/studytest"
	"github.com/crococlock/crococlock/notebooks/experiments/internal/longrun"
	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/figures"
)

func TestImages(t *testing.T) {
	dir := studytest.Images(t)
	t.Setenv(dataset.EnvData, dir)
	if d, err := longrun.Images(); err != nil || !d.IsStudy() {
		t.Errorf("%v, %v", d, err)
	}
}

// Numbers of other images would be taken for the study's.
func TestImagesRefuses(t *testing.T) {
	dir := t.TempDir()
	for _, class := range []string{"a", "b"} {
		picture := filepath.Join(dir, class, "1.png")
		if err := os.MkdirAll(filepath.Dir(picture), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := figures.Save(image.NewRGBA(image.Rect(0, 0, 32, 32)), picture); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv(dataset.EnvData, dir)
	if d, err := longrun.Images(); err == nil || !strings.Contains(err.Error(), "about the study's images") {
		t.Errorf("%v, %v", d, err)
	}
}
