package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/crococlock/crococlock/pkg/jupyter"
	"github.com/crococlock/crococlock/pkg/notebook"
)

// Exit statuses of crococlock run, beside the shared ones: exitError is a cell
// that failed.
const (
	exitNotNotebook = 3
	exitTimeLimit   = 4
	exitKernel      = 5
	exitInterrupted = 130
)

const runUsage = `Usage: crococlock run [options] NOTEBOOK…

Executes notebooks, in place unless told otherwise, each in a fresh kernel and
in its own folder. What was executed is written even when a cell fails. A
notebook for Go runs in this program; other kernels are found as Jupyter finds
them.

Exit status: 0 all ran, 1 a cell failed, 2 usage or an unknown parameter, 3 not
a notebook, 4 a time limit, 5 the kernel died or never started, 130 interrupted;
of several notebooks, the first failure's.

`

// runOptions are the command line of crococlock run.
type runOptions struct {
	output, outputDir, cwd, kernel string
	parameters                     []notebook.Parameter
	timeout, notebookTimeout       time.Duration
	allowErrors, check             bool
	notebooks                      []string
}

func runNotebooks(ctx context.Context, args []string, std stdio) int {
	exe, err := os.Executable()
	if err != nil {
		fmt.Fprintln(std.err, "crococlock run:", err)
		return exitError
	}
	self := jupyter.Launch{
		Argv:          []string{exe, "serve", "--connection-file", "{connection_file}"},
		InterruptMode: jupyter.InterruptMessage,
		KernelName:    "gophernotes",
	}
	return runNotebooksIn(ctx, args, std, self)
}

// runNotebooksIn is runNotebooks with the kernel that stands for this program.
func runNotebooksIn(ctx context.Context, args []string, std stdio, self jupyter.Launch) int {
	o, err := parseRun(args, std.err)
	if errors.Is(err, flag.ErrHelp) {
		return exitOK
	}
	if err != nil {
		fmt.Fprintln(std.err, "crococlock run:", err)
		return exitUsage
	}
	status := exitOK
	for _, path := range o.notebooks {
		var s int
		if o.check {
			s = checkNotebook(path, std)
		} else {
			s = runNotebook(ctx, path, o, std, self)
		}
		if status == exitOK {
			status = s
		}
		if s == exitInterrupted {
			return s
		}
	}
	return status
}

func parseRun(args []string, errOut io.Writer) (*runOptions, error) {
	o := &runOptions{}
	flags := flag.NewFlagSet("run", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&o.output, "o", "", "write the executed notebook to `FILE`; for one notebook")
	flags.StringVar(&o.outputDir, "output-dir", "", "write the executed notebooks to `DIR`")
	flags.StringVar(&o.cwd, "cwd", "", "run in `DIR` instead of the notebook's own folder")
	flags.StringVar(&o.kernel, "kernel", "", "run in the kernel of this `NAME` instead of the notebook's")
	flags.DurationVar(&o.timeout, "timeout", 0, "longest time for a cell, such as 90s or 5m")
	flags.DurationVar(&o.notebookTimeout, "notebook-timeout", 0, "longest time for a notebook")
	flags.BoolVar(&o.allowErrors, "allow-errors", false, "go on after a cell that failed")
	flags.BoolVar(&o.check, "check", false, "run nothing; report what a committed notebook should not have")
	flags.Func("p", "`name=value` for a variable of the cell tagged parameters; may be repeated", func(s string) error {
		p, err := notebook.ParseParameter(s)
		o.parameters = append(o.parameters, p)
		return err
	})
	flags.Func("params", "`FILE` of parameters: a JSON object, or a line name=value each", func(path string) error {
		list, err := notebook.ReadParameters(path)
		o.parameters = append(o.parameters, list...)
		return err
	})
	for len(args) > 0 { // options may stand behind notebooks
		if err := flags.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				fmt.Fprint(errOut, runUsage)
				flags.SetOutput(errOut)
				flags.PrintDefaults()
			}
			return nil, err
		}
		if args = flags.Args(); len(args) > 0 {
			o.notebooks = append(o.notebooks, args[0])
			args = args[1:]
		}
	}
	switch {
	case len(o.notebooks) == 0:
		return nil, errors.New("no notebook; crococlock run -h tells more")
	case o.output != "" && o.outputDir != "":
		return nil, errors.New("-o and --output-dir exclude each other")
	case o.output != "" && len(o.notebooks) > 1:
		return nil, fmt.Errorf("-o takes one notebook, got %d; see --output-dir", len(o.notebooks))
	case o.timeout < 0 || o.notebookTimeout < 0:
		return nil, errors.New("a time limit is negative")
	}
	written := map[string]string{}
	for _, path := range o.notebooks {
		out := filepath.Clean(o.outputOf(path))
		if other, twice := written[out]; twice {
			return nil, fmt.Errorf("%s and %s would both be written to %s", other, path, out)
		}
		written[out] = path
	}
	return o, nil
}

// outputOf is where the executed notebook goes.
func (o *runOptions) outputOf(path string) string {
	switch {
	case o.output != "":
		return o.output
	case o.outputDir != "":
		return filepath.Join(o.outputDir, filepath.Base(path))
	}
	return path
}

func runNotebook(ctx context.Context, path string, o *runOptions, std stdio, self jupyter.Launch) int {
	launch, err := launchFor(path, o, self)
	if err == nil && o.outputDir != "" {
		err = os.MkdirAll(o.outputDir, 0o755)
	}
	if err != nil {
		fmt.Fprintf(std.err, "%s: %v\n", path, err)
		return runStatus(ctx, err)
	}
	line := startRunLine(path, std.err)
	err = notebook.RunFile(ctx, path, o.outputOf(path), notebook.Options{
		Launch: launch, Timeout: o.timeout, NotebookTimeout: o.notebookTimeout,
		AllowErrors: o.allowErrors, Parameters: o.parameters, Progress: line.cell,
	})
	line.end()
	if err != nil {
		explain(std.err, path, err)
		return runStatus(ctx, err)
	}
	fmt.Fprintf(std.out, "%s: %d cells in %.1f s\n", path, line.cells(), line.elapsed().Seconds())
	return exitOK
}

// launchFor says how to start the kernel of a notebook, and where.
func launchFor(path string, o *runOptions, self jupyter.Launch) (jupyter.Launch, error) {
	nb, err := notebook.Read(path)
	if err != nil {
		return jupyter.Launch{}, err
	}
	name := o.kernel
	if name == "" {
		name = nb.KernelName()
	}
	launch := self
	switch name {
	case "", "gophernotes", "crococlock":
	default:
		spec, err := jupyter.FindKernelspec(name)
		if err != nil {
			return jupyter.Launch{}, fmt.Errorf("%w: %w", notebook.ErrNoKernel, err)
		}
		launch = spec.Launch()
	}
	if o.cwd != "" {
		launch.Dir = o.cwd
	}
	// The kernel runs in another folder: paths must not change their meaning.
	launch.Env = append([]string{}, launch.Env...)
	for _, name := range []string{"CROCOCLOCK_DATA", "CROCOCLOCK_AUTHOR"} {
		if value := os.Getenv(name); value != "" {
			abs, err := filepath.Abs(value)
			if err != nil {
				return jupyter.Launch{}, fmt.Errorf("%s: %w", name, err)
			}
			launch.Env = append(launch.Env, name+"="+abs)
		}
	}
	return launch, nil
}

// runStatus is the exit status for an error of a run.
func runStatus(ctx context.Context, err error) int {
	switch {
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

// ansi finds the colours that kernels put into tracebacks.
var ansi = regexp.MustCompile(`\x1b\[[0-9;]*m`)

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
	colours := isTerminal(w)
	for _, text := range cell.Traceback {
		if !colours {
			text = ansi.ReplaceAllString(text, "")
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

func checkNotebook(path string, std stdio) int {
	nb, err := notebook.Read(path)
	if err != nil {
		fmt.Fprintln(std.err, err)
		return runStatus(context.Background(), err)
	}
	problems := notebook.Check(nb)
	for _, p := range problems {
		fmt.Fprintf(std.err, "%s: %v\n", path, p)
	}
	if len(problems) > 0 {
		return exitError
	}
	return exitOK
}
