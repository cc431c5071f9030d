package notebook

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/crococlock/crococlock/kernel/jupyter"
)

// ErrTimeLimit is what the errors of Run wrap when a cell or the notebook took
// longer than it may.
var ErrTimeLimit = errors.New("time limit")

// ErrNoKernel is what the errors of Run wrap when the kernel did not start.
var ErrNoKernel = errors.New("no kernel")

// A CellError says which cell failed and how; errors.As finds it in Run's
// errors, also where the kernel died or the time was over.
type CellError struct {
	Cell      int // from 1, all cells counted
	Source    string
	EName     string
	EValue    string
	Traceback []string
	Err       error // why the run ended where it was not the code's own error
}

func (e *CellError) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("notebook: cell %d: %v", e.Cell, e.Err)
	}
	return fmt.Sprintf("notebook: cell %d: %s: %s", e.Cell, e.EName, e.EValue)
}

// Unwrap returns Err.
func (e *CellError) Unwrap() error { return e.Err }

// Options say how to run a notebook.
type Options struct {
	// Launch starts the kernel.
	Launch jupyter.Launch
	// Timeout is the longest a cell may run, NotebookTimeout all of them; 0 is
	// no limit. Without Timeout, the notebook's or the cell's
	// metadata.execution.timeout (in seconds) counts. A cell over its limit is
	// interrupted.
	Timeout, NotebookTimeout time.Duration
	// AllowErrors goes on after a cell that failed.
	AllowErrors bool
	// RecordTiming notes in each cell's metadata.execution when it ran, as
	// nbclient does.
	RecordTiming bool
	// Parameters are assigned to variables of the cell tagged "parameters".
	Parameters []Parameter
	// Progress, when set, is called before each cell that is run.
	Progress func(Progress)
	// Ran, when set, is called after each cell that was run.
	Ran func(CellRun)
}

// A CellRun is what became of one cell.
type CellRun struct {
	Cell    int           // from 1, all cells counted
	Elapsed time.Duration // from the request to the kernel's being idle
	Err     *CellError    // why the run ended here; nil where it went on
	Failed  bool          // also where an error was allowed, but not where a tag expects it
}

// Progress says where a run is.
type Progress struct {
	Cell  int // of the cells to run, from 1
	Cells int // how many there are
}

// RunFile runs the notebook in the file in and writes it to the file out,
// which may be the same. The kernel runs in the folder of in unless opts.Launch
// says otherwise.
//
// It returns the notebook as it is after the run, nil where in is none. Its
// errors are those of Read and RunThen.
func RunFile(ctx context.Context, in, out string, opts Options) (*Notebook, error) {
	nb, err := Read(in)
	if err != nil {
		return nil, err
	}
	if opts.Launch.Dir == "" {
		dir, err := filepath.Abs(filepath.Dir(in))
		if err != nil {
			return nil, fmt.Errorf("notebook: %w", err)
		}
		opts.Launch.Dir = dir
	}
	return nb, RunThen(ctx, nb, opts, func() error { return nb.WriteFile(out) })
}

// RunThen runs the notebook and has write keep what was executed, whether or
// not the run succeeded. Nothing is written where nothing was run: a parameter
// is unknown, the kernel did not start. The notebook then has no outputs.
func RunThen(ctx context.Context, nb *Notebook, opts Options, write func() error) error {
	err := Run(ctx, nb, opts)
	if errors.Is(err, ErrNoKernel) || errors.Is(err, ErrParameter) {
		nb.ClearOutputs()
		return err
	}
	return errors.Join(err, write())
}

// Run executes the code cells of a notebook, in place: old outputs are removed
// first, cells that are blank are left out, those tagged "skip-execution" are
// left as they are, the others are numbered 1, 2, …
//
// A cell that fails ends the run, unless opts.AllowErrors, the notebook's
// metadata.execution.allow_errors or the cell's tag "raises-exception" allow
// it. The errors are a *CellError; ErrTimeLimit, jupyter.ErrKernelDied or the
// context's cause inside it where the code was not to blame; ErrNoKernel;
// ErrParameter.
func Run(ctx context.Context, nb *Notebook, opts Options) error {
	if err := nb.inject(opts.Parameters); err != nil {
		return err
	}
	if opts.NotebookTimeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, opts.NotebookTimeout,
			fmt.Errorf("%w of %v for the notebook", ErrTimeLimit, opts.NotebookTimeout))
		defer cancel()
	}
	client, err := jupyter.StartKernel(ctx, opts.Launch)
	if err != nil {
		if ctx.Err() != nil {
			return fmt.Errorf("%w: %w", ErrNoKernel, context.Cause(ctx))
		}
		return fmt.Errorf("%w: %w", ErrNoKernel, err)
	}
	defer client.Close()

	nb.AddMissingIDs()
	for _, c := range nb.Cells() {
		if c.Type() == "code" && (c.Runs() || c.Blank()) {
			c.clear()
		}
	}
	if err := nb.setLanguageInfo(client.KernelInfo().LanguageInfo); err != nil {
		return err
	}
	execution := nb.root.object("metadata").object("execution")
	if opts.Timeout == 0 {
		opts.Timeout = seconds(execution.get("timeout"))
	}
	opts.AllowErrors = opts.AllowErrors || execution.get("allow_errors") == scalar("true")
	r := &runner{client: client, opts: opts, records: newRecorder()}
	client.Stray = r.records.late
	err = r.cells(ctx, nb)
	r.records.storeAll()
	if !errors.Is(err, jupyter.ErrKernelDied) {
		// In the caller's context it could not even ask after an interrupt.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		_ = client.Shutdown(ctx) // a kernel that does not end is killed
	}
	return err
}

type runner struct {
	client  *jupyter.Client
	opts    Options
	records *recorder
}

func (r *runner) cells(ctx context.Context, nb *Notebook) error {
	progress := Progress{}
	cells := nb.Cells()
	for _, c := range cells {
		if c.Runs() {
			progress.Cells++
		}
	}
	for i, c := range cells {
		if !c.Runs() {
			continue
		}
		progress.Cell++
		if r.opts.Progress != nil {
			r.opts.Progress(progress)
		}
		start := time.Now()
		failed, err := r.cell(ctx, c, progress.Cell)
		if err != nil {
			err.Cell = i + 1
		}
		if r.opts.Ran != nil {
			r.opts.Ran(CellRun{Cell: i + 1, Elapsed: time.Since(start), Err: err, Failed: failed})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Runs reports whether Run executes the cell: code that is not blank nor tagged
// "skip-execution".
func (c *Cell) Runs() bool {
	return c.Type() == "code" && !c.Blank() && !c.HasTag("skip-execution")
}

// cell runs one cell. It reports whether the cell failed though no tag expects
// that, and the error that ends the run.
func (r *runner) cell(ctx context.Context, c *Cell, count int) (bool, *CellError) {
	limit := r.opts.Timeout
	if own := seconds(c.o.object("metadata").object("execution").get("timeout")); own > 0 {
		limit = own
	}
	if limit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, limit, fmt.Errorf("%w of %v for a cell", ErrTimeLimit, limit))
		defer cancel()
	}
	c.SetExecutionCount(count)
	rec := &cellRecord{cell: c, count: count}
	times := timing{}
	expected := c.HasTag("raises-exception")
	allowed := r.opts.AllowErrors || expected
	reply, err := r.client.Execute(ctx, c.Source(), jupyter.ExecuteOptions{ContinueOnError: allowed, Replied: times.note},
		func(m *jupyter.Message) {
			times.note(m)
			r.records.handle(rec, m)
		})
	if r.opts.RecordTiming {
		times.store(c)
	}
	failed := rec.failed()
	if err == nil && reply.Status != jupyter.StatusOK && failed == nil {
		failed = &Output{Type: "error", EName: reply.EName, EValue: reply.EValue, Traceback: reply.Traceback}
		if reply.Status == jupyter.StatusAborted {
			failed.EName, failed.EValue = "Aborted", "the kernel did not run the cell"
		}
		r.records.add(rec, failed)
	}
	rec.store()
	if err == nil && (failed == nil && reply.Status == jupyter.StatusOK || allowed) {
		return failed != nil && !expected, nil
	}
	e := &CellError{Source: c.Source(), Err: err}
	if failed != nil {
		e.EName, e.EValue, e.Traceback = failed.EName, failed.EValue, failed.Traceback
	}
	return true, e
}

// storeAll stores every cell's outputs once more: later cells may have updated
// their displays.
func (r *recorder) storeAll() {
	for _, rec := range r.byRequest {
		rec.store()
	}
}

// ClearOutputs removes the outputs and counts of all code cells.
func (nb *Notebook) ClearOutputs() {
	for _, c := range nb.Cells() {
		if c.Type() == "code" {
			c.clear()
		}
	}
}

func (c *Cell) clear() {
	c.SetOutputs(nil)
	c.SetExecutionCount(0)
}

// setLanguageInfo stores what the kernel says about its language.
func (nb *Notebook) setLanguageInfo(info jupyter.LanguageInfo) error {
	raw, err := jupyter.NewMessage("language_info", "", nil, info) // for its JSON
	if err != nil {
		return err
	}
	v, err := parseJSON(raw.Content)
	if err != nil {
		return fmt.Errorf("notebook: language_info: %w", err)
	}
	nb.metadata().set("language_info", sorted(v))
	return nil
}

// seconds reads a number of seconds; what is none is 0.
func seconds(v node) time.Duration {
	s, _ := v.(scalar)
	n, err := strconv.ParseFloat(strings.TrimSpace(string(s)), 64)
	if err != nil || n <= 0 {
		return 0
	}
	return time.Duration(n * float64(time.Second))
}
