package main

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/generation"
)

// write writes weights of an untrained network.
func write(t *testing.T, dir, name string, classes []string, seed uint64) {
	t.Helper()
	m, err := cnn.New(cnn.SimpleNet, classes, 32, rand.New(rand.NewPCG(seed, 0)))
	if err == nil {
		err = m.WriteFile(filepath.Join(dir, name+".safetensors"))
	}
	if err != nil {
		t.Fatal(err)
	}
}

func samples(t *testing.T, dir, name string, d *dataset.Dataset, idx []int) {
	t.Helper()
	p, err := generation.PicturesOf(d, idx)
	if err == nil {
		err = p.WriteNPY(filepath.Join(dir, name+".npy"))
	}
	if err != nil {
		t.Fatal(err)
	}
}

// The whole way from files to the table.
func TestTable(t *testing.T) {
	d, other := dataset.Synthetic(15, 1), dataset.Synthetic(15, 2)
	dir := t.TempDir()
	e := experiment{samples: filepath.Join(dir, "samples"), judges: dir, disputable: filepath.Join(dir, "list.txt"), out: filepath.Join(dir, "out"),
		commit: "abc", order: []string{"gan", "flow"}, averages: 20}
	if err := os.Mkdir(e.samples, 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, dir, "rotations", []string{"000", "090", "180", "270"}, 9)
	for i := range uint64(2) {
		write(t, dir, "judge-"+string(rune('1'+i)), d.Classes, i)
	}
	if err := os.WriteFile(e.disputable, []byte("# some\n"+d.Paths[3]+",0.5\n\n"+d.Paths[20]+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	samples(t, e.samples, "flow.clock", other, other.Indices(0))
	samples(t, e.samples, "flow.crocodile", other, other.Indices(1))
	samples(t, e.samples, "flow.between", other, []int{1, 2, 3})
	samples(t, e.samples, "gan.between", d, []int{4, 5, 6})
	samples(t, e.samples, "a.b.between", d, []int{7, 8})
	var out bytes.Buffer
	if err := e.table(t.Context(), d, &out); err != nil {
		t.Fatal(err)
	}
	var made []string
	for _, line := range strings.Split(strings.TrimSpace(out.String()), "\n")[2:] {
		made = append(made, strings.Join(strings.Split(line, " | ")[:3], ","))
	}
	want := []string{"| real against real,classes,15", "| real disputable images,in-between,2", "| pixel average,in-between,20",
		"| gan,in-between,3", "| flow,classes,30", "| flow,in-between,3", "| a.b,in-between,2"}
	if !slices.Equal(made, want) {
		t.Errorf("rows %q", made)
	}
	if !strings.Contains(out.String(), "| gan | in-between | 3 | – | – | ") || !strings.Contains(out.String(), "| 100.0 (") {
		t.Errorf("copies are not found:\n%s", &out)
	}
	for _, name := range []string{"table.md", "table.csv", "flow-classes.png", "flow-classes-nearest.png", "real-disputable-images-in-between-nearest.png"} {
		if info, err := os.Stat(filepath.Join(e.out, name)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	csv, err := os.ReadFile(filepath.Join(e.out, "table.csv"))
	if err != nil || strings.Count(string(csv), "\n") != 9 || !strings.HasPrefix(string(csv), "# generation table, 2 judges, 2 disputable images, seed 0, commit abc\n") {
		t.Errorf("%v\n%s", err, csv)
	}
	if err := grid(filepath.Join(e.samples, "flow.clock.npy"), filepath.Join(dir, "grid.png"), 4, 2); err != nil {
		t.Fatal(err)
	}
	img, err := dataset.ReadImage(filepath.Join(dir, "grid.png"))
	if err != nil || img.Bounds().Dx() != 2*100+4 || img.Bounds().Dy() != 2*100+4 {
		t.Errorf("%v, %v", img.Bounds(), err)
	}
}

func TestSamples(t *testing.T) {
	dir := t.TempDir()
	classes := []string{"clock", "crocodile"}
	if _, err := makers(dir, classes, nil); err == nil || !strings.Contains(err.Error(), "no .npy files") {
		t.Errorf("%v", err)
	}
	for _, c := range []struct{ name, want string }{
		{"flow.npy", "want a name such as"}, {"flow.cat.npy", `it shows "cat"`},
	} {
		path := filepath.Join(dir, c.name)
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := makers(dir, classes, nil); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	d := dataset.Synthetic(2, 1)
	list := filepath.Join(dir, "list.txt")
	for text, want := range map[string]string{d.Paths[0] + "\nclock/none.png": "no image", d.Paths[1] + "\n" + d.Paths[1]: "there twice"} {
		if err := os.WriteFile(list, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := positions(d, list); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

// One class without the other is no row.
func TestRowsRefuse(t *testing.T) {
	d := dataset.Synthetic(2, 1)
	dir := t.TempDir()
	samples(t, dir, "flow.clock", d, d.Indices(0))
	m := maker{"flow", map[string]string{"clock": filepath.Join(dir, "flow.clock.npy")}}
	add := func(generation.Row, error) error { t.Error("a row was added"); return nil }
	if err := (experiment{}).rows(&generation.Bench{Data: d}, m, add); err == nil || !strings.Contains(err.Error(), "samples of 1 classes") {
		t.Errorf("%v", err)
	}
	if err := dispatch(t.Context(), nil); err == nil {
		t.Error("no command")
	}
	if err := grid(filepath.Join(dir, "none.npy"), filepath.Join(dir, "out.png"), 1, 0); err == nil {
		t.Error("a grid of no file")
	}
}
