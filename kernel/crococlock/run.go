package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/crococlock/crococlock/internal/project"
	"github.com/crococlock/crococlock/kernel/jupyter"
	"github.com/crococlock/crococlock/kernel/notebook"
)

// executeNotebooks is "crococlock run" with its flags read; self starts the
// kernel that stands for this program.
func executeNotebooks(ctx context.Context, o *runOptions, std stdio, self jupyter.Launch) error {
	if o.check {
		return ended(checkNotebooks(o.notebooks, std))
	}
	if err := o.checkTargets(); err != nil {
		return &failure{status: exitUsage, err: err}
	}
	results := runAll(ctx, o, std, self)
	switch {
	case !slices.ContainsFunc(results, func(r *result) bool { return r.status != exitUsage }):
		// Nothing was run, and why has been said.
	case o.usesStdout(): // which then holds nothing else
		summarise(std.err, results)
	default:
		summarise(std.out, results)
	}
	status := exitOK
	for _, r := range results {
		if status == exitOK || r.status == exitInterrupted && status != exitNotWritten {
			status = r.status
		}
	}
	if err := writeReports(o, results, std.out); err != nil {
		if status == exitOK {
			status = exitNotWritten
		}
		return &failure{status: status, err: err}
	}
	return ended(status)
}

// A result is what became of one notebook.
type result struct {
	path     string
	status   int
	err      error
	notebook *notebook.Notebook // nil: none, or not begun
	cells    []notebook.CellRun // those that were run
	toRun    int                // how many there were to run
	elapsed  time.Duration
}

// runAll runs the notebooks, o.jobs at a time; the results are in the order of
// the command line. After an interrupt no further notebook is begun.
func runAll(ctx context.Context, o *runOptions, std stdio, self jupyter.Launch) []*result {
	results := make([]*result, len(o.notebooks))
	board := startRunBoard(std.err)
	defer board.end()
	slots := make(chan struct{}, o.jobs)
	var running sync.WaitGroup
	for i, path := range o.notebooks {
		r := &result{path: path}
		results[i] = r
		slots <- struct{}{}
		if ctx.Err() != nil {
			r.status, r.err = exitInterrupted, errors.New("not run")
			<-slots
			continue
		}
		running.Go(func() {
			defer func() { <-slots }()
			r.run(ctx, o, self, board, std)
			board.report(func() {
				if r.err != nil {
					explain(std.err, path, r.err)
				} else if len(o.notebooks) > 1 {
					fmt.Fprintf(std.err, "%s: %d cells in %s\n", path, r.toRun, seconds(r.elapsed))
				}
			})
		})
	}
	running.Wait()
	return results
}

// run runs the result's notebook.
func (r *result) run(ctx context.Context, o *runOptions, self jupyter.Launch, board *runBoard, std stdio) {
	start := time.Now()
	line := board.add(r.path)
	defer func() {
		board.remove(line)
		r.elapsed = time.Since(start)
		r.status = runStatus(ctx, r.err)
	}()
	nb, err := readNotebook(r.path, std)
	if err != nil {
		r.err = err
		return
	}
	launch, err := launchFor(nb, r.path, o, self)
	if err != nil {
		r.err = err
		return
	}
	r.notebook = nb
	r.err = notebook.RunThen(ctx, nb, notebook.Options{
		Launch: launch, Timeout: o.timeout, NotebookTimeout: o.notebookTimeout,
		AllowErrors: o.allowErrors, RecordTiming: o.recordTiming, Parameters: o.parameters,
		Progress: func(p notebook.Progress) {
			r.toRun = p.Cells
			board.cell(line, p)
		},
		Ran: func(c notebook.CellRun) { r.cells = append(r.cells, c) },
	}, func() error { return writeNotebook(nb, o.outputOf(r.path), std) })
}

// readNotebook reads a notebook from a file or, where path is "-", from
// standard input.
func readNotebook(path string, std stdio) (*notebook.Notebook, error) {
	if path != standard {
		return notebook.Read(path)
	}
	data, err := io.ReadAll(std.in)
	if err != nil {
		return nil, fmt.Errorf("standard input: %w", err)
	}
	nb, err := notebook.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("standard input: %w", err)
	}
	return nb, nil
}

// writeNotebook writes what was executed to a file or standard output. What
// finds no place there, on a full disk for one, is saved in the folder for
// temporary files rather than lost.
func writeNotebook(nb *notebook.Notebook, path string, std stdio) error {
	if path == standard {
		if _, err := std.out.Write(nb.Bytes()); err != nil {
			return fmt.Errorf("%w: standard output: %w", notebook.ErrNotWritten, err)
		}
		return nil
	}
	err := nb.WriteFile(path)
	if err == nil {
		return nil
	}
	f, tempErr := os.CreateTemp("", "crococlock-*.ipynb")
	if tempErr != nil {
		return err
	}
	_, tempErr = f.Write(nb.Bytes())
	if tempErr = errors.Join(tempErr, f.Close()); tempErr != nil {
		os.Remove(f.Name())
		return err
	}
	return fmt.Errorf("%w; what was executed is in %s", err, f.Name())
}

// launchFor says how to start the kernel of a notebook, and where.
func launchFor(nb *notebook.Notebook, path string, o *runOptions, self jupyter.Launch) (jupyter.Launch, error) {
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
	var err error
	if launch.Dir, err = filepath.Abs(filepath.Dir(path)); err != nil {
		return jupyter.Launch{}, err
	}
	if o.cwd != "" {
		launch.Dir = o.cwd
	}
	// The kernel runs in another folder: paths must not change their meaning.
	launch.Env = append([]string{}, launch.Env...)
	for _, name := range []string{project.EnvData, project.EnvAuthor} {
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

// checkNotebooks is crococlock run --check.
func checkNotebooks(paths []string, std stdio) int {
	status := exitOK
	for _, path := range paths {
		s := checkNotebook(path, std)
		if status == exitOK {
			status = s
		}
	}
	return status
}

func checkNotebook(path string, std stdio) int {
	nb, err := readNotebook(path, std)
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
