package main

import (
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/crococlock/crococlock/internal/ansi"
	"github.com/crococlock/crococlock/kernel/notebook"
	"github.com/crococlock/crococlock/kernel/notebook/junit"
	"github.com/crococlock/crococlock/kernel/notebook/page"
)

// summarise prints a table of the results.
func summarise(w io.Writer, results []*result) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "notebook\tcells\ttime\tresult")
	for _, r := range results {
		fmt.Fprintf(table, "%s\t%d/%d\t%s\t%s\n", r.path, r.passed(), r.toRun, seconds(r.elapsed), r.outcome())
	}
	table.Flush()
}

// passed counts the cells that did not fail, or failed as a tag expects.
func (r *result) passed() int { return len(r.cells) - r.failed() }

// failed counts the cells that failed, allowed or not.
func (r *result) failed() int {
	n := 0
	for _, c := range r.cells {
		if c.Failed {
			n++
		}
	}
	return n
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }

// outcome is the result in a few words, in one line.
func (r *result) outcome() string {
	if r.err == nil {
		switch n := r.failed(); n {
		case 0:
			return "ok"
		case 1:
			return "1 cell failed, which was allowed"
		default:
			return fmt.Sprintf("%d cells failed, which was allowed", n)
		}
	}
	if r.status == exitNotWritten {
		return "not written: " + ansi.Line(r.err.Error())
	}
	word := map[int]string{
		exitNotNotebook: "not a notebook", exitTimeLimit: "time limit", exitKernel: "kernel died", exitInterrupted: "interrupted", exitUsage: "usage",
	}[r.status]
	if word == "" {
		word = "failed"
	}
	var cell *notebook.CellError
	switch {
	case r.status == exitInterrupted && r.notebook == nil:
		return "not run"
	case !errors.As(r.err, &cell):
		switch r.status {
		case exitNotNotebook, exitInterrupted:
			return word
		case exitKernel: // it says so itself
			return ansi.Line(r.err.Error())
		}
		return word + ": " + ansi.Line(r.err.Error())
	case r.status == exitError:
		return fmt.Sprintf("%s: cell %d: %s", word, cell.Cell, ansi.Line(cell.EName+": "+cell.EValue))
	}
	return fmt.Sprintf("%s: cell %d", word, cell.Cell)
}

// writeReports writes the page and the JUnit file that were asked for.
func writeReports(o *runOptions, results []*result, out io.Writer) error {
	var docs []page.Document
	var suites []junit.Result
	for _, r := range results {
		d := page.Document{Path: r.path, Notebook: r.notebook, HideInput: o.hideInput}
		if r.err != nil {
			d.Problem = "Not executed to its end: " + r.outcome()
		}
		docs = append(docs, d)
		suites = append(suites, junit.Result{Path: r.path, Notebook: r.notebook, Cells: r.cells, Elapsed: r.elapsed, Err: r.err})
	}
	var errs []error
	switch o.html {
	case "":
	case standard:
		errs = append(errs, page.Write(out, docs))
	default:
		errs = append(errs, page.WriteFile(o.html, docs))
	}
	switch o.junit {
	case "":
	case standard:
		errs = append(errs, junit.Write(out, suites))
	default:
		errs = append(errs, junit.WriteFile(o.junit, suites))
	}
	return errors.Join(errs...)
}
