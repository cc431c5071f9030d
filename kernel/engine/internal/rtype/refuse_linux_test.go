package rtype_test

import "golang.org/x/sys/unix"

// refuseNewCode makes the kernel refuse to this process what hardened systems
// refuse to all: that memory which was written is executed.
func refuseNewCode() error {
	return unix.Prctl(unix.PR_SET_MDWE, unix.PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0)
}
