package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/cluster"
	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/study"
)

// A run writes an opinion of every network and the codes of the ensembles'; the
// same command again does what is missing and nothing else.
func TestRounds(t *testing.T) {
	d := dataset.Synthetic(20, 1)
	e := experiment{architecture: cnn.SimpleNet, dir: t.TempDir(), codes: t.TempDir(), commit: "none"}
	if err := e.rounds(t.Context(), d, 1); err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(e.dir, cnn.SimpleNet)
	times := map[string]int64{}
	for _, name := range []string{"ensemble-00-0.csv", "ensemble-00-1.csv", "judge-00-0.csv", "judge-00-1.csv"} {
		info, err := os.Stat(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		times[name] = info.ModTime().UnixNano()
	}
	first, err := os.ReadFile(filepath.Join(folder, "judge-00-1.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(first), "# disputable run, judge-00-1, seed 40001, simplenet, 100 epochs, commit none\n") {
		t.Errorf("%.120s", first)
	}
	halves, err := cluster.ReadOpinions(filepath.Join(folder, "ensemble-*.csv"), d.Paths, d.Classes)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := cluster.Merged(halves...); err != nil {
		t.Errorf("the halves are no whole: %v", err)
	}
	codes, err := study.ReadCodes(filepath.Join(folder, "codes.csv"), d)
	if err != nil {
		t.Fatal(err)
	}
	if rows, columns := codes.Dims(); rows != d.Len() || columns != codeSize {
		t.Errorf("codes of %d×%d", rows, columns)
	}
	// The network that is missing comes back as it was, the others stay.
	if err := os.Remove(filepath.Join(folder, "judge-00-1.csv")); err != nil {
		t.Fatal(err)
	}
	if err := e.rounds(t.Context(), d, 1); err != nil {
		t.Fatal(err)
	}
	if again, err := os.ReadFile(filepath.Join(folder, "judge-00-1.csv")); err != nil || !bytes.Equal(again, first) {
		t.Errorf("another network, %v", err)
	}
	for name, before := range times {
		if info, err := os.Stat(filepath.Join(folder, name)); err != nil || name != "judge-00-1.csv" && info.ModTime().UnixNano() != before {
			t.Errorf("%s was written anew, %v", name, err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(folder, "*.run")); len(left) > 0 {
		t.Errorf("left: %q", left)
	}
}

// Without codes there is nothing to make points of.
func TestCodesRefuse(t *testing.T) {
	d := dataset.Synthetic(10, 1)
	e := experiment{architecture: cnn.SimpleNet, dir: t.TempDir(), codes: t.TempDir()}
	if err := e.writeCodes(d); err == nil || !strings.Contains(err.Error(), "no codes in") {
		t.Errorf("%v", err)
	}
}

func TestDispatchRefuses(t *testing.T) {
	for want, args := range map[string][]string{
		"want a command":   nil,
		"table or choose":  {"dance"},
		`-arch "resnet"`:   {"run", "-arch", "resnet"},
		"-seeds":           {"report", "-seeds", "4-1"},
		"not to choose by": {"choose", "-seeds", "3-4"},
	} {
		if err := dispatch(context.Background(), args); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", args, err, want)
		}
	}
}
