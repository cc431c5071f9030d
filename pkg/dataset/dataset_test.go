package dataset_test

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/dataset"
)

// small is three images of 1×2 pixels in two classes.
func small() *dataset.Dataset {
	return &dataset.Dataset{
		Source: "folder small", Classes: []string{"clock", "crocodile"},
		Paths: []string{"clock/1.png", "crocodile/2.png", "crocodile/3.png"}, Labels: []int{0, 1, 1},
		H: 1, W: 2,
		Pixels: []byte{
			0, 255, 0, 255, 0, 255,
			255, 255, 0, 0, 0, 0,
			51, 102, 51, 51, 255, 255,
		},
	}
}

func TestGather(t *testing.T) {
	d := small()
	idx := []int{2, 0}
	want := []float32{0.2, 0.4, 0.2, 0.2, 1, 1, 0, 1, 0, 1, 0, 1}
	x := d.X(idx)
	if !slices.Equal(x, want) {
		t.Errorf("X = %v, want %v", x, want)
	}
	if y := d.Y(idx); !slices.Equal(y, []float32{1, 0}) {
		t.Errorf("Y = %v, want [1 0]", y)
	}
	x[0] = 9
	d.Sample(0)[1] = 0.5
	if d.Pixels[12] != 51 || d.Pixels[1] != 255 {
		t.Error("the numbers share memory with the dataset")
	}
	if !slices.Equal(d.X(d.All()), slices.Concat(d.Sample(0), d.Sample(1), d.Sample(2))) {
		t.Error("All is not all images in order")
	}
	if got := d.OfClass("crocodile"); !slices.Equal(got, []int{1, 2}) {
		t.Errorf("OfClass = %v, want [1 2]", got)
	}
	if got := d.OfClass("cat"); got != nil {
		t.Errorf("OfClass of no class = %v", got)
	}
	if i, ok := d.Find("crocodile/2.png"); i != 1 || !ok {
		t.Errorf("Find = %d, %v", i, ok)
	}
	if _, ok := d.Find("2.png"); ok {
		t.Error("found a path that is not there")
	}
}

func TestSubsetStandsAlone(t *testing.T) {
	d := small()
	s := d.Subset([]int{1, 0})
	if !slices.Equal(s.Paths, []string{"crocodile/2.png", "clock/1.png"}) || !slices.Equal(s.Labels, []int{1, 0}) {
		t.Errorf("subset holds %v with labels %v", s.Paths, s.Labels)
	}
	if s.H != 1 || s.W != 2 || s.Source != d.Source || s.Class(0) != "crocodile" {
		t.Errorf("subset is %v", s)
	}
	s.Pixels[0], s.Classes[0] = 100, "x"
	if d.Pixels[6] != 255 || d.Classes[0] != "clock" {
		t.Error("the subset shares memory with the whole")
	}
}

func TestMeanStd(t *testing.T) {
	mean, std := small().MeanStd()
	// Red: 0 1 1 1 0.2 0.4.
	if want := 0.6; math.Abs(mean[0]-want) > 1e-6 {
		t.Errorf("mean of red %v, want %v", mean[0], want)
	}
	if want := math.Sqrt((0.36 + 3*0.16 + 0.16 + 0.04) / 6); math.Abs(std[0]-want) > 1e-6 {
		t.Errorf("deviation of red %v, want %v", std[0], want)
	}
}

func TestContentHashCoversWhatIsSeen(t *testing.T) {
	d := small()
	// Spelled out, so that it never changes unnoticed: figures hang on it.
	b := uint64s(nil, 2, 5)
	b = append(b, "clock"...)
	b = uint64s(b, 9)
	b = append(b, "crocodile"...)
	b = uint64s(b, 3, 1, 2)
	for i, label := range d.Labels {
		b = uint64s(b, label)
		for _, v := range d.Sample(i) {
			b = append(b, byte(math.Round(float64(v)*255)))
		}
	}
	sum := sha256.Sum256(b)
	if got, want := d.ContentHash(), hex.EncodeToString(sum[:]); got != want {
		t.Fatalf("hash %s, want %s", got, want)
	}
	for what, change := range map[string]func(*dataset.Dataset){
		"a class":  func(d *dataset.Dataset) { d.Classes[1] = "cat" },
		"a label":  func(d *dataset.Dataset) { d.Labels[0] = 1 },
		"a size":   func(d *dataset.Dataset) { d.H, d.W = 2, 1 },
		"a pixel":  func(d *dataset.Dataset) { d.Pixels[17] = 252 },
		"an order": func(d *dataset.Dataset) { *d = *d.Subset([]int{0, 2, 1}) },
	} {
		e := small()
		if change(e); e.ContentHash() == d.ContentHash() {
			t.Errorf("same hash after %s changed", what)
		}
	}
	e := small()
	if e.Paths[0] = "clock/other.jpg"; e.ContentHash() != d.ContentHash() {
		t.Error("a path changes the hash")
	}
}

func TestCheckNamesWhatIsWrong(t *testing.T) {
	if err := small().Check([]int{2, 0, 2}); err != nil {
		t.Errorf("nothing is wrong, but: %v", err)
	}
	for want, change := range map[string]func(d *dataset.Dataset) (idx []int){
		"image 3 is asked for, there are 3": func(d *dataset.Dataset) []int { return []int{0, 3} },
		"image -1 is asked for":             func(d *dataset.Dataset) []int { return []int{-1} },
		"image 1 has label 2":               func(d *dataset.Dataset) []int { d.Labels[1] = 2; return []int{1} },
		"image 0 has label -1":              func(d *dataset.Dataset) []int { d.Labels[0] = -1; return []int{0} },
		"there are 17":                      func(d *dataset.Dataset) []int { d.Pixels = d.Pixels[1:]; return nil },
	} {
		d := small()
		if err := d.Check(change(d)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error with %q", err, want)
		}
	}
}

// A class of any name is in the frame.
func TestDataFrameKeepsOddNames(t *testing.T) {
	d := small()
	d.Classes[0] = "NaN"
	class := d.DataFrame(dataset.Split{}).Col("class")
	if want := []string{"NaN", "crocodile", "crocodile"}; class.HasNaN() || !slices.Equal(class.Records(), want) {
		t.Errorf("classes %q, want %q and none missing", class.Records(), want)
	}
}

func TestDataFrame(t *testing.T) {
	frame := small().DataFrame(dataset.Split{Train: []int{2}, Test: []int{0}})
	if frame.Err != nil {
		t.Fatal(frame.Err)
	}
	want := [][]string{
		{"path", "class", "label", "split"},
		{"clock/1.png", "clock", "0", "test"},
		{"crocodile/2.png", "crocodile", "1", ""},
		{"crocodile/3.png", "crocodile", "1", "train"},
	}
	for r, row := range frame.Records() {
		if !slices.Equal(row, want[r]) {
			t.Errorf("row %d is %q, want %q", r, row, want[r])
		}
	}
	if frame := small().DataFrame(dataset.Split{Train: []int{3}}); frame.Err == nil {
		t.Error("a split of more images than there are gives no error")
	}
}

func TestOpenPrefersTheNamedFolder(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string][]byte{"mine/a/1.png": pngOf(t, picture(2, 2, red))})
	t.Setenv(dataset.EnvData, filepath.Join(dir, "mine"))
	d, err := dataset.Open()
	if err != nil {
		t.Fatal(err)
	}
	if d.Source != "folder mine" || d.Len() != 1 {
		t.Errorf("opened %v", d)
	}
	t.Setenv(dataset.EnvData, filepath.Join(dir, "theirs"))
	if _, err := dataset.Open(); err == nil || !strings.Contains(err.Error(), "theirs") || !strings.Contains(err.Error(), dataset.EnvData) {
		t.Errorf("a named folder that is missing gives %v", err)
	}
}

func TestOpenWithoutFolderNamed(t *testing.T) {
	dir := t.TempDir() // no checkout: DefaultDir is below the working directory
	t.Chdir(dir)
	t.Setenv(dataset.EnvData, "")
	d, err := dataset.Open()
	if err != nil {
		t.Fatal(err)
	}
	if d.Source != "synthetic images (seed 1)" || d.Len() != 1000 {
		t.Errorf("opened %v, want the synthetic images", d)
	}
	write(t, dir, map[string][]byte{"data/clocks_crocodiles/a/1.png": pngOf(t, picture(2, 2, red))})
	if d, err = dataset.Open(); err != nil || d.Source != "folder clocks_crocodiles" {
		t.Errorf("opened %v, %v, want the default folder", d, err)
	}
	write(t, dir, map[string][]byte{"data/clocks_crocodiles/a/2.png": nil})
	if d, err = dataset.Open(); err == nil {
		t.Errorf("opened %v though the default folder is broken", d)
	}
}
