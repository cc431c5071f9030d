package main

import (
	"bytes"
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
		var out bytes.Buffer
		status := runServe(t.Context(), c.args, stdio{strings.NewReader(""), &out, &out})
		if status != c.status || !strings.Contains(out.String(), c.says) {
			t.Errorf("%v: status %d, %q; want %d, %q", c.args, status, out.String(), c.status, c.says)
		}
	}
}

func TestWorkerIsNotForPeople(t *testing.T) {
	var out bytes.Buffer
	if status := runWorker(t.Context(), nil, stdio{strings.NewReader(""), &out, &out}); status != exitError || !strings.Contains(out.String(), "not started by a kernel") {
		t.Errorf("status %d: %s", status, out.String())
	}
}
