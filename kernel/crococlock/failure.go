package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"
)

// Exit statuses that every command shares.
const (
	exitOK    = 0
	exitError = 1
	exitUsage = 2
)

// A failure is an end with another exit status than exitError, which every other
// error has. Without err, all has been said.
type failure struct {
	status int
	err    error
	usage  bool // the command was called in a way that there is not
}

func (f *failure) Error() string { return fmt.Sprintf("status %d: %v", f.status, f.err) }

func (f *failure) Unwrap() error { return f.err }

// usageError is an error in how the program is called.
func usageError(format string, args ...any) error {
	return &failure{exitUsage, fmt.Errorf(format, args...), true}
}

// words are arguments in an error.
func words(args []string) string {
	if len(args) == 0 {
		return "none"
	}
	return fmt.Sprintf("%q", args)
}

// ended is the error of a command that said itself what is wrong; nil if status
// is exitOK.
func ended(status int) error {
	if status == exitOK {
		return nil
	}
	return &failure{status: status}
}

// end prints what is left to say about how a command ended, and returns the exit
// status.
func end(cmd *cobra.Command, err error, std stdio) int {
	if err == nil {
		return exitOK
	}
	f := &failure{status: exitError, err: err}
	errors.As(err, &f)
	if f.err != nil {
		fmt.Fprintf(std.err, "%s: %v\n", cmd.CommandPath(), f.err)
	}
	if f.usage {
		fmt.Fprintf(std.err, "Usage: %s\n%q tells more.\n", cmd.UseLine(), cmd.CommandPath()+" --help")
	}
	return f.status
}
