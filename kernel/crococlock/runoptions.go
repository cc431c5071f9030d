package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/crococlock/crococlock/kernel/notebook"
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
	html, junit                    string
	jobs                           int
	notebooks                      []string
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
	flags.StringVar(&o.html, "html", "", "write all notebooks as one page to `FILE`")
	flags.StringVar(&o.junit, "junit", "", "write the results as JUnit XML to `FILE`")
	flags.IntVar(&o.jobs, "jobs", 1, "run `N` notebooks at a time")
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
	case o.jobs < 1:
		return nil, fmt.Errorf("--jobs %d: want at least 1", o.jobs)
	case o.check && (o.html != "" || o.junit != ""):
		return nil, errors.New("--check runs nothing, so there is nothing for --html or --junit")
	case o.timeout < 0 || o.notebookTimeout < 0:
		return nil, errors.New("a time limit is negative")
	}
	written := map[string]string{}
	for option, file := range map[string]string{"--html": o.html, "--junit": o.junit} {
		if file != "" {
			written[filepath.Clean(file)] = option
		}
	}
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
