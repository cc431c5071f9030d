package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/crococlock/crococlock/kernel/notebook"
)

const runUsage = `Usage: crococlock run [options] NOTEBOOK…

Executes notebooks, each in a fresh kernel and in its own folder:

  crococlock run -o executed.ipynb notebook.ipynb
  crococlock run -p seed=3 --output-dir out --html out/index.html *.ipynb
  crococlock run - < notebook.ipynb > executed.ipynb

Without -o or --output-dir an executed notebook replaces the one that was read.
What was executed is written even when a cell fails. A notebook for Go runs in
this program; other kernels are found as Jupyter finds them.

Exit status: 0 all ran, 1 a cell failed, 2 usage, a file that cannot be written
or an unknown parameter, 3 not a notebook, 4 a time limit, 5 the kernel died or
never started, 6 what was executed could not be written, 130 interrupted; of
several notebooks, the first failure's.

`

// runOptions are the command line of crococlock run.
type runOptions struct {
	output, outputDir, cwd, kernel string
	parameters                     []notebook.Parameter
	timeout, notebookTimeout       time.Duration
	allowErrors, check             bool
	recordTiming, hideInput        bool
	html, junit                    string
	parameterFiles                 []string
	jobs                           int
	notebooks                      []string
}

func parseRun(args []string, std stdio) (*runOptions, error) {
	o := &runOptions{}
	flags := flag.NewFlagSet("run", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&o.output, "o", "", "write the executed notebook to `FILE`, - for standard output; for one notebook")
	flags.StringVar(&o.outputDir, "output-dir", "", "write the executed notebooks to `DIR`")
	flags.StringVar(&o.cwd, "cwd", "", "run in `DIR` instead of the notebook's own folder")
	flags.StringVar(&o.kernel, "kernel", "", "run in the kernel of this `NAME` instead of the notebook's")
	flags.DurationVar(&o.timeout, "timeout", 0, "longest time for a cell, such as 90s or 5m")
	flags.DurationVar(&o.notebookTimeout, "notebook-timeout", 0, "longest time for a notebook")
	flags.BoolVar(&o.allowErrors, "allow-errors", false, "go on after a cell that failed")
	flags.BoolVar(&o.check, "check", false, "run nothing; report what a committed notebook should not have")
	flags.BoolVar(&o.recordTiming, "record-timing", false, "note in each cell's metadata when it ran")
	flags.StringVar(&o.html, "html", "", "write all notebooks as one page to `FILE`")
	flags.BoolVar(&o.hideInput, "hide-input", false, "leave the code out of that page")
	flags.StringVar(&o.junit, "junit", "", "write the results as JUnit XML to `FILE`")
	flags.IntVar(&o.jobs, "jobs", 1, "run `N` notebooks at a time")
	flags.Func("p", "`name=value` for a variable of the cell tagged parameters, also as two words; may be repeated", func(s string) error {
		p, err := notebook.ParseParameter(s)
		o.parameters = append(o.parameters, p)
		return err
	})
	flags.Func("params", "`FILE` of parameters: JSON, YAML, or a line name=value each", func(path string) error {
		list, err := readParameters(path, std.in)
		o.parameters = append(o.parameters, list...)
		o.parameterFiles = append(o.parameterFiles, path)
		return err
	})
	var err error
	if o.notebooks, err = parseAnywhere(flags, joinParameters(args)); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprint(std.out, runUsage)
			flags.SetOutput(std.out)
			flags.PrintDefaults()
		}
		return nil, err
	}
	for i, path := range o.notebooks {
		if path == "/dev/stdin" {
			o.notebooks[i] = standard
		}
	}
	for _, path := range []*string{&o.output, &o.html, &o.junit} {
		if *path == "/dev/stdout" {
			*path = standard
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
	case o.hideInput && o.html == "":
		return nil, errors.New("--hide-input is for the page that --html writes")
	case o.outputDir != "" && slices.Contains(o.notebooks, standard):
		return nil, errors.New("a notebook on standard input has no name for --output-dir; see -o")
	case slices.Contains(o.parameterFiles, standard) && slices.Contains(o.notebooks, standard):
		return nil, errors.New("standard input cannot be both the notebook and its parameters")
	case o.timeout < 0 || o.notebookTimeout < 0:
		return nil, errors.New("a time limit is negative")
	}
	return o, nil
}

// readParameters reads a file of parameters or standard input.
func readParameters(path string, in io.Reader) ([]notebook.Parameter, error) {
	if path != standard {
		return notebook.ReadParameters(path)
	}
	data, err := io.ReadAll(in)
	if err != nil {
		return nil, fmt.Errorf("standard input: %w", err)
	}
	return notebook.ParseParameters(data)
}

// joinParameters makes -p name=value of -p name value, as papermill has it.
func joinParameters(args []string) []string {
	var out []string
	for i := 0; i < len(args); i++ {
		out = append(out, args[i])
		if args[i] == "--" {
			return append(out, args[i+1:]...)
		}
		if (args[i] == "-p" || args[i] == "--p") && i+2 < len(args) && !strings.Contains(args[i+1], "=") {
			out = append(out, args[i+1]+"="+args[i+2])
			i += 2
		}
	}
	return out
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
