package main

import (
	"bytes"
	"context"
	"image/gif"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/generation"
)

// From a folder of three classes to pictures of one, and between two.
func TestTrainGeneratorSample(t *testing.T) {
	dir := album(t, []string{"blue", "green", "red"}, 4)
	for _, model := range []string{"flow", "gan"} {
		work := t.TempDir()
		weights := filepath.Join(work, "w.safetensors")
		status, out, errs := execute(t, "train-generator", dir, "-o", weights, "--model", model, "--channels", "8", "--size", "16", "--images", "128")
		if status != exitOK || !strings.HasPrefix(out, weights+": ") {
			t.Fatalf("%s: status %d, %q, %q", model, status, out, errs)
		}
		for _, file := range []string{"w.safetensors", "w.safetensors.png"} {
			if info, err := os.Stat(filepath.Join(work, file)); err != nil || info.Size() == 0 {
				t.Errorf("%s: %s: %v", model, file, err)
			}
		}
		if _, err := os.Stat(weights + ".run"); err == nil {
			t.Errorf("%s: %s.run is left", model, weights)
		}

		path := func(name string) string { return filepath.Join(work, name) }
		sample := func(args ...string) {
			t.Helper()
			status, out, errs := execute(t, append([]string{"sample", "--weights", weights, "--steps", "1", "--n", "3"}, args...)...)
			if status != exitOK || out != "" {
				t.Errorf("%s %q: status %d, %q, %q", model, args, status, out, errs)
			}
		}
		sample("--class", "green", "--out", path("green.npy"))
		sample("--class", "green", "--class", "red", "--at", "0", "--out", path("at0.npy"))
		sample("--class", "green", "--class", "red", "--out", path("half.npy"))
		sample("--class", "green", "--seed", "1", "--out", path("other.npy"))
		sample("--class", "green", "--n", "2", "--out", path("two.npy"))
		read := func(name string) []byte {
			t.Helper()
			data, err := os.ReadFile(path(name))
			if err != nil {
				t.Fatal(err)
			}
			return data
		}
		green := read("green.npy")
		if !bytes.Equal(green, read("at0.npy")) {
			t.Errorf("%s: at 0 is not the first class", model)
		}
		if bytes.Equal(green, read("other.npy")) {
			t.Errorf("%s: another seed makes the same pictures", model)
		}
		// Two steps teach a GAN a little of its classes, a flow nothing yet.
		if model == "gan" && bytes.Equal(green, read("half.npy")) {
			t.Errorf("%s: half way to another class is the class itself", model)
		}
		three, err := generation.ReadNPY(path("green.npy"))
		if err != nil || three.Len() != 3 || three.Side != 16 {
			t.Fatalf("%s: %v, %v", model, three, err)
		}
		two, err := generation.ReadNPY(path("two.npy"))
		if err != nil || two.Len() != 2 {
			t.Fatalf("%s: %v, %v", model, two, err)
		}
		for i, v := range two.X {
			if v != three.X[i] {
				t.Errorf("%s: picture %d changes with how many are made", model, i/(3*16*16))
				break
			}
		}

		sample("--class", "blue", "--out", path("grid.png"))
		if _, err := png.Decode(bytes.NewReader(read("grid.png"))); err != nil {
			t.Errorf("%s: grid: %v", model, err)
		}
		sample("--class", "blue", "--format", "png", "--out", path("pictures"))
		if files, _ := filepath.Glob(path("pictures/*.png")); len(files) != 3 {
			t.Errorf("%s: files %q", model, files)
		}
		sample("--class", "blue", "--class", "red", "--out", path("walk.gif"))
		if g, err := gif.DecodeAll(bytes.NewReader(read("walk.gif"))); err != nil || len(g.Image) < walkPlaces {
			t.Errorf("%s: gif: %v", model, err)
		}
	}
}

// Guides that know nothing are undecided, so that all pictures pass; guides that
// are sure let none pass, and nothing is written.
func TestSampleGuides(t *testing.T) {
	dir, work := album(t, []string{"a", "b"}, 4), t.TempDir()
	weights := filepath.Join(work, "w.safetensors")
	if status, _, errs := execute(t, "train-generator", dir, "-o", weights, "--channels", "8", "--images", "64"); status != exitOK {
		t.Fatal(errs)
	}
	guide := filepath.Join(work, "guide.safetensors")
	m, err := cnn.NewSimpleNet([]string{"a", "b"}, rand.New(rand.NewPCG(1, 0)))
	if err != nil {
		t.Fatal(err)
	}
	keep := func() {
		if err := m.WriteFile(guide); err != nil {
			t.Fatal(err)
		}
	}
	keep()
	args := []string{"sample", "--weights", weights, "--guide", guide, "--steps", "1", "--n", "2", "--out", filepath.Join(work, "x.npy")}
	if status, _, errs := execute(t, args...); status != exitOK || !strings.Contains(errs, "the guides let 100.0 %") {
		t.Errorf("status %d, %q", status, errs)
	}
	params := m.Params()
	params[len(params)-1].Data()[0] = 50
	keep()
	args[len(args)-1] = filepath.Join(work, "y.npy")
	if status, _, errs := execute(t, args...); status != exitError || !strings.Contains(errs, "too few pictures passed") {
		t.Errorf("status %d, %q", status, errs)
	}
	if _, err := os.Stat(filepath.Join(work, "y.npy")); err == nil {
		t.Error("a file of no pictures")
	}
}

// Without weights pictures are the study's, and its guides pick those between.
func TestSampleStudy(t *testing.T) {
	work := t.TempDir()
	guides, err := generation.Guides()
	if err != nil {
		t.Fatal(err)
	}
	for _, model := range []string{"flow", "gan"} {
		path := filepath.Join(work, model+".npy")
		status, out, errs := execute(t, "sample", "--model", model, "--n", "4", "--out", path)
		if status != exitOK || out != "" || !strings.Contains(errs, "the guides let ") {
			t.Fatalf("%s: status %d, %q, %q", model, status, out, errs)
		}
		p, err := generation.ReadNPY(path)
		if err != nil || p.Len() != 4 {
			t.Fatalf("%s: %v, %v", model, p, err)
		}
		verdicts, err := generation.Ask(generation.Classifiers(guides), p)
		if err != nil {
			t.Fatal(err)
		}
		if in, err := verdicts.Between(generation.Narrow(0.5)); err != nil || in.Count != 4 {
			t.Errorf("%s: %v of the pictures lie between, %v", model, in, err)
		}
		path = filepath.Join(work, model+".png")
		if status, _, errs := execute(t, "sample", "--model", model, "--class", "crocodile", "--steps", "2", "--n", "2", "--out", path); status != exitOK || strings.Contains(errs, "guides") {
			t.Errorf("%s: status %d, %q", model, status, errs)
		}
	}
}

// What is stopped goes on where it was.
func TestTrainGeneratorStops(t *testing.T) {
	dir, work := album(t, []string{"a", "b"}, 4), t.TempDir()
	for _, model := range []string{"flow", "gan"} {
		weights := filepath.Join(work, model+".safetensors")
		args := []string{"train-generator", dir, "-o", weights, "--model", model, "--channels", "8", "--size", "16", "--images", "1280"}
		ctx, cancel := context.WithCancel(t.Context())
		var errs bytes.Buffer
		stop := writerFunc(func(p []byte) (int, error) {
			if bytes.Contains(p, []byte("training")) {
				cancel()
			}
			return errs.Write(p)
		})
		if status := dispatch(ctx, args, stdio{strings.NewReader(""), &bytes.Buffer{}, stop}, thisProgram); status != exitInterrupted || !strings.Contains(errs.String(), "goes on from "+weights+".run") {
			t.Errorf("%s: status %d, %q", model, status, &errs)
		}
		if _, err := os.Stat(weights + ".run"); err != nil {
			t.Errorf("%s: %v", model, err)
		}
		if _, err := os.Stat(weights); err == nil {
			t.Errorf("%s: weights of a training that was stopped", model)
		}
		if status, _, errs := execute(t, args...); status != exitOK {
			t.Errorf("%s: going on: %d, %q", model, status, errs)
		}
	}
}

func TestSampleRefuses(t *testing.T) {
	dir, work := album(t, []string{"a", "b", "c"}, 3), t.TempDir()
	weights, out := filepath.Join(work, "w.safetensors"), filepath.Join(work, "x.png")
	if status, _, errs := execute(t, "train-generator", dir, "-o", weights, "--channels", "8", "--images", "64"); status != exitOK {
		t.Fatal(errs)
	}
	full := filepath.Join(work, "full")
	if err := os.MkdirAll(filepath.Join(full, "x"), 0o755); err != nil {
		t.Fatal(err)
	}
	simple, err := cnn.Pretrained(cnn.SimpleNet)
	if err != nil {
		t.Fatal(err)
	}
	classifier := filepath.Join(work, "c.safetensors")
	if err := simple.WriteFile(classifier); err != nil {
		t.Fatal(err)
	}
	base := "sample --steps 1 --n 1 --out " + out + " --weights " + weights
	for args, want := range map[string]string{
		"sample --weights= --out " + out:                "--weights is empty",
		base + " --model gan":                           "--model chooses among the study's",
		"sample --model vae --out " + out:               `--model "vae": want flow or gan`,
		"sample --class cat --out " + out:               `--class "cat": the weights know ["clock" "crocodile"]`,
		"sample --weights " + weights:                   "--out PATH is missing",
		base + " x":                                     "want no arguments",
		base + " --n 0":                                 "--n 0: want 1 or more",
		base + " --at 1.5":                              "--at 1.5: want 0 to 1",
		base + " --at NaN":                              "want 0 to 1",
		base + " --guidance -2":                         "--guidance -2: want 0 or more",
		base + " --steps 0":                             "--steps 0: want 1 or more",
		base:                                            `3 classes, ["a" "b" "c"]: say with --class`,
		base + " --class d":                             `--class "d": the weights know`,
		base + " --class a --at 0.2":                    "give --class twice",
		base + " --class a --class b --class c":         "--class is given 3 times",
		base + " --class a --format gif":                "walks from one class to another",
		base + " --class a --format bmp":                `--format "bmp": want grid, png, gif or npy`,
		base + " --class a --format png --out " + full:  "is not empty",
		base + " --class a --out " + work + "/no/x.png": "there is no folder",
		base + " --weights " + classifier:               "holds no generator",
		base + " --weights " + work + "/none":           "none",
		"train-generator":                               "want one FOLDER",
		"train-generator " + dir:                        "-o FILE is missing",
		"train-generator -o x --channels 12 " + dir:     "--channels 12: want a multiple of 8",
		"train-generator -o x --size 20 " + dir:         "--size 20: want a multiple of 8",
		"train-generator -o x --images 0 " + dir:        "--images 0: want a batch of 64 or more",
		"train-generator -o " + work + "/no/x " + dir:   "there is no folder",
		"train-generator -o x --model vae " + dir:       `--model "vae": want flow or gan`,
	} {
		status, _, errs := execute(t, strings.Fields(args)...)
		if status == exitOK || !strings.Contains(errs, want) {
			t.Errorf("%s: status %d, %q, want %q", args, status, errs, want)
		}
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("something was written")
	}
}
