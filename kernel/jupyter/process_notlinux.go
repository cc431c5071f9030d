//go:build unix && !linux

package jupyter

import "syscall"

// dieWithParent does nothing here: kernels look after their parent themselves.
func dieWithParent(*syscall.SysProcAttr) {}
