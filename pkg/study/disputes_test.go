package study_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/cluster"
	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/study"
)

// written writes opinions of networks that are drawn: an image's log-odds are its
// own, and each network differs from them.
func written(t *testing.T, dir string, d *dataset.Dataset, rounds, judges, reports int) {
	t.Helper()
	rng := rand.New(rand.NewPCG(3, 0))
	odds := make([]float64, d.Len())
	for i := range odds {
		odds[i] = 4 * rng.NormFloat64()
	}
	write := func(name string, seen func(i int) bool, noise float64) {
		o := cluster.Blank(d.Len(), 2)
		for i := range odds {
			if seen(i) {
				continue
			}
			p := 1 / (1 + math.Exp(-odds[i]-noise*rng.NormFloat64()))
			o.P.SetRow(i, []float64{1 - p, p})
			o.Distances.SetRow(i, []float64{1 + p, 2 - p})
		}
		f, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if err := o.Write(f, "drawn", d.Paths, d.Classes); err != nil {
			t.Fatal(err)
		}
	}
	for prefix, n := range map[string]int{"ensemble": rounds, "judge": judges} {
		for round := range n {
			for half := range 2 {
				write(fmt.Sprintf("%s-%02d-%d.csv", prefix, round, half), func(i int) bool { return (i+round)%2 == half }, 1)
			}
		}
	}
	for k := range reports {
		write(fmt.Sprintf("report-%d.csv", k), func(int) bool { return false }, 4)
	}
}

func TestCompareDisputes(t *testing.T) {
	d := dataset.Synthetic(200, 1)
	dir := t.TempDir()
	written(t, dir, d, 16, 20, 5)
	r, err := study.ReadDisputes(dir, "", d)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Ensembles) != 5 || len(r.Ensembles[4]) != 6 || len(r.Judges) != 40 || len(r.Reports) != 5 || r.Networks() != 72 || len(r.All()) != 32 {
		t.Errorf("%d ensembles of %d, %d judges, %d reports, %d networks", len(r.Ensembles), len(r.Ensembles[4]), len(r.Judges), len(r.Reports), r.Networks())
	}
	table, err := study.CompareDisputes(r, d.Labels, 1)
	if err != nil {
		t.Fatal(err)
	}
	share := float64(table.SplitImages()) / float64(d.Len())
	mean := make(map[string]float64)
	for _, m := range table.Methods {
		for _, v := range m.Average {
			mean[m.Name] += v / float64(len(m.Average))
		}
		if len(m.Average) != 5 || m.Ranking != (len(m.Overlap) == 10) {
			t.Errorf("%s: %d seeds, %d pairs", m.Name, len(m.Average), len(m.Overlap))
		}
	}
	if chance := mean["by chance"]; math.Abs(chance-share) > 0.06 {
		t.Errorf("by chance %.3f, of the images %.3f are split", chance, share)
	}
	if ours := mean["ours"]; !(ours > mean["|p − ½|, SimpleNet"] && ours > 0.6) {
		t.Errorf("%v", mean)
	}
	text := string(table.Text())
	for _, want := range []string{"| by chance | 0.", "| approach 1 | 0.", "| – | – |", "| ours, \\|p − ½\\| alone |", " ± ", " % |"} {
		if !strings.Contains(text, want) {
			t.Errorf("the table lacks %q:\n%s", want, text)
		}
	}
	spearman, overlap, err := study.EnsemblesAgree(r)
	if err != nil || spearman < 0.9 || overlap < 0.4 || overlap == 1 {
		t.Errorf("two ensembles: %v, %v, %v", spearman, overlap, err)
	}
}

func TestReadDisputesUnderWay(t *testing.T) {
	d := dataset.Synthetic(30, 1)
	dir := t.TempDir()
	if _, err := study.ReadDisputes(dir, "", d); err == nil {
		t.Error("of nothing")
	}
	written(t, dir, d, 1, 3, 1)
	few, err := study.ReadDisputes(dir, "", d)
	if err != nil || few.Enough() || len(few.Ensembles) != 1 || few.Networks() != 8 {
		t.Fatalf("%+v, %v", few, err)
	}
	if _, err := study.CompareDisputes(few, d.Labels, 0); err == nil || !strings.Contains(err.Error(), "1 ensembles and 3 judges of each image") {
		t.Errorf("%v", err)
	}
	if _, _, err := study.EnsemblesAgree(&study.DisputeResults{Judges: few.Judges}); err == nil {
		t.Error("no ensemble")
	}
	written(t, dir, d, 4, 3, 1)
	if err := os.Remove(filepath.Join(dir, "ensemble-03-1.csv")); err != nil { // is being trained
		t.Fatal(err)
	}
	r, err := study.ReadDisputes(dir, "", d)
	if err != nil || len(r.Ensembles) != 3 || len(r.Ensembles[0]) != 2 {
		t.Errorf("%+v, %v", r, err)
	}
	// A half that is there twice.
	data, err := os.ReadFile(filepath.Join(dir, "judge-00-0.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "judge-00-1.csv"), data, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := study.ReadDisputes(dir, "", d); err == nil || !strings.Contains(err.Error(), "judge, round 0") {
		t.Errorf("%v", err)
	}
}

// Of each image the opinion is that of a network that has not seen it.
func TestOutOfFold(t *testing.T) {
	d := dataset.Synthetic(16, 1)
	config := cnn.DefaultConfig()
	config.Epochs, config.Seed = 2, 5
	networks := 0
	opinions, between, err := study.OutOfFold(t.Context(), d, config, 2, func(n int) { networks = n })
	if err != nil || len(opinions) != 4 || networks != 4 {
		t.Fatalf("%d opinions of %d networks, %v", len(opinions), networks, err)
	}
	for i := range d.Len() {
		if opinions[0].Judges(i) == opinions[1].Judges(i) || opinions[2].Judges(i) == opinions[3].Judges(i) {
			t.Errorf("image %d has not one word in each round", i)
		}
	}
	points, told, err := between.Points(4)
	if rows, columns := points.Dims(); err != nil || rows != d.Len() || columns != 4 || !(told > 0.3) {
		t.Errorf("%d×%d, %v, %v", rows, columns, told, err)
	}
	again, _, err := study.OutOfFold(t.Context(), d, config, 1, nil)
	if err != nil || fmt.Sprint(again[1].P.RawMatrix().Data) != fmt.Sprint(opinions[1].P.RawMatrix().Data) {
		t.Errorf("the same seed gives another opinion, %v", err)
	}
	if _, _, err := study.OutOfFold(t.Context(), d, config, 0, nil); err == nil {
		t.Error("no rounds")
	}
}

func TestReadCodes(t *testing.T) {
	d := dataset.Synthetic(1, 1)
	file := filepath.Join(t.TempDir(), "codes.csv")
	for name, c := range map[string]struct{ rows, err string }{
		"OK":     {"# c\npath,x0,x1\n" + d.Paths[0] + ",1,2\n" + d.Paths[1] + ",3,-0.5\n", ""},
		"Few":    {"path,x0\n" + d.Paths[0] + ",1\n", "1 rows for 2 images"},
		"Order":  {"path,x0\n" + d.Paths[1] + ",1\n" + d.Paths[0] + ",1\n", "row 1 is of"},
		"Number": {"path,x0\n" + d.Paths[0] + ",one\n" + d.Paths[1] + ",1\n", `parsing "one"`},
	} {
		if err := os.WriteFile(file, []byte(c.rows), 0o644); err != nil {
			t.Fatal(err)
		}
		codes, err := study.ReadCodes(file, d)
		switch {
		case c.err == "" && (err != nil || codes.At(1, 1) != -0.5):
			t.Errorf("%s: %v", name, err)
		case c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)):
			t.Errorf("%s: %v, want %q", name, err, c.err)
		}
	}
}
