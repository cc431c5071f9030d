// Command crococlock is the project's one program: a Jupyter kernel for Go, a
// headless notebook runner, and the study's tools for the command line.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// A command is one subcommand. run gets the arguments after its name and
// returns the exit status; it prints its own errors to stderr.
type command struct {
	name, summary string
	run           func(ctx context.Context, args []string, std stdio) int
}

// stdio is what a command reads and writes; tests hand in buffers.
type stdio struct {
	in       io.Reader
	out, err io.Writer
}

// Exit statuses that every command shares.
const (
	exitOK    = 0
	exitError = 1
	exitUsage = 2
)

// commands lists the subcommands in the order that help shows them. Those
// without a summary are for the program itself.
var commands = []command{
	{"run", "execute notebooks without Jupyter", runNotebooks},
	{"train", "teach a network to tell classes of pictures apart", runTrain},
	{"evaluate", "how right a network is, class by class", runEvaluate},
	{"predict", "classify your own pictures", runPredict},
	{"data", "fetch the study's images, or other classes of CIFAR-100", runData},
	{"install", "install the Jupyter kernel for Go", runInstall},
	{"uninstall", "take the kernel back", runUninstall},
	{"repl", "Go at a terminal, as in notebooks", runRepl},
	{"serve", "be a Jupyter kernel; front ends call this", runServe},
	{"worker", "", runWorker},
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := dispatch(ctx, os.Args[1:], stdio{os.Stdin, os.Stdout, os.Stderr})
	stop()
	os.Exit(status)
}

func dispatch(ctx context.Context, args []string, std stdio) int {
	if len(args) == 0 {
		usage(std.err)
		return exitUsage
	}
	switch args[0] {
	case "help", "-h", "-help", "--help":
		usage(std.out)
		return exitOK
	}
	for _, c := range commands {
		if c.name == args[0] {
			return c.run(ctx, args[1:], std)
		}
	}
	fmt.Fprintf(std.err, "crococlock: unknown command %q\n\n", args[0])
	usage(std.err)
	return exitUsage
}

func usage(w io.Writer) {
	fmt.Fprintln(w, "Usage: crococlock COMMAND [arguments]; crococlock COMMAND -h tells more.")
	fmt.Fprintln(w)
	for _, c := range commands {
		if c.summary != "" {
			fmt.Fprintf(w, "  %-10s %s\n", c.name, c.summary)
		}
	}
}
