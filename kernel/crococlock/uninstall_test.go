package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/kernel/jupyter"
)

func TestUninstall(t *testing.T) {
	prefix := t.TempDir()
	kernels := filepath.Join(prefix, "share", "jupyter", "kernels")
	run := func(args ...string) (int, string) {
		status, out, errs := execute(t, append([]string{"uninstall", "--prefix", prefix}, args...)...)
		return status, out + errs
	}
	if status, printed := run(); status != exitError {
		t.Errorf("nothing is installed: status %d: %s", status, printed)
	}
	if status, printed := installed(t, "--prefix", prefix); status != exitOK {
		t.Fatalf("install: status %d: %s", status, printed)
	}
	if status, printed := run(); status != exitOK {
		t.Errorf("status %d: %s", status, printed)
	}
	if _, err := os.Stat(filepath.Join(kernels, "gophernotes")); !os.IsNotExist(err) {
		t.Errorf("the kernelspec is still there: %v", err)
	}
	theirs := &jupyter.Kernelspec{Argv: []string{"/usr/bin/other"}, DisplayName: "Other", Language: "go"}
	if _, err := theirs.Install(kernels, "other", nil); err != nil {
		t.Fatal(err)
	}
	if status, printed := run("--name", "other"); status != exitError || !strings.Contains(printed, "another program's") {
		t.Errorf("another's kernel: status %d: %s", status, printed)
	}
	for _, name := range []string{"..", "a/b", ""} {
		if status, printed := run("--name", name); status != exitError {
			t.Errorf("%q: status %d: %s", name, status, printed)
		}
	}
	if status, _ := run("extra"); status != exitUsage {
		t.Errorf("an extra argument: status %d", status)
	}
}
