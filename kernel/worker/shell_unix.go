//go:build unix

package worker

import (
	"context"
	"os/exec"
	"syscall"
)

// shellCommand runs in a process group of its own, so that an interrupt ends
// what the shell started too.
func shellCommand(ctx context.Context, line string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "/bin/sh", "-c", line)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	return cmd
}
