package main

import (
	"github.com/spf13/cobra"

	"github.com/crococlock/crococlock/kernel/worker"
)

// newWorker is the process that runs cells; the kernel starts it.
func newWorker() *cobra.Command {
	return &cobra.Command{
		Use:    "worker",
		Short:  "run a kernel's cells",
		Long:   "Runs cells. The kernel starts it, not people.",
		Hidden: true,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usageError("crococlock serve starts it, not people")
			}
			return worker.Serve()
		},
	}
}
