//go:build unix

package main

import (
	"os/signal"
	"syscall"
)

// surviveFileLimit has a write beyond the shell's limit on files fail as on a
// full disk, rather than end the program with what was executed unsaved.
func surviveFileLimit() { signal.Ignore(syscall.SIGXFSZ) }
