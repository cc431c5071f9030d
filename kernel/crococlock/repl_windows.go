package main

import (
	"errors"

	"github.com/spf13/cobra"
)

// newRepl fails: cells do not run on Windows.
func newRepl(stdio) *cobra.Command {
	return &cobra.Command{
		Use:   "repl",
		Short: "Go at a terminal, as in notebooks (not on Windows)",
		RunE: func(*cobra.Command, []string) error {
			return errors.New("cells cannot run on Windows itself; use the program under WSL")
		},
	}
}
