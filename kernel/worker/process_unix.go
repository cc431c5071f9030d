//go:build unix

package worker

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"

	"github.com/crococlock/crococlock/kernel/link"
)

// pipes opens what the server handed down.
func pipes(env string) (requests, frames *os.File, err error) {
	var in, out int
	if _, err := fmt.Sscan(env, &in, &out); err != nil {
		return nil, nil, fmt.Errorf("%s=%q: %w", link.EnvPipes, env, err)
	}
	syscall.CloseOnExec(in) // not for the processes that cells start
	syscall.CloseOnExec(out)
	return os.NewFile(uintptr(in), "requests"), os.NewFile(uintptr(out), "frames"), nil
}

// volunteer makes this process, not the server or the front end, the one that
// goes when memory runs out. Only Linux has the file.
func volunteer() {
	_ = os.WriteFile("/proc/self/oom_score_adj", []byte("500"), 0)
}

// exitGroup ends this process and, where it leads a group of its own, what it
// has started.
func exitGroup() {
	if syscall.Getpgrp() == os.Getpid() {
		_ = syscall.Kill(0, syscall.SIGKILL)
	}
	os.Exit(0)
}

// killable makes the end of the command's context end what it has started, too.
// The group stays the worker's, with which everything ends.
func killable(cmd *exec.Cmd) *exec.Cmd {
	cmd.Cancel = func() error {
		cmd.WaitDelay = 100 * time.Millisecond // what has escaped may hold the pipes
		killTree(cmd.Process.Pid)
		return cmd.Process.Kill()
	}
	return cmd
}
