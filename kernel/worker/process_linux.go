package worker

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// killTree kills a process and those it has started, parents first.
func killTree(pid int) {
	threads, _ := os.ReadDir(fmt.Sprintf("/proc/%d/task", pid)) // none: it has ended
	var children []string
	for _, thread := range threads {
		list, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%s/children", pid, thread.Name()))
		children = append(children, strings.Fields(string(list))...)
	}
	_ = syscall.Kill(pid, syscall.SIGKILL) // it may have ended just now
	for _, child := range children {
		if child, err := strconv.Atoi(child); err == nil {
			killTree(child)
		}
	}
}

// unread reports whether a pipe holds what nobody has read yet.
func unread(pipe *os.File) bool {
	n, err := unix.IoctlGetInt(int(pipe.Fd()), unix.TIOCINQ)
	return err == nil && n > 0 // the cell may have closed it
}
