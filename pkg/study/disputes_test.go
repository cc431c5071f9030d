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
	r, err := study.ReadDisputes(dir, d)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Ensembles) != 5 || len(r.Ensembles[4]) != 3 || len(r.Judges) != 20 || len(r.Reports) != 5 || r.Networks() != 70 || len(r.All()) != 15 {
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
	if ours := mean["ours: expected split"]; !(ours > mean["|p − ½|, the report's network"] && ours > 0.6) {
		t.Errorf("%v", mean)
	}
	text := string(table.Text())
	for _, want := range []string{"| by chance | 0.", "| approach 1: wrong predictions | 0.", "| – | – |", "\\|p − ½\\|, ensemble", " ± ", " % |"} {
		if !strings.Contains(text, want) {
			t.Errorf("the table lacks %q:\n%s", want, text)
		}
	}
	spearman, overlap, err := study.HalvesAgree(r)
	if err != nil || spearman < 0.5 || overlap < 0.2 {
		t.Errorf("halves: %v, %v, %v", spearman, overlap, err)
	}
}

func TestReadDisputesUnderWay(t *testing.T) {
	d := dataset.Synthetic(30, 1)
	dir := t.TempDir()
	if _, err := study.ReadDisputes(dir, d); err == nil {
		t.Error("of nothing")
	}
	written(t, dir, d, 1, 3, 1)
	if _, err := study.ReadDisputes(dir, d); err == nil || !strings.Contains(err.Error(), "1 rounds of ensembles and 3 of judges") {
		t.Errorf("%v", err)
	}
	written(t, dir, d, 4, 3, 1)
	if err := os.Remove(filepath.Join(dir, "ensemble-03-1.csv")); err != nil { // is being trained
		t.Fatal(err)
	}
	r, err := study.ReadDisputes(dir, d)
	if err != nil || len(r.Ensembles) != 3 || len(r.Ensembles[0]) != 1 {
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
	if _, err := study.ReadDisputes(dir, d); err == nil || !strings.Contains(err.Error(), "judge, round 0") {
		t.Errorf("%v", err)
	}
}
