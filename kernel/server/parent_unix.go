//go:build unix

package server

import (
	"context"
	"errors"
	"os"
	"strconv"
	"syscall"
	"time"
)

// WatchParent calls orphaned when the process that started this one has ended.
// It may have ended before this one could look: Jupyter says in JPY_PARENT_PID
// who it was.
func WatchParent(ctx context.Context, orphaned func()) {
	parent := os.Getppid()
	if pid, err := strconv.Atoi(os.Getenv("JPY_PARENT_PID")); err == nil && pid > 1 && pid != parent &&
		errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
		orphaned()
		return
	}
	tick := time.NewTicker(250 * time.Millisecond)
	defer tick.Stop()
	for os.Getppid() == parent {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
	orphaned()
}
