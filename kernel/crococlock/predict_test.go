package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// execute runs one command as the program would and returns its exit status
// and what it printed.
func execute(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	status = dispatch(t.Context(), args, stdio{strings.NewReader(""), &out, &err}, thisProgram)
	return status, out.String(), err.String()
}

// pictures makes a folder of pictures of several sizes and formats, and returns
// its path and the files below it in sorted order.
func pictures(t *testing.T) (dir string, files []string) {
	t.Helper()
	dir = t.TempDir()
	files = []string{"a.png", "b/c.jpg", "b/d.PNG", "e.jpeg"}
	for i, name := range files {
		img := image.NewNRGBA(image.Rect(0, 0, 32+40*i, 32+25*i))
		for y := range img.Rect.Dy() {
			for x := range img.Rect.Dx() {
				img.SetNRGBA(x, y, color.NRGBA{uint8(x * 7), uint8(y * 5), uint8(i * 60), 255})
			}
		}
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		if strings.EqualFold(filepath.Ext(name), ".png") {
			err = png.Encode(f, img)
		} else {
			err = jpeg.Encode(f, img, nil)
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		files[i] = filepath.ToSlash(path)
	}
	for _, other := range []string{"notes.txt", ".hidden.png"} {
		if err := os.WriteFile(filepath.Join(dir, other), []byte("no picture"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir, files
}

func TestPredictFormatsAgree(t *testing.T) {
	dir, files := pictures(t)
	status, out, errs := execute(t, "predict", "--format", "csv", dir)
	if status != exitOK || errs != "" {
		t.Fatalf("status %d, stderr %q", status, errs)
	}
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(rows[0], []string{"path", "p_crocodile", "label"}) {
		t.Errorf("columns %q", rows[0])
	}
	var paths []string
	for _, r := range rows[1:] {
		paths = append(paths, r[0])
		if _, decimals, _ := strings.Cut(r[1], "."); len(decimals) != 6 {
			t.Errorf("%s: probability %s has not 6 decimals", r[0], r[1])
		}
		if want := map[bool]string{true: "crocodile", false: "clock"}[r[1] >= "0.5"]; r[2] != want {
			t.Errorf("%s: label %s at probability %s", r[0], r[2], r[1])
		}
	}
	if !slices.Equal(paths, files) {
		t.Errorf("paths %q, want %q", paths, files)
	}

	_, out, _ = execute(t, "predict", "--format", "json", dir)
	var objects []struct {
		Path, Label   string
		P             json.Number
		Probabilities []struct {
			Class string
			P     json.Number
		}
	}
	if err := json.Unmarshal([]byte(out), &objects); err != nil {
		t.Fatal(err)
	}
	_, table, _ := execute(t, "predict", dir)
	lines := strings.Split(strings.TrimSpace(table), "\n")
	for i, r := range rows[1:] {
		o := objects[i]
		if o.Path != r[0] || o.Label != r[2] || len(o.Probabilities) != 2 || o.Probabilities[1].Class != "crocodile" || o.Probabilities[1].P.String() != r[1] {
			t.Errorf("JSON has %+v, CSV %q", o, r)
		}
		for _, of := range o.Probabilities {
			if of.Class == o.Label && of.P != o.P {
				t.Errorf("%s: p is %s, of %s %s", o.Path, o.P, of.Class, of.P)
			}
		}
		if !slices.Equal(strings.Fields(lines[i+1]), r) {
			t.Errorf("the table has %q, CSV %q", lines[i+1], r)
		}
	}
}

func TestPredictGoesOnAfterABadFile(t *testing.T) {
	dir, files := pictures(t)
	bad := filepath.Join(dir, "b", "bad.png")
	whole, err := os.ReadFile(filepath.FromSlash(files[0]))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(bad, whole[:len(whole)/2], 0o644); err != nil {
		t.Fatal(err)
	}
	missing := filepath.Join(dir, "none.png")
	status, out, errs := execute(t, "predict", "--format", "csv", dir, missing)
	if status != exitError {
		t.Errorf("status %d, want %d", status, exitError)
	}
	for _, name := range []string{bad, missing} {
		if !strings.Contains(errs, name) {
			t.Errorf("stderr does not name %s: %q", name, errs)
		}
	}
	for _, f := range files {
		if !strings.Contains(out, f) {
			t.Errorf("%s was not predicted", f)
		}
	}
}

func TestPredictUsage(t *testing.T) {
	for _, args := range [][]string{{"predict"}, {"predict", "--format", "xml", "x"}, {"predict", "--wait"}} {
		if status, _, errs := execute(t, args...); status != exitUsage || errs == "" {
			t.Errorf("%q: status %d, stderr %q", args, status, errs)
		}
	}
	notWeights := filepath.Join(t.TempDir(), "w.safetensors")
	if err := os.WriteFile(notWeights, []byte("nothing of the kind"), 0o644); err != nil {
		t.Fatal(err)
	}
	if status, _, errs := execute(t, "predict", "--weights", notWeights, "x.png"); status != exitError || !strings.Contains(errs, notWeights) {
		t.Errorf("foreign weights: status %d, stderr %q", status, errs)
	}
}
