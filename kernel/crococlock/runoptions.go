package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/crococlock/crococlock/kernel/jupyter"
	"github.com/crococlock/crococlock/kernel/notebook"
)

const runLong = `Executes notebooks, each in a fresh kernel and in its own folder. Without -o or
--output-dir an executed notebook replaces the one that was read. What was
executed is written even when a cell fails. A notebook for Go runs in this
program; other kernels are found as Jupyter finds them. "-" is standard input,
or output.

Parameters are the variables of the cell tagged "parameters": its values are
what counts without any, and its types what is accepted. Lists, maps and structs
are written as JSON: -p 'sizes=[3, 5]'. An unknown name is refused, with those
that there are. A file of parameters is a JSON object or a YAML mapping of names
to values, or has a line name=value for each. Of the same name the last one
counts.`

const runExample = `crococlock run -o executed.ipynb notebook.ipynb
crococlock run -p seed=3 -p epochs=20 --output-dir out 01.ipynb 02.ipynb
crococlock run --params p.yaml - < notebook.ipynb > executed.ipynb
crococlock run --jobs 2 --output-dir out --html out/index.html *.ipynb`

const runEnd = `Exit status:
    0  all ran
    1  a cell failed
    2  usage, a file missing or not to be written, an unknown parameter
    3  not a notebook
    4  a time limit
    5  the kernel died or never started
    6  what was executed could not be written
  130  interrupted
Of several notebooks all are run, and the first failure's status is returned.`

// runOptions are the command line of crococlock run.
type runOptions struct {
	output, outputDir, cwd, kernel string
	given                          []givenParameters
	parameters                     []notebook.Parameter // what is given comes to
	timeout, notebookTimeout       time.Duration
	allowErrors, check             bool
	recordTiming, hideInput        bool
	html, junit                    string
	jobs                           int
	notebooks                      []string
}

// newRun is "crococlock run".
func newRun(std stdio, kernel func() (jupyter.Launch, error)) *cobra.Command {
	o := &runOptions{}
	cmd := &cobra.Command{
		Use:         "run [flags] NOTEBOOK…",
		Short:       "execute notebooks without Jupyter",
		Long:        runLong,
		Example:     runExample,
		SuggestFor:  []string{"execute", "exec", "nbconvert"},
		Annotations: map[string]string{helpEnd: runEnd},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return []cobra.Completion{"ipynb"}, cobra.ShellCompDirectiveFilterFileExt
		},
	}
	o.addFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, notebooks []string) error {
		surviveFileLimit()
		o.notebooks = notebooks
		if err := o.checkArguments(); err != nil {
			return usageError("%w", err)
		}
		if err := o.readParameters(std.in); err != nil {
			return &failure{status: exitUsage, err: err}
		}
		self, err := kernel()
		if err != nil {
			return err
		}
		return executeNotebooks(cmd.Context(), o, std, self)
	}
	return cmd
}

func (o *runOptions) addFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVarP(&o.output, "output", "o", "", "write the executed notebook to `FILE`, - for standard output; for one notebook")
	flags.StringVar(&o.outputDir, "output-dir", "", "write the executed notebooks into `FOLDER`")
	flags.VarP(&parameterFlag{o, false}, "parameter", "p", "a parameter's `NAME=VALUE`, or two words; may be repeated")
	flags.Var(&parameterFlag{o, true}, "params", "a `FILE` of parameters: JSON, YAML, or lines name=value; - for standard input")
	flags.StringVar(&o.cwd, "cwd", "", "run in `FOLDER` instead of the notebook's own")
	flags.StringVar(&o.kernel, "kernel", "", "run in the kernel `NAME` instead of the notebook's")
	flags.IntVar(&o.jobs, "jobs", 1, "run `N` notebooks at a time")
	flags.DurationVar(&o.timeout, "timeout", 0, "longest `TIME` for a cell, such as 90s or 5m")
	flags.DurationVar(&o.notebookTimeout, "notebook-timeout", 0, "longest `TIME` for a notebook")
	flags.BoolVar(&o.allowErrors, "allow-errors", false, "go on after a cell that failed")
	flags.BoolVar(&o.recordTiming, "record-timing", false, "note in each cell's metadata when it ran")
	flags.StringVar(&o.html, "html", "", "write all notebooks as one page to `FILE`")
	flags.BoolVar(&o.hideInput, "hide-input", false, "leave the code out of that page")
	flags.StringVar(&o.junit, "junit", "", "write the results as JUnit XML to `FILE`")
	flags.BoolVar(&o.check, "check", false, "run nothing; report what a committed notebook should not have")
	complete(cmd, "output-dir", folders)
	complete(cmd, "cwd", folders)
	complete(cmd, "parameter", cobra.NoFileCompletions)
	complete(cmd, "kernel", func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return jupyter.ListKernelspecs(), cobra.ShellCompDirectiveNoFileComp
	})
}

// checkArguments finds out whether the command line is one that can be followed.
func (o *runOptions) checkArguments() error {
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
		for _, g := range o.given {
			if !g.file && strings.HasSuffix(g.text, ".ipynb") {
				return fmt.Errorf("no notebook to run: -p has taken %s", g.text)
			}
		}
		return errors.New("no notebook to run")
	case o.output != "" && o.outputDir != "":
		return errors.New("-o and --output-dir exclude each other")
	case o.output != "" && len(o.notebooks) > 1:
		return fmt.Errorf("-o takes one notebook, got %d; see --output-dir", len(o.notebooks))
	case o.jobs < 1:
		return fmt.Errorf("--jobs %d: want at least 1", o.jobs)
	case o.check && (o.html != "" || o.junit != ""):
		return errors.New("--check runs nothing, so there is nothing for --html or --junit")
	case o.hideInput && o.html == "":
		return errors.New("--hide-input is for the page that --html writes")
	case o.outputDir != "" && slices.Contains(o.notebooks, standard):
		return errors.New("a notebook on standard input has no name for --output-dir; see -o")
	case slices.Contains(o.parameterFiles(), standard) && slices.Contains(o.notebooks, standard):
		return errors.New("standard input cannot be both the notebook and its parameters")
	case o.timeout < 0 || o.notebookTimeout < 0:
		return errors.New("a time limit is negative")
	}
	return nil
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
