package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/crococlock/crococlock/internal/ansi"
	"github.com/crococlock/crococlock/internal/tty"
	"github.com/crococlock/crococlock/kernel/jupyter"
	"github.com/crococlock/crococlock/kernel/notebook"
)

// Exit statuses of crococlock run, beside the shared ones: exitError is a cell
// that failed.
const (
	exitNotNotebook = 3
	exitTimeLimit   = 4
	exitKernel      = 5
	exitNotWritten  = 6
	exitInterrupted = 130
)

// runStatus is the exit status for an error of a run.
func runStatus(ctx context.Context, err error) int {
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, notebook.ErrNotWritten):
		return exitNotWritten // whatever else: the result is lost
	case ctx.Err() != nil:
		return exitInterrupted
	case errors.Is(err, notebook.ErrTimeLimit):
		return exitTimeLimit
	case errors.Is(err, notebook.ErrParameter):
		return exitUsage
	case errors.Is(err, notebook.ErrNotNotebook):
		return exitNotNotebook
	case errors.Is(err, notebook.ErrNoKernel), errors.Is(err, jupyter.ErrKernelDied):
		return exitKernel
	case errors.Is(err, os.ErrNotExist):
		return exitUsage
	}
	return exitError
}

// excerptLines is how much of a failed cell is shown.
const excerptLines = 20

// explain shows what failed: notebook, cell, its source, the traceback.
func explain(w io.Writer, path string, err error) {
	var cell *notebook.CellError
	if !errors.As(err, &cell) {
		fmt.Fprintf(w, "%s: %v\n", path, err)
		return
	}
	what := cell.EName + ": " + cell.EValue
	if cell.Err != nil {
		what = cell.Err.Error()
	}
	fmt.Fprintf(w, "%s: cell %d: %s\n", path, cell.Cell, what)
	source := strings.Split(strings.TrimRight(cell.Source, "\n"), "\n")
	for i, text := range source {
		if i == excerptLines {
			fmt.Fprintf(w, "      … %d more lines\n", len(source)-i)
			break
		}
		fmt.Fprintf(w, "  %3d | %s\n", i+1, text)
	}
	colours := tty.Is(w)
	for _, text := range cell.Traceback {
		if !colours {
			text = ansi.Plain(text)
		}
		fmt.Fprintln(w, strings.TrimRight(text, "\n"))
	}
	var joined interface{ Unwrap() []error }
	if errors.As(err, &joined) {
		for _, other := range joined.Unwrap() {
			if other != error(cell) {
				fmt.Fprintf(w, "%s: %v\n", path, other)
			}
		}
	}
}
