package study_test

import (
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/internal/studytest"
	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/study"
)

// folder makes a folder of classes with pictures of the sizes.
func folder(t *testing.T, classes []string, sizes []image.Point) string {
	t.Helper()
	dir := t.TempDir()
	for _, class := range classes {
		if err := os.Mkdir(filepath.Join(dir, class), 0o755); err != nil {
			t.Fatal(err)
		}
		for i, size := range sizes {
			f, err := os.Create(filepath.Join(dir, class, fmt.Sprintf("%02d.jpg", i)))
			if err != nil {
				t.Fatal(err)
			}
			img := image.NewGray(image.Rectangle{Max: size})
			if i%2 == 0 {
				err = jpeg.Encode(f, img, nil)
			} else {
				err = png.Encode(f, img)
			}
			if err := errors.Join(err, f.Close()); err != nil {
				t.Fatal(err)
			}
		}
	}
	return dir
}

func TestOpen(t *testing.T) {
	square, wide := image.Pt(32, 32), image.Pt(90, 60)
	for name, c := range map[string]struct {
		classes []string
		sizes   []image.Point
		source  string // its end
		err     string
	}{
		"OneSize": {[]string{"a", "b"}, []image.Point{square, square}, "", ""},
		"Mixed":   {[]string{"a", "b"}, []image.Point{square, wide}, ", 2 of 4 cut to squares and scaled to 32×32 pixels", ""},
		"Three":   {[]string{"a", "b", "c"}, []image.Point{square}, "", `holds 3 classes ["a" "b" "c"]; the notebooks compare two`},
		"One":     {[]string{"a"}, []image.Point{square}, "", "holds 1 classes"},
		"Empty":   {nil, nil, "", "holds no class"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := folder(t, c.classes, c.sizes)
			t.Setenv(dataset.EnvData, dir)
			d, err := study.Open()
			if c.err != "" {
				if err == nil || !strings.Contains(err.Error(), c.err) {
					t.Fatalf("error %v, want %q", err, c.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if d.H != study.Side || d.W != study.Side || d.Source != "folder "+filepath.Base(dir)+c.source {
				t.Errorf("%v", d)
			}
		})
	}
}

func TestOpenTheStudysOwn(t *testing.T) {
	t.Setenv(dataset.EnvData, studytest.Images(t))
	d, err := study.Open()
	if err != nil || !d.IsStudy() {
		t.Errorf("%v, %v", d, err)
	}
}

func TestOpenNothing(t *testing.T) {
	t.Setenv(dataset.EnvData, "")
	t.Chdir(t.TempDir())
	d, err := study.Open()
	if err != nil || d.Len() != 1000 || d.IsStudy() {
		t.Errorf("%v, %v", d, err)
	}
}

func TestSplit(t *testing.T) {
	d := dataset.Synthetic(22, 1)
	split, err := study.Split(d, 3)
	if err != nil {
		t.Fatal(err)
	}
	if len(split.Train) != 22 || len(split.Validation) != 11 || len(split.Test) != 11 {
		t.Errorf("%d, %d and %d pictures", len(split.Train), len(split.Validation), len(split.Test))
	}
	if names, err := split.Names(d.Len()); err != nil || slices.Contains(names, "") {
		t.Errorf("not a split: %v", err)
	}
	if again, _ := study.Split(d, 3); !slices.Equal(again.Train, split.Train) {
		t.Error("the same seed splits otherwise")
	}
	if other, _ := study.Split(d, 4); slices.Equal(other.Train, split.Train) {
		t.Error("another seed splits the same")
	}
	if _, err := study.Split(dataset.Synthetic(1, 1), 0); err == nil || !strings.Contains(err.Error(), "has none of") {
		t.Errorf("two pictures: %v", err)
	}
}

func TestClaim(t *testing.T) {
	panics := func(f func()) (what any) {
		defer func() { what = recover() }()
		f()
		return nil
	}
	broken := errors.New("broken")
	for name, c := range map[string]struct {
		f    func()
		want any
	}{
		"NoError": {func() { study.Check(nil) }, nil},
		"Error":   {func() { study.Check(broken) }, broken},
		"True":    {func() { study.Claim(true, "one is one") }, nil},
		"False":   {func() { study.Claim(false, "%d is one", 2) }, "not true: 2 is one"},
	} {
		if got := panics(c.f); got != c.want {
			t.Errorf("%s: panics with %v, want %v", name, got, c.want)
		}
	}
}

func TestText(t *testing.T) {
	shown := study.Say("*%d* of %s", 3, study.Plain("a_b\n<c>")).Render()
	const want = `*3* of a\_b \<c\>`
	if shown.Data["text/markdown"] != want || shown.Data["text/plain"] != want {
		t.Errorf("shown as %v, want %q", shown.Data, want)
	}
	if got := study.Key([]string{"clock", "鳄鱼"}); got != "In the figures “class 1” is 鳄鱼." {
		t.Errorf("key %q", got)
	}
	if got := study.Key([]string{"clock", "crocodile"}); got != "" {
		t.Errorf("key %q where none is needed", got)
	}
	if a, b := study.Count(1, "picture is", "pictures are"), study.Count(0, "picture is", "pictures are"); a != "1 picture is" || b != "0 pictures are" {
		t.Errorf("%q, %q", a, b)
	}
}
