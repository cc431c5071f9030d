//go:build unix

package server_test

import (
	"context"
	"os/exec"
	"strconv"
	"testing"

	"github.com/crococlock/crococlock/kernel/server"
)

// A kernel whose front end died before the kernel could look knows it.
func TestWatchParentThatIsGoneAlready(t *testing.T) {
	gone := exec.Command("true")
	if err := gone.Run(); err != nil {
		t.Fatal(err)
	}
	t.Setenv("JPY_PARENT_PID", strconv.Itoa(gone.Process.Pid))
	orphaned := false
	server.WatchParent(t.Context(), func() { orphaned = true })
	if !orphaned {
		t.Error("waits on a parent that is gone")
	}
}

func TestWatchParentThatLives(t *testing.T) {
	t.Setenv("JPY_PARENT_PID", "")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	server.WatchParent(ctx, func() { t.Error("says that a living parent is gone") })
}
