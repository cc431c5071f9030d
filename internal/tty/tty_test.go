package tty_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/crococlock/crococlock/internal/tty"
)

func TestIsNot(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	reader, pipe, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	defer pipe.Close()
	closed, err := os.Create(filepath.Join(t.TempDir(), "closed"))
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	if tty.Is(&bytes.Buffer{}) {
		t.Error("a buffer is taken for a terminal")
	}
	for name, f := range map[string]*os.File{"a file": file, "the null device": null, "a pipe": pipe, "a closed file": closed, "no file": nil} {
		if tty.Is(f) {
			t.Errorf("%s is taken for a terminal", name)
		}
	}
}
