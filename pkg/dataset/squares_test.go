package dataset_test

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/dataset"
)

func TestReadSquaresKeepsTheOrder(t *testing.T) {
	dir := t.TempDir()
	var files []string
	for i := range 150 {
		name := fmt.Sprintf("%d.png", i)
		content := pngOf(t, picture(1+i%7*20, 30, color.NRGBA{byte(i), 1, 2, 255}))
		if i == 77 {
			content = content[:40]
		}
		write(t, dir, map[string][]byte{name: content})
		files = append(files, filepath.Join(dir, name))
	}
	next := 0
	err := dataset.ReadSquares(t.Context(), files, 4, func(i int, img *image.NRGBA, err error) error {
		if i != next {
			t.Fatalf("picture %d came after %d", i, next-1)
		}
		next++
		if i == 77 {
			if err == nil || !strings.Contains(err.Error(), "77.png") {
				t.Errorf("the damaged one: %v", err)
			}
			return nil
		}
		if err != nil || img.Rect.Dx() != 4 || img.NRGBAAt(1, 1).R != byte(i) {
			t.Errorf("picture %d: %v", i, err)
		}
		return nil
	})
	if err != nil || next != 150 {
		t.Errorf("%d pictures, %v", next, err)
	}

	enough := errors.New("enough")
	if err := dataset.ReadSquares(t.Context(), files, 4, func(i int, _ *image.NRGBA, _ error) error {
		if i == 3 {
			return enough
		}
		return nil
	}); err != enough {
		t.Errorf("%v, want visit's error", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	seen := 0
	err = dataset.ReadSquares(ctx, files, 4, func(int, *image.NRGBA, error) error { seen++; cancel(); return nil })
	if !errors.Is(err, context.Canceled) || seen == len(files) {
		t.Errorf("%v after %d pictures", err, seen)
	}
}

func TestFolderTellsItsProgress(t *testing.T) {
	dir := t.TempDir()
	for i := range 20 {
		write(t, dir, map[string][]byte{fmt.Sprintf("a/%d.png", i): pngOf(t, picture(9, 5, red))})
	}
	var seen []int64
	d, err := dataset.Folder{Dir: dir, Side: 4, Progress: func(done, total int64) { seen = append(seen, done*100+total) }}.Read(t.Context())
	if err != nil || d.Len() != 20 || d.H != 4 {
		t.Fatalf("%v, %v", d, err)
	}
	if !slices.IsSorted(seen) || len(seen) != 20 || seen[19] != 2020 {
		t.Errorf("progress %v", seen)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (dataset.Folder{Dir: dir}).Read(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
	for i := range 8 {
		write(t, dir, map[string][]byte{fmt.Sprintf("a/bad%d.png", i): []byte("no")})
	}
	_, err = dataset.ReadFolder(dir)
	if err == nil || !strings.Contains(err.Error(), "bad4.png") || strings.Contains(err.Error(), "bad5.png") || !strings.Contains(err.Error(), "and 3 more") {
		t.Errorf("many unreadable: %v", err)
	}
}

func TestWithClasses(t *testing.T) {
	d := small()
	e, err := d.WithClasses([]string{"crocodile", "cat", "clock"})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(e.Labels, []int{2, 0, 0}) || e.Class(0) != "clock" || !slices.Equal(d.Labels, []int{0, 1, 1}) {
		t.Errorf("labels %v of %q", e.Labels, e.Classes)
	}
	if _, err := d.WithClasses([]string{"clock", "cat"}); err == nil || !strings.Contains(err.Error(), `"crocodile"`) {
		t.Errorf("a class that is not there: %v", err)
	}
}
