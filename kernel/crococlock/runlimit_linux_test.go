package main

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestRunFileLimit writes a page that is larger than the shell lets files be.
func TestRunFileLimit(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell here:", err)
	}
	path := fixture(t, "format_4_5")
	cmd := program(t, nil, "run", "--html", filepath.Join(t.TempDir(), "page.html"), path)
	cmd.Args = append([]string{shell, "-c", `ulimit -f 8; exec "$@"`, "sh", cmd.Path}, cmd.Args[1:]...)
	cmd.Path = shell
	printed, _ := cmd.CombinedOutput()
	if status := cmd.ProcessState.ExitCode(); status != exitNotWritten || !strings.Contains(string(printed), "file too large") {
		t.Errorf("status %d, want %d: %s", status, exitNotWritten, printed)
	}
}
