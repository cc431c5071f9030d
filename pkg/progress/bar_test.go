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

func TestHostGetsStates(t *testing.T) {
	stdout := os.Stdout
	t.Cleanup(func() { progress.SetHost(nil); os.Stdout = stdout })
	var states []progress.State
	begun := 0
	progress.SetHost(func() func(progress.State) {
		begun++
		return func(s progress.State) { states = append(states, s.AtRest()) }
	})
	bar := progress.New(os.Stderr, "work", 50)
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() { bar.Set(7) })
	}
	wg.Wait()
	bar.SetNote(50, "loss 0.5")
	bar.Done()
	bar.Done()
	bar.Set(1)
	if len(states) != 53 || states[0] != (progress.State{Label: "work", Total: 50}) ||
		states[52] != (progress.State{Label: "work", Total: 50, Done: 50, Note: "loss 0.5", Last: true}) {
		t.Errorf("%d states, first %+v, last %+v", len(states), states[0], states[len(states)-1])
	}

	var log bytes.Buffer
	progress.New(&log, "work", 1).Set(1)
	f, err := os.Create(filepath.Join(t.TempDir(), "captured"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	os.Stdout = f
	progress.New(os.Stdout, "work", 1).Set(1)
	captured, err := os.ReadFile(f.Name())
	if err != nil {
		t.Fatal(err)
	}
	if begun != 1 || log.Len() == 0 || len(captured) == 0 {
		t.Errorf("%d bars at the host, want that of standard error alone", begun)
	}
}
