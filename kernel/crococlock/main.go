// Command crococlock is the project's one program: a Jupyter kernel for Go, a
// headless notebook runner, and the study's tools for the command line.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/crococlock/crococlock/kernel/jupyter"
)

// stdio is what a command reads and writes; tests hand in buffers.
type stdio struct {
	in       io.Reader
	out, err io.Writer
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := dispatch(ctx, os.Args[1:], stdio{os.Stdin, os.Stdout, os.Stderr}, thisProgram)
	stop()
	os.Exit(status)
}

// thisProgram starts this very program as a kernel.
func thisProgram() (jupyter.Launch, error) {
	exe, err := os.Executable()
	if err != nil {
		return jupyter.Launch{}, err
	}
	return jupyter.Launch{
		Argv:          []string{exe, "serve", "--connection-file", "{connection_file}"},
		InterruptMode: jupyter.InterruptMessage,
		KernelName:    "gophernotes",
	}, nil
}
