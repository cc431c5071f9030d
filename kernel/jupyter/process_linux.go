package jupyter

import "syscall"

// dieWithParent has the system kill the process when this one is gone, even if
// it is killed before the kernel has begun to look after its parent.
func dieWithParent(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGKILL }
