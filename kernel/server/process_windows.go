package server

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
)

// handDown gives the worker its pipes and returns what link.EnvPipes is to
// hold.
func handDown(cmd *exec.Cmd, requests, frames *os.File) string {
	handles := []syscall.Handle{syscall.Handle(requests.Fd()), syscall.Handle(frames.Fd())}
	for _, h := range handles {
		// Where this fails the worker says what it could not open.
		_ = syscall.SetHandleInformation(h, syscall.HANDLE_FLAG_INHERIT, 1)
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{AdditionalInheritedHandles: handles}
	return fmt.Sprintf("%d %d", handles[0], handles[1])
}

func killGroup(p *os.Process) {
	_ = p.Kill() // fails where it has ended
}
