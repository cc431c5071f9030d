package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/crococlock/crococlock/kernel/notebook"
)

// marked lists the living processes that have a variable in their environment:
// all that a program of the test has started, however it is related.
func marked(t *testing.T, variable string) map[int]string {
	t.Helper()
	found := map[int]string{}
	folders, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range folders {
		environ, err := os.ReadFile(filepath.Join(folder, "environ")) // empty for one that has ended and waits to be asked how
		if err != nil || !bytes.Contains(environ, []byte(variable)) {
			continue
		}
		pid, _ := strconv.Atoi(filepath.Base(folder))
		command, _ := os.ReadFile(filepath.Join(folder, "cmdline"))
		found[pid] = string(bytes.ReplaceAll(command, []byte{0}, []byte{' '}))
	}
	return found
}

// within waits until something holds.
func within(t *testing.T, limit time.Duration, what string, holds func() bool) {
	t.Helper()
	deadline := time.After(limit)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-deadline:
			t.Fatalf("not within %v: %s", limit, what)
		case <-tick.C:
		}
	}
}

// start runs the fixture "interrupt", whose second cell does not end, and waits
// until that cell runs.
func start(t *testing.T, mark string) (cmd *exec.Cmd, path string, printed *bytes.Buffer) {
	t.Helper()
	path = fixture(t, "interrupt")
	cmd = program(t, []string{mark}, "run", path)
	printed = &bytes.Buffer{}
	cmd.Stdout, cmd.Stderr = printed, printed
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	within(t, 30*time.Second, "the cell runs", func() bool {
		_, err := os.Stat(filepath.Join(filepath.Dir(path), "begun"))
		return err == nil
	})
	return cmd, path, printed
}

func gone(t *testing.T, mark string) {
	t.Helper()
	begin := time.Now()
	within(t, 20*time.Second, "no process is left", func() bool { return len(marked(t, mark)) == 0 })
	t.Logf("all processes were gone after %v", time.Since(begin).Round(time.Millisecond))
}

func cells(t *testing.T, path string) []string {
	t.Helper()
	nb, err := notebook.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, c := range nb.Cells() {
		list = append(list, shown(c))
	}
	return list
}

func TestRunSignals(t *testing.T) {
	// worker and server are the two processes behind the runner.
	behind := func(t *testing.T, mark, argument string) int {
		for pid, command := range marked(t, mark) {
			if strings.Contains(command, " "+argument+" ") {
				return pid
			}
		}
		t.Fatalf("no process %s among %v", argument, marked(t, mark))
		return 0
	}
	begun := "1 stdout \"before\\n\"\n2 stdout \"begun\\n\""
	for name, c := range map[string]struct {
		target string // whom to signal; "" is the runner
		signal syscall.Signal
		status int // -1: killed
		cells  string
	}{
		"Interrupt":  {"", syscall.SIGINT, exitInterrupted, begun + " error Interrupted\n"},
		"Terminate":  {"", syscall.SIGTERM, exitInterrupted, begun + " error Interrupted\n"},
		"KillRunner": {"", syscall.SIGKILL, -1, "\n\n"},
		"KillKernel": {"serve", syscall.SIGKILL, exitKernel, "1 stdout \"before\\n\"\n2"},
		"KillWorker": {"worker", syscall.SIGKILL, exitError, begun + " error WorkerDied\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mark := fmt.Sprintf("CROCOCLOCK_TEST_MARK=%s-%d-%d", name, os.Getpid(), time.Now().UnixNano())
			cmd, path, printed := start(t, mark)
			if n := len(marked(t, mark)); n != 3 {
				t.Errorf("%d processes run, want runner, kernel and worker: %v", n, marked(t, mark))
			}
			pid := cmd.Process.Pid
			if c.target != "" {
				pid = behind(t, mark, c.target)
			}
			if err := syscall.Kill(pid, c.signal); err != nil {
				t.Fatal(err)
			}
			_ = cmd.Wait() // its status is looked at below
			gone(t, mark)
			if got := cmd.ProcessState.ExitCode(); got != c.status {
				t.Errorf("status %d, want %d\n%s", got, c.status, printed)
			}
			// What a killed kernel has not sent yet is lost.
			if got := strings.Join(cells(t, path), "\n"); got != c.cells && !(c.status == exitKernel && strings.HasPrefix(got, c.cells)) {
				t.Errorf("the file shows\n%s\nwant\n%s", got, c.cells)
			}
		})
	}
}

// TestRunKilledAnywhere kills the runner at many moments of a run.
func TestRunKilledAnywhere(t *testing.T) {
	path := fixture(t, "streams_and_displays")
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	if printed, err := program(t, nil, "run", path).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, printed)
	}
	whole := time.Since(begin)
	after, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	mark := fmt.Sprintf("CROCOCLOCK_TEST_MARK=anywhere-%d-%d", os.Getpid(), time.Now().UnixNano())
	old := 0
	const moments = 20
	for i := range moments {
		if err := os.WriteFile(path, before, 0o644); err != nil {
			t.Fatal(err)
		}
		cmd := program(t, []string{mark}, "run", path)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		kill := time.AfterFunc(whole*time.Duration(i+1)/moments, func() { cmd.Process.Kill() })
		_ = cmd.Wait()
		kill.Stop()
		now, err := os.ReadFile(path)
		switch {
		case err == nil && bytes.Equal(now, before):
			old++
		case err != nil || !bytes.Equal(now, after):
			t.Errorf("killed at moment %d of %d, the file is neither the old nor the new one: %v\n%s", i+1, moments, err, now)
		}
	}
	gone(t, mark)
	t.Logf("killed at %d moments of %v: %d times the old file, %d times the new one", moments, whole.Round(time.Millisecond), old, moments-old)
}
