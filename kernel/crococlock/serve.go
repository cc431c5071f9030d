package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/crococlock/crococlock/kernel/jupyter"
	"github.com/crococlock/crococlock/kernel/server"
)

// newServe is the kernel: front ends start it with the name of a connection
// file.
func newServe(std stdio) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "serve --connection-file FILE",
		Short: "be a Jupyter kernel; front ends call this",
		Long: "Runs the Jupyter kernel. Front ends start it themselves, with a file that says\n" +
			"where to listen; \"crococlock install\" makes it known to them.",
	}
	file := cmd.Flags().String("connection-file", "", "the `FILE` that says where to listen")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if *file == "" && len(args) == 1 { // as gophernotes is called
			*file = args[0]
		} else if *file == "" || len(args) > 0 {
			return usageError("want one connection file")
		}
		return serve(cmd.Context(), *file, std)
	}
	return cmd
}

func serve(ctx context.Context, file string, std stdio) error {
	info, err := jupyter.ReadConnectionInfo(file)
	if err != nil {
		return err
	}
	exe, err := os.Executable()
	if err != nil {
		return fmt.Errorf("where is this program: %w", err)
	}
	// An interrupt ends the cell, not the kernel: the caller's context, which
	// one would end, is not for us.
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt)
	defer signal.Stop(interrupts)
	ctx, stop := signal.NotifyContext(context.WithoutCancel(ctx), syscall.SIGTERM)
	defer stop()
	ctx, orphaned := context.WithCancel(ctx)
	defer orphaned()
	if os.Getenv("JPY_PARENT_PID") != "" {
		go server.WatchParent(ctx, orphaned)
	}
	return server.Run(ctx, info, server.Options{
		Worker:     []string{exe, "worker"},
		Interrupts: interrupts,
		Log:        func(err error) { fmt.Fprintln(std.err, "crococlock:", err) },
		Version:    version(),
	})
}
