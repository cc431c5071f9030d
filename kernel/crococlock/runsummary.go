package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

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

// passed counts the cells that were run and did not end the run.
func (r *result) passed() int {
	n := len(r.cells)
	if n > 0 && r.cells[n-1].Err != nil {
		n--
	}
	return n
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }

// outcome is the result in a few words, in one line.
func (r *result) outcome() string {
	if r.err == nil {
		return "ok"
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
			return oneLine(r.err.Error())
		}
		return word + ": " + oneLine(r.err.Error())
	case r.status == exitError:
		return fmt.Sprintf("%s: cell %d: %s", word, cell.Cell, oneLine(cell.EName+": "+cell.EValue))
	}
	return fmt.Sprintf("%s: cell %d", word, cell.Cell)
}

// oneLine is the first line of a text, without colours and not too long for a
// table.
func oneLine(s string) string {
	s, _, _ = strings.Cut(strings.TrimSpace(ansi.ReplaceAllString(s, "")), "\n")
	if r := []rune(s); len(r) > 100 {
		s = string(r[:99]) + "…"
	}
	return s
}

// writeReports writes the page and the JUnit file that were asked for.
func writeReports(o *runOptions, results []*result) error {
	var docs []page.Document
	var suites []junit.Result
	for _, r := range results {
		d := page.Document{Path: r.path, Notebook: r.notebook}
		if r.err != nil {
			d.Problem = "Not executed to its end: " + r.outcome()
		}
		docs = append(docs, d)
		suites = append(suites, junit.Result{Path: r.path, Notebook: r.notebook, Cells: r.cells, Elapsed: r.elapsed, Err: r.err})
	}
	var errs []error
	if o.html != "" {
		errs = append(errs, page.WriteFile(o.html, docs))
	}
	if o.junit != "" {
		errs = append(errs, junit.WriteFile(o.junit, suites))
	}
	return errors.Join(errs...)
}
