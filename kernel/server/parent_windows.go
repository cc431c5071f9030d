package server

import (
	"context"
	"os"
)

// WatchParent calls orphaned when the process that started this one has ended.
func WatchParent(_ context.Context, orphaned func()) {
	parent, err := os.FindProcess(os.Getppid())
	if err != nil {
		return // it cannot be opened, so it cannot be watched
	}
	if _, err := parent.Wait(); err == nil {
		orphaned()
	}
}
