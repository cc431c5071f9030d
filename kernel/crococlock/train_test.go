package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"github.com/crococlock/crococlock/pkg/cnn"
)

// album makes a folder of classes, n pictures each of several sizes and formats,
// every class of its own colour.
func album(t *testing.T, classes []string, n int) string {
	t.Helper()
	dir := t.TempDir()
	rng := rand.New(rand.NewPCG(5, 0))
	formats := []string{".jpg", ".png", ".bmp", ".TIF"}
	for k, class := range classes {
		if err := os.Mkdir(filepath.Join(dir, class), 0o755); err != nil {
			t.Fatal(err)
		}
		for i := range n {
			img := image.NewNRGBA(image.Rect(0, 0, 20+7*(i%5), 24+11*(i%4)))
			for p := 0; p < len(img.Pix); p += 4 {
				for c := range 3 {
					img.Pix[p+c] = byte(40 + 140*(k>>c&1) + rng.IntN(50))
				}
				img.Pix[p+3] = 255
			}
			name := fmt.Sprintf("%d%s", i, formats[i%len(formats)])
			write(t, filepath.Join(dir, class, name), func(w io.Writer) error { return encode(w, filepath.Ext(name), img) })
		}
	}
	return dir
}

func write(t *testing.T, path string, content func(io.Writer) error) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := content(f); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

func encode(w io.Writer, ext string, img image.Image) error {
	switch strings.ToLower(ext) {
	case ".jpg":
		return jpeg.Encode(w, img, nil)
	case ".bmp":
		return bmp.Encode(w, img)
	case ".tif":
		return tiff.Encode(w, img, nil)
	}
	return png.Encode(w, img)
}

// From a folder to predictions, for two classes and for five.
func TestTrainEvaluatePredict(t *testing.T) {
	for _, classes := range [][]string{{"cat", "dog"}, {"NaN", "b,c", "d\"e", "naïve", "z"}} {
		t.Run(fmt.Sprint(len(classes)), func(t *testing.T) {
			dir := album(t, classes, 9)
			w := filepath.Join(t.TempDir(), "mine.safetensors")
			status, out, errs := execute(t, "train", dir, "-o", w, "--arch", "simplenet", "--epochs", "60", "--size", "24", "--seed", "3")
			if status != exitOK || !strings.Contains(out, fmt.Sprintf("simplenet, %d classes, 24×24", len(classes))) {
				t.Fatalf("train: status %d\n%s%s", status, out, errs)
			}
			if !strings.Contains(errs, "training") || !strings.Contains(errs, "60/60") {
				t.Errorf("no progress: %q", errs)
			}

			figures := filepath.Join(t.TempDir(), "figures")
			status, out, errs = execute(t, "evaluate", "--weights", w, dir, "--format", "csv", "--out", figures)
			rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
			if status != exitOK || errs != "" || err != nil {
				t.Fatalf("evaluate: status %d, %v\n%s%s", status, err, out, errs)
			}
			if want := append([]string{"class", "images", "recall", "precision"}, prefixed("as_", classes)...); !slices.Equal(rows[0], want) {
				t.Errorf("columns %q, want %q", rows[0], want)
			}
			for k, row := range rows[1:] {
				if row[0] != classes[k] || row[1] != "9" || row[2] < "0.5" {
					t.Errorf("class %d: %q", k, row)
				}
			}
			if _, err := os.Stat(filepath.Join(figures, "confusion.png")); err != nil {
				t.Error(err)
			}
			var report struct {
				Accuracy float64
				Images   int
				Classes  []struct {
					Class string
					As    []int `json:"predicted_as"`
				}
			}
			_, out, _ = execute(t, "evaluate", "--weights", w, "--format", "json", dir)
			if err := json.Unmarshal([]byte(out), &report); err != nil || report.Images != 9*len(classes) || report.Accuracy < 0.8 || report.Classes[1].Class != classes[1] {
				t.Errorf("JSON: %v, %+v", err, report)
			}
			if _, out, _ = execute(t, "evaluate", "--weights", w, dir); !strings.Contains(out, fmt.Sprintf("of %d)", 9*len(classes))) || !strings.Contains(out, "recall") {
				t.Errorf("table: %q", out)
			}

			status, out, errs = execute(t, "predict", dir, "--weights", w, "--format", "csv")
			rows, err = csv.NewReader(strings.NewReader(out)).ReadAll()
			if status != exitOK || errs != "" || err != nil || len(rows) != 1+9*len(classes) {
				t.Fatalf("predict: status %d, %v, %d rows\n%s", status, err, len(rows), errs)
			}
			head := append([]string{"path", "label"}, prefixed("p_", classes)...)
			label := 1
			if len(classes) == 2 {
				head, label = []string{"path", "p_dog", "label"}, 2
			}
			if !slices.Equal(rows[0], head) {
				t.Errorf("columns %q, want %q", rows[0], head)
			}
			right := 0
			for _, row := range rows[1:] {
				if filepath.Base(filepath.Dir(row[0])) == row[label] {
					right++
				}
			}
			if got := float64(right) / float64(len(rows)-1); got < report.Accuracy-1e-9 || got > report.Accuracy+1e-9 {
				t.Errorf("predict finds %v right, evaluate %v", got, report.Accuracy)
			}
		})
	}
}

func prefixed(prefix string, names []string) []string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = prefix + name
	}
	return out
}

// Weights for other classes are taken over as far as they fit; for the same
// classes wholly, with their network and size.
func TestTrainFrom(t *testing.T) {
	two, three := album(t, []string{"a", "b"}, 4), album(t, []string{"a", "b", "c"}, 4)
	dir := t.TempDir()
	first, second, third := filepath.Join(dir, "1"), filepath.Join(dir, "2"), filepath.Join(dir, "3")
	for _, args := range [][]string{
		{"train", two, "-o", first, "--arch", "simplenet", "--epochs", "2", "--size", "20"},
		{"train", two, "-o", second, "--epochs", "1", "--from", first},
		{"train", three, "-o", third, "--epochs", "1", "--from", second},
	} {
		status, out, errs := execute(t, args...)
		if status != exitOK {
			t.Fatalf("%q: status %d\n%s%s", args, status, out, errs)
		}
		if args[3] == third && !strings.Contains(errs, "8 copied; of another shape: lin2.weight, lin2.bias") {
			t.Errorf("what was left out is not said: %q", errs)
		}
	}
	m, err := cnn.ReadFile(third)
	if err != nil || m.Architecture() != "simplenet" || m.Size() != 20 || len(m.Classes()) != 3 {
		t.Errorf("%v, %v", m, err)
	}
}

// The same seed writes the same bytes.
func TestTrainIsSeeded(t *testing.T) {
	dir, out := album(t, []string{"a", "b"}, 5), t.TempDir()
	files := map[string][]byte{}
	for _, name := range []string{"7", "7 again", "8"} {
		path := filepath.Join(out, name)
		if status, _, errs := execute(t, "train", "-o", path, "--epochs", "2", "--size", "16", "--seed", name[:1], dir); status != exitOK {
			t.Fatal(errs)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = data
	}
	if !bytes.Equal(files["7"], files["7 again"]) || bytes.Equal(files["7"], files["8"]) {
		t.Error("the seed does not decide")
	}
}

// Stopped, train keeps what was best; before anything was, it writes nothing.
func TestTrainStops(t *testing.T) {
	dir, path := album(t, []string{"a", "b"}, 6), filepath.Join(t.TempDir(), "w")
	ctx, cancel := context.WithCancel(t.Context())
	var out, said bytes.Buffer
	status := dispatch(ctx, []string{"train", dir, "-o", path, "--epochs", "40", "--size", "16", "--arch", "simplenet"},
		stdio{strings.NewReader(""), &out, writerFunc(func(p []byte) (int, error) {
			if bytes.Contains(p, []byte("8/40")) {
				cancel()
			}
			return said.Write(p)
		})}, thisProgram)
	if status != exitInterrupted || !strings.Contains(said.String(), "stopped after epoch 8 of 40; the best so far is in "+path) {
		t.Errorf("status %d, %q", status, said.String())
	}
	if _, err := cnn.ReadFile(path); err != nil {
		t.Error(err)
	}

	stopped, stop := context.WithCancel(t.Context())
	stop()
	var errs bytes.Buffer
	none := filepath.Join(t.TempDir(), "w")
	if status := dispatch(stopped, []string{"train", dir, "-o", none}, stdio{strings.NewReader(""), io.Discard, &errs}, thisProgram); status == exitOK {
		t.Errorf("status %d", status)
	}
	if _, err := os.Stat(none); err == nil {
		t.Error("something was written")
	}
}

type writerFunc func(p []byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func TestTrainRefuses(t *testing.T) {
	dir := album(t, []string{"a", "b"}, 2)
	one := album(t, []string{"a"}, 2)
	heic := album(t, []string{"a", "b"}, 2)
	if err := os.WriteFile(filepath.Join(heic, "a", "IMG_1.HEIC"), []byte("\x00\x00\x00\x18ftypheic"), 0o644); err != nil {
		t.Fatal(err)
	}
	odd := one
	if runtime.GOOS == "linux" { // other systems' file names are UTF-8
		odd = album(t, []string{"a", "caf\xe9"}, 2)
	}
	out := filepath.Join(t.TempDir(), "w")
	for name, c := range map[string]struct {
		args   []string
		status int
		says   string
	}{
		"NoFolder":     {[]string{"-o", out}, exitUsage, "one FOLDER"},
		"TwoFolders":   {[]string{"-o", out, dir, dir}, exitUsage, "one FOLDER"},
		"NoOut":        {[]string{dir}, exitUsage, "-o FILE is missing"},
		"Arch":         {[]string{dir, "-o", out, "--arch", "vgg"}, exitUsage, `"vgg": want simplenet or resnet`},
		"Size":         {[]string{dir, "-o", out, "--size", "15"}, exitUsage, "want 16 or more"},
		"Epochs":       {[]string{dir, "-o", out, "--epochs", "-1"}, exitUsage, "--epochs"},
		"OutFolder":    {[]string{dir, "-o", filepath.Join(out, "no", "w")}, exitError, "there is no folder"},
		"OneClass":     {[]string{one, "-o", out}, exitError, "two or more"},
		"Missing":      {[]string{filepath.Join(dir, "no"), "-o", out}, exitError, "no such folder"},
		"HEIC":         {[]string{heic, "-o", out}, exitError, "IMG_1.HEIC: is a HEIC picture"},
		"ClassNotUTF8": {[]string{odd, "-o", out}, exitError, `"caf\xe9" is not UTF-8`},
		"From":         {[]string{dir, "-o", out, "--from", filepath.Join(dir, "a", "0.jpg")}, exitError, "0.jpg"},
	} {
		t.Run(name, func(t *testing.T) {
			if name == "ClassNotUTF8" && runtime.GOOS != "linux" {
				t.Skip("there is no such folder here")
			}
			status, _, errs := execute(t, append([]string{"train"}, c.args...)...)
			if status != c.status || !strings.Contains(errs, c.says) {
				t.Errorf("status %d, %q; want %d and %q", status, errs, c.status, c.says)
			}
			if _, err := os.Stat(out); err == nil {
				t.Error("something was written")
			}
		})
	}
}

func TestEvaluateRefuses(t *testing.T) {
	dir := album(t, []string{"clock", "lamp"}, 1)
	for want, args := range map[string][]string{
		`"lamp" is not one of`: {dir}, "Usage": {}, `--format "xml"`: {"--format", "xml", dir}, "no such folder": {filepath.Join(dir, "no")},
	} {
		if status, _, errs := execute(t, append([]string{"evaluate"}, args...)...); status == exitOK || !strings.Contains(errs, want) {
			t.Errorf("%q: status %d, %q, want %q", args, status, errs, want)
		}
	}
	// Some of the weights' classes are enough.
	if status, out, errs := execute(t, "evaluate", album(t, []string{"crocodile"}, 2)); status != exitOK || !strings.Contains(out, "crocodile") {
		t.Errorf("status %d, %q, %q", status, out, errs)
	}
}

// Every picture is predicted or named, whatever its format.
func TestPredictPassesOverNothing(t *testing.T) {
	dir := album(t, []string{"x"}, 4)
	for name, content := range map[string]string{
		"IMG_2.HEIC": "\x00\x00\x00\x18ftypheic", "b.avif": "\x00\x00\x00\x18ftypavif", "c.nef": "II*\x00", "d.svg": "<svg/>",
		"e": "\x00\x00\x00\x18ftypheic", "notes.txt": "no picture", ".hidden.heic": "",
	} {
		if err := os.WriteFile(filepath.Join(dir, "x", name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	status, out, errs := execute(t, "predict", "--format", "csv", dir)
	if status != exitError || strings.Count(out, "\n") != 5 {
		t.Errorf("status %d, output %q", status, out)
	}
	for _, name := range []string{"IMG_2.HEIC", "b.avif", "c.nef", "d.svg", "e: "} {
		if !strings.Contains(errs, name) {
			t.Errorf("%s is not named: %q", name, errs)
		}
	}
	if strings.Contains(errs, "notes") || strings.Contains(errs, "hidden") {
		t.Errorf("what is no picture is named: %q", errs)
	}
}

// Files whose names are not UTF-8 stay apart in every format.
func TestPredictOddNames(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("other systems' file names are UTF-8")
	}
	dir := t.TempDir()
	img := image.NewNRGBA(image.Rect(0, 0, 32, 32))
	img.SetNRGBA(1, 1, color.NRGBA{255, 0, 0, 255})
	for _, name := range []string{"a\xfe.png", "a\xff.png", "tab\t.png"} {
		write(t, filepath.Join(dir, name), func(w io.Writer) error { return png.Encode(w, img) })
	}
	_, out, _ := execute(t, "predict", "--format", "json", dir)
	var rows []struct {
		Path  string
		Bytes []byte `json:"path_base64"`
	}
	if err := json.Unmarshal([]byte(out), &rows); err != nil || len(rows) != 3 {
		t.Fatalf("%v, %q", err, out)
	}
	slash := filepath.ToSlash(dir) + "/"
	for i, want := range []struct{ path, bytes string }{
		{`a\xfe.png`, slash + "a\xfe.png"}, {`a\xff.png`, slash + "a\xff.png"}, {"tab\t.png", ""},
	} {
		if rows[i].Path != slash+want.path || string(rows[i].Bytes) != want.bytes {
			t.Errorf("row %d is %+v, want %q", i, rows[i], want)
		}
	}
	if _, out, _ := execute(t, "predict", "--format", "csv", dir); !strings.Contains(out, "a\xfe.png") || !strings.Contains(out, "a\xff.png") {
		t.Errorf("CSV %q", out)
	}
	if status, out, _ := execute(t, "predict", "--format", "json", filepath.Join(dir, "none.png")); status != exitError || strings.TrimSpace(out) != "[\n]" {
		t.Errorf("no rows: status %d, %q", status, out)
	}
}
