//go:build unix

package jupyter

import (
	"os"
	"os/exec"
	"syscall"
)

// A processGroup is a Unix process group with the kernel as its leader.
type processGroup struct{ pgid int }

func prepareGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	dieWithParent(cmd.SysProcAttr)
}

func (g *processGroup) adopt(p *os.Process) error {
	g.pgid = p.Pid
	return nil
}

// kill ends whatever is in the group; that there is nothing is no error.
func (g *processGroup) kill() { _ = syscall.Kill(-g.pgid, syscall.SIGKILL) }

// interrupt signals the group, as Jupyter's own front ends do.
func (g *processGroup) interrupt() error { return syscall.Kill(-g.pgid, syscall.SIGINT) }
