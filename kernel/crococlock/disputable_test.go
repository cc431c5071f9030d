package main

import (
	"encoding/csv"
	"encoding/json"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/cnn"
)

// The formats tell the same, of one network and of two.
func TestDisputableFormatsAgree(t *testing.T) {
	dir := album(t, []string{"clock", "crocodile"}, 6)
	var files []string
	for seed := range uint64(2) {
		m, err := cnn.NewSimpleNet([]string{"clock", "crocodile"}, rand.New(rand.NewPCG(seed, 0)))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, filepath.Join(t.TempDir(), "w.safetensors"))
		if err := m.WriteFile(files[seed]); err != nil {
			t.Fatal(err)
		}
	}
	for name, args := range map[string][]string{"One": {dir}, "Two": {dir, "--weights", files[0], "--weights", files[1]}} {
		t.Run(name, func(t *testing.T) {
			run := func(more ...string) string {
				t.Helper()
				status, out, errs := execute(t, append(append([]string{"disputable", "--top", "5"}, args...), more...)...)
				if status != exitOK || errs != "" {
					t.Fatalf("status %d, %q", status, errs)
				}
				return out
			}
			rows, err := csv.NewReader(strings.NewReader(run("--format", "csv"))).ReadAll()
			if err != nil || len(rows) != 6 || rows[0][0] != "path" || rows[0][3] != "score" || rows[0][5] != "p_crocodile" {
				t.Fatalf("%v: %q", err, rows)
			}
			var pictures []struct {
				Path, Class   string
				Score         float64
				Between       []string
				Networks      int
				Probabilities []struct {
					Class string
					P     float64
				}
			}
			if err := json.Unmarshal([]byte(run("--format", "json")), &pictures); err != nil || len(pictures) != 5 {
				t.Fatalf("%v: %+v", err, pictures)
			}
			table := strings.Split(strings.TrimSpace(run()), "\n")
			if len(table) != 6 {
				t.Fatalf("%q", table)
			}
			before := 1.0
			for i, row := range rows[1:] {
				p := pictures[i]
				if row[0] != p.Path || row[1] != p.Class || !strings.HasPrefix(p.Path, p.Class+"/") || row[2] != strconv.Itoa(p.Networks) {
					t.Errorf("CSV has %q, JSON %+v", row, p)
				}
				if got := strconv.FormatFloat(p.Probabilities[1].P, 'f', 6, 64); got != row[5] {
					t.Errorf("%s: probability %s in JSON, %s in CSV", p.Path, got, row[5])
				}
				if p.Score > before || p.Score <= 0 {
					t.Errorf("%s: score %v behind %v", p.Path, p.Score, before)
				}
				before = p.Score
				if cells := strings.Fields(table[i+1]); cells[len(cells)-1] != p.Path || cells[0] != strconv.FormatFloat(p.Score, 'f', 4, 64) || cells[2] != strings.Join(p.Between, "/") {
					t.Errorf("the table has %q, JSON %+v", cells, p)
				}
			}
			if strings.Contains(table[0], "disagree") != (name == "Two") {
				t.Errorf("columns %q", table[0])
			}
		})
	}
}

func TestDisputableWritesFiles(t *testing.T) {
	dir := album(t, []string{"clock", "crocodile"}, 3)
	grid, list := filepath.Join(t.TempDir(), "grid.png"), filepath.Join(t.TempDir(), "list.csv")
	if status, out, errs := execute(t, "disputable", dir, "--format", "grid", "--out", grid); status != exitOK || out+errs != "" {
		t.Fatalf("status %d, %q, %q", status, out, errs)
	}
	f, err := os.Open(grid)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if img, err := png.Decode(f); err != nil || img.Bounds().Dx() < 200 {
		t.Errorf("%v", err)
	}
	if status, out, errs := execute(t, "disputable", dir, "--format", "csv", "--out", list); status != exitOK || out+errs != "" {
		t.Fatalf("status %d, %q, %q", status, out, errs)
	}
	if data, err := os.ReadFile(list); err != nil || strings.Count(string(data), "\n") != 7 {
		t.Errorf("%v: %s", err, data)
	}
}

func TestDisputableRefuses(t *testing.T) {
	dir := album(t, []string{"clock", "lamp"}, 1)
	lamps := filepath.Join(t.TempDir(), "lamps.safetensors")
	m, err := cnn.NewSimpleNet([]string{"clock", "lamp"}, rand.New(rand.NewPCG(1, 0)))
	if err != nil {
		t.Fatal(err)
	}
	if err := m.WriteFile(lamps); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "out")
	for want, args := range map[string][]string{
		"want one FOLDER":         {},
		"--top 0":                 {dir, "--top", "0"},
		"--format grid wants":     {dir, "--format", "grid"},
		`--format "xml"`:          {dir, "--format", "xml"},
		`"lamp" is not one of`:    {dir, "--out", out},
		"no such folder":          {filepath.Join(dir, "no"), "--out", out},
		"judge the same pictures": {dir, "--weights", lamps, "--weights", "", "--out", out},
		"class 1 has no images":   {album(t, []string{"clock"}, 2), "--out", out},
	} {
		if status, _, errs := execute(t, append([]string{"disputable"}, args...)...); status == exitOK || !strings.Contains(errs, want) {
			t.Errorf("%q: status %d, %q, want %q", args, status, errs, want)
		}
		if _, err := os.Stat(out); err == nil {
			t.Errorf("%q: something was written", args)
		}
	}
}
