package progress_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/crococlock/crococlock/pkg/progress"
)

func TestLogGetsALineATenth(t *testing.T) {
	var log bytes.Buffer
	bar := progress.New(&log, "work", 1000)
	for i := int64(1); i <= 1000; i++ {
		bar.SetNote(i, "loss 0.5")
	}
	bar.Done()
	lines := strings.Split(strings.TrimSpace(log.String()), "\n")
	if len(lines) != 10 {
		t.Fatalf("%d lines, want 10:\n%s", len(lines), log.String())
	}
	if want := "1000/1000  loss 0.5"; !strings.HasSuffix(lines[9], want) {
		t.Errorf("last line %q does not end in %q", lines[9], want)
	}
	if strings.Contains(log.String(), "\r") {
		t.Error("a log has a carriage return")
	}
}

func TestWorkThatEndsEarlySaysSo(t *testing.T) {
	var log bytes.Buffer
	bar := progress.New(&log, "work", 100)
	bar.Set(37)
	bar.Done()
	bar.Done()
	if got := log.String(); strings.Count(got, "37/100") != 2 {
		t.Errorf("want the state at the third tenth and at the end, got:\n%s", got)
	}
}

func TestUnknownSizeShowsACount(t *testing.T) {
	var log bytes.Buffer
	bar := progress.New(&log, "bytes", 0)
	bar.Set(12)
	bar.Done()
	if got, want := log.String(), "bytes 12\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestInPlaceRedrawsOneLine(t *testing.T) {
	t.Setenv(progress.InPlaceEnv, "1")
	f, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	bar := progress.New(f, "work", 50)
	var wg sync.WaitGroup
	for i := range int64(50) {
		wg.Go(func() { bar.Set(i) })
	}
	wg.Wait()
	bar.Set(50)
	bar.Done()
	out, err := os.ReadFile(f.Name())
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(string(out), "\n"); got != 1 {
		t.Errorf("%d line ends, want 1", got)
	}
	last := string(out[strings.LastIndexByte(string(out), '\r')+1:])
	if !strings.Contains(last, "50/50") {
		t.Errorf("last state is %q", last)
	}
}
