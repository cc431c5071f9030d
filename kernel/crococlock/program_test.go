package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// programVariable makes the test binary the program itself, kernel and worker
// included.
const programVariable = "CROCOCLOCK_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(programVariable) != "" {
		main()
	}
	os.Exit(m.Run())
}

// program is a command of the program, in its own process, with more variables
// in its environment.
func program(t *testing.T, env []string, args ...string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, exe, args...)
	// Under the race detector a process else sleeps a second before it exits.
	cmd.Env = append(append(os.Environ(), programVariable+"=1", "GORACE=atexit_sleep_ms=0", "JUPYTER_PATH=", "JUPYTER_DATA_DIR="+t.TempDir()), env...)
	return cmd
}

// fixture copies a notebook of testdata/notebooks to a folder of the test.
func fixture(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "notebooks", name+".ipynb"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), name+".ipynb")
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}
