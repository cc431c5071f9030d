//go:build unix

package server

import (
	"os"
	"os/exec"
	"syscall"
)

// handDown gives the worker its pipes and a process group of its own, and
// returns what link.EnvPipes is to hold.
func handDown(cmd *exec.Cmd, requests, frames *os.File) string {
	cmd.ExtraFiles = []*os.File{requests, frames}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return "3 4"
}

func killGroup(p *os.Process) {
	_ = syscall.Kill(-p.Pid, syscall.SIGKILL) // fails where nothing is left
}
