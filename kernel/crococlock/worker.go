package main

import (
	"context"
	"fmt"

	"github.com/crococlock/crococlock/kernel/worker"
)

// runWorker is the process that runs cells; the kernel starts it.
func runWorker(_ context.Context, args []string, std stdio) int {
	if len(args) > 0 {
		fmt.Fprintln(std.err, "crococlock worker is started by crococlock serve, not by people")
		return exitUsage
	}
	if err := worker.Serve(); err != nil {
		fmt.Fprintln(std.err, "crococlock:", err)
		return exitError
	}
	return exitOK
}
