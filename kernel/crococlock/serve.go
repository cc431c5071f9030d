package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/crococlock/crococlock/kernel/jupyter"
	"github.com/crococlock/crococlock/kernel/server"
)

// runServe is the kernel: front ends start it with the name of a connection
// file.
func runServe(ctx context.Context, args []string, std stdio) int {
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	flags.SetOutput(std.err)
	file := flags.String("connection-file", "", "the `FILE` that says where to listen")
	flags.Usage = func() {
		fmt.Fprintln(std.err, "Usage: crococlock serve --connection-file FILE\n\nRuns the Jupyter kernel. Front ends start it themselves; see crococlock install.")
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		return exitUsage
	}
	if *file == "" && flags.NArg() == 1 { // as gophernotes is called
		*file = flags.Arg(0)
	} else if *file == "" || flags.NArg() > 0 {
		flags.Usage()
		return exitUsage
	}
	if err := serve(ctx, *file, std); err != nil {
		fmt.Fprintln(std.err, "crococlock:", err)
		return exitError
	}
	return exitOK
}

func serve(ctx context.Context, file string, std stdio) error {
	info, err := jupyter.ReadConnectionInfo(file)
	if err != nil {
		return err
	}
	exe, err := os.Executable()
	if err != nil {
		return fmt.Errorf("serve: where is this program: %w", err)
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

// version is the module's version as the build knows it.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
