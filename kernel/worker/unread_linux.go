package worker

import (
	"os"

	"golang.org/x/sys/unix"
)

// unread tells whether a pipe holds what nobody has read yet.
func unread(pipe *os.File) bool {
	n, err := unix.IoctlGetInt(int(pipe.Fd()), unix.TIOCINQ)
	return err == nil && n > 0 // the cell may have closed it
}
