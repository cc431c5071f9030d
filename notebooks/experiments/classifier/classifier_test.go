package main

import (
	"bytes"
	"context"
	"math/rand/v2"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/internal/numbers"
	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/study"
	"gonum.org/v1/gonum/mat"
)

// invented are predictions of n images that are right but for the first wrong.
func invented(t *testing.T, name string, n, wrong int, rng *rand.Rand) study.Predictions {
	t.Helper()
	truth, p := make([]int, n), mat.NewDense(n, 2, nil)
	for i := range n {
		truth[i] = i % 2
		right := 0.8 + 0.2*rng.Float64()
		if i < wrong {
			right = 1 - right
		}
		p.Set(i, truth[i], right)
		p.Set(i, 1-truth[i], 1-right)
	}
	r, err := cnn.ReportOf([]string{"clock", "crocodile"}, truth, p)
	if err != nil {
		t.Fatal(err)
	}
	for i := range r.Paths {
		r.Paths[i] = name + "/" + string(rune('a'+i%26))
	}
	return study.Predictions{Part: name, Single: r, Averaged: r}
}

// The table is about what is written.
func TestTable(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 0))
	e := experiment{dir: t.TempDir()}
	for split, wrong := range []int{4, 8} {
		for net := range 2 {
			parts := []study.Predictions{invented(t, dataset.ValidationName, 100, wrong, rng), invented(t, dataset.TestName, 200, wrong, rng)}
			if err := study.WritePredictions(e.path(uint64(split), net), "a comment, with a comma", parts...); err != nil {
				t.Fatal(err)
			}
		}
	}
	var out bytes.Buffer
	if err := e.table(&out, 0, 4); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"| 0 | 2 | 98.0 98.0 | 98.0 98.0 | 98.0 |", "| 1 | 2 | 96.0 96.0", "On test images", "97.00 ± 1.15 %", "ensemble of 2 97.00 ± 1.41 %", "776 of 800 right", "388 of 400 right"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the table lacks %q:\n%s", want, out.String())
		}
	}
	if err := e.table(&out, 7, 9); err == nil {
		t.Error("a table of nothing")
	}
	// Splits that were to choose by and splits that judge are not mixed.
	if err := study.WritePredictions(e.path(2, 0), "c", invented(t, dataset.ValidationName, 100, 1, rng)); err != nil {
		t.Fatal(err)
	}
	if err := e.table(&out, 0, 4); err == nil || !strings.Contains(err.Error(), "split 2") {
		t.Errorf("mixed: %v", err)
	}
}

func TestLadderTable(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 0))
	e := experiment{dir: t.TempDir()}
	for i, r := range rungs[:2] {
		for split := range uint64(2) {
			if err := study.WritePredictions(e.ladderPath(r, split), "c", invented(t, dataset.ValidationName, 100, 10-3*i+int(split), rng)); err != nil {
				t.Fatal(err)
			}
		}
	}
	var out bytes.Buffer
	if err := e.ladderTable(&out, 0, 4); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "| plain | 2 | 89.5 ± 0.7 | – |") || !strings.Contains(out.String(), "| small-batches | 2 | 92.5 ± 0.7 | 3.0 ± 0.0 |") {
		t.Error(out.String())
	}
}

// Every rung is a network that can be trained as its configuration says.
func TestRungs(t *testing.T) {
	d := dataset.Synthetic(4, 1)
	var config cnn.Config
	for _, r := range rungs {
		r.add(&config)
		config.Epochs, config.Architecture = 1, ""
		m, err := r.model(d.Classes, 1)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := m.Train(t.Context(), d, dataset.Split{Train: d.All()}, config, nil); err != nil {
			t.Errorf("%s: %v", r.name, err)
		}
	}
	want := cnn.ResNetConfig()
	want.Epochs, want.Architecture, want.ValidateEvery = 1, "", 0
	if !reflect.DeepEqual(config, want) {
		t.Errorf("the last rung is %+v, the recipe %+v", config, want)
	}
}

// The test images of the splits to choose by are never predicted.
func TestRunRefuses(t *testing.T) {
	e := experiment{dir: t.TempDir(), test: true}
	if err := e.run(context.Background(), 4, 100, 1); err == nil || !strings.Contains(err.Error(), "nobody's") {
		t.Errorf("%v", err)
	}
	if err := dispatch(context.Background(), nil); err == nil {
		t.Error("no command")
	}
	if _, _, err := numbers.Range("4-1"); err == nil {
		t.Error("4-1")
	}
	if entries, _ := os.ReadDir(e.dir); len(entries) > 0 {
		t.Error("something was written")
	}
}
