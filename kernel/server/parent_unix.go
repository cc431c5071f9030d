//go:build unix

package server

import (
	"context"
	"os"
	"time"
)

// WatchParent calls orphaned when the process that started this one has ended.
func WatchParent(ctx context.Context, orphaned func()) {
	parent := os.Getppid()
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
