package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestServeSaysWhatIsWrong(t *testing.T) {
	bad := filepath.Join(t.TempDir(), "bad.json")
	if err := os.WriteFile(bad, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args   []string
		status int
		says   string
	}{
		{nil, exitUsage, "Usage"},
		{[]string{"a", "b"}, exitUsage, "Usage"},
		{[]string{"--connection-file", bad}, exitError, bad},
		{[]string{filepath.Join(t.TempDir(), "none.json")}, exitError, "none.json"},
	} {
		status, out, errs := execute(t, append([]string{"serve"}, c.args...)...)
		if status != c.status || out != "" || !strings.Contains(errs, c.says) {
			t.Errorf("%v: status %d, %q, %q; want %d, %q", c.args, status, out, errs, c.status, c.says)
		}
	}
}

func TestWorkerIsNotForPeople(t *testing.T) {
	if status, _, errs := execute(t, "worker"); status != exitError || !strings.Contains(errs, "not started by a kernel") {
		t.Errorf("status %d: %s", status, errs)
	}
	if status, _, errs := execute(t, "worker", "cell"); status != exitUsage || !strings.Contains(errs, "not people") {
		t.Errorf("with an argument: status %d: %s", status, errs)
	}
}
