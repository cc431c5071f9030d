package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/generation"
)

// A training that is stopped goes on to the same weights, what is there is not
// trained again, and the guides are shipped in half the bytes.
func TestTrain(t *testing.T) {
	d := dataset.Synthetic(3, 1)
	whole := experiment{dir: t.TempDir(), architecture: cnn.SmallResNet, epochs: 2, rotationEpochs: 1}
	if err := whole.train(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	stopped := whole
	stopped.dir, stopped.only = t.TempDir(), guideKind
	first := all()[1]
	config := stopped.config(first)
	path := filepath.Join(stopped.dir, first.name+".safetensors")
	config.Checkpoint, config.CheckpointEvery = path+".run", 1
	ctx, cancel := context.WithCancel(t.Context())
	_, _, err := generation.TrainJudge(ctx, d, config, func(cnn.Epoch) { cancel() })
	if !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if err := stopped.train(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(stopped.dir)
	if err != nil || len(entries) != 3 {
		t.Fatalf("%v, %v", entries, err)
	}
	want, err := os.ReadFile(filepath.Join(whole.dir, first.name+".safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("the weights of a training that was stopped are others, %v", err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := stopped.train(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "mine" {
		t.Errorf("what was there was written again: %v", err)
	}

	var out strings.Builder
	if err := list(&out, d, whole.dir); err != nil || strings.Count(out.String(), "\n") != 9 || strings.Contains(out.String(), "not there") {
		t.Errorf("%v\n%s", err, &out)
	}
	shipped := t.TempDir()
	if err := ship(whole.dir, shipped); err != nil {
		t.Fatal(err)
	}
	half, err := os.Stat(filepath.Join(shipped, "guide-1.safetensors"))
	if err != nil || half.Size() > int64(len(want))*6/10 {
		t.Errorf("%v, %v", half, err)
	}
	stopped.only = "cat"
	if err := stopped.train(t.Context(), d); err == nil || !strings.Contains(err.Error(), "want rotations, guide or judge") {
		t.Errorf("%v", err)
	}
}

// No two networks have a seed, or a file.
func TestSeeds(t *testing.T) {
	seeds, names := map[uint64]bool{}, map[string]bool{}
	for _, n := range all() {
		seeds[n.seed], names[n.name] = true, true
	}
	if len(seeds) != 9 || len(names) != 9 {
		t.Errorf("%v %v", seeds, names)
	}
}
