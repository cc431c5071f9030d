package main

import (
	"context"
	"fmt"
)

// runRepl fails: cells do not run on Windows.
func runRepl(_ context.Context, _ []string, std stdio) int {
	fmt.Fprintln(std.err, "crococlock: the Go interpreter cannot be built for Windows; use it under WSL")
	return exitError
}
