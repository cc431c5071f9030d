package junit

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/crococlock/crococlock/internal/ansi"
	"github.com/crococlock/crococlock/internal/atomicfile"
	"github.com/crococlock/crococlock/kernel/notebook"
)

// A Result is what became of one notebook.
type Result struct {
	Path     string
	Notebook *notebook.Notebook // nil: not read
	Cells    []notebook.CellRun // those that were run
	Elapsed  time.Duration
	Err      error // why the run ended early, or was none; nil after a good one
}

// WriteFile writes the results to a file, whole or not at all.
func WriteFile(path string, results []Result) error {
	err := atomicfile.Write(path, func(w io.Writer) error { return Write(w, results) })
	if err != nil {
		return fmt.Errorf("junit: write %w", err)
	}
	return nil
}

type (
	suites struct {
		XMLName  xml.Name `xml:"testsuites"`
		Tests    int      `xml:"tests,attr"`
		Failures int      `xml:"failures,attr"`
		Errors   int      `xml:"errors,attr"`
		Skipped  int      `xml:"skipped,attr"`
		Time     string   `xml:"time,attr"`
		Suites   []suite  `xml:"testsuite"`
	}
	suite struct {
		Name     string     `xml:"name,attr"`
		Tests    int        `xml:"tests,attr"`
		Failures int        `xml:"failures,attr"`
		Errors   int        `xml:"errors,attr"`
		Skipped  int        `xml:"skipped,attr"`
		Time     string     `xml:"time,attr"`
		Cases    []testCase `xml:"testcase"`
	}
	testCase struct {
		Name    string    `xml:"name,attr"`
		Class   string    `xml:"classname,attr"`
		Time    string    `xml:"time,attr"`
		Failure *problem  `xml:"failure"`
		Error   *problem  `xml:"error"`
		Skipped *struct{} `xml:"skipped"`
	}
	problem struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",chardata"`
	}
)

// Write writes the results. A cell's own error is a failure; a time limit,
// a dead kernel and whatever kept a notebook from being run are errors; cells
// that were not reached are skipped.
func Write(w io.Writer, results []Result) error {
	var all suites
	total := 0.0
	for _, r := range results {
		s := r.suite()
		all.Suites = append(all.Suites, s)
		all.Tests += s.Tests
		all.Failures += s.Failures
		all.Errors += s.Errors
		all.Skipped += s.Skipped
		total += r.Elapsed.Seconds()
	}
	all.Time = fmt.Sprintf("%.3f", total)
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(all); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func (r *Result) suite() suite {
	s := suite{Name: r.Path, Time: fmt.Sprintf("%.3f", r.Elapsed.Seconds())}
	ran := map[int]notebook.CellRun{}
	for _, c := range r.Cells {
		ran[c.Cell] = c
	}
	blamed := false
	if r.Notebook != nil {
		for i, cell := range r.Notebook.Cells() {
			if !cell.Runs() {
				continue
			}
			c := testCase{Name: fmt.Sprintf("cell %d: %s", i+1, ansi.Line(cell.Source())), Class: r.Path, Time: "0.000"}
			if run, ok := ran[i+1]; !ok {
				c.Skipped = &struct{}{}
			} else {
				c.Time = fmt.Sprintf("%.3f", run.Elapsed.Seconds())
				if run.Err != nil {
					blamed = true
					c.blame(run.Err)
				}
			}
			s.Cases = append(s.Cases, c)
		}
	}
	if r.Err != nil && !blamed { // whatever happens, a broken notebook has a case that says so
		c := testCase{Name: "notebook", Class: r.Path, Time: "0.000"}
		c.blame(r.Err)
		s.Cases = append(s.Cases, c)
	}
	for _, c := range s.Cases {
		s.Tests++
		switch {
		case c.Failure != nil:
			s.Failures++
		case c.Error != nil:
			s.Errors++
		case c.Skipped != nil:
			s.Skipped++
		}
	}
	return s
}

// blame says what went wrong in the case.
func (c *testCase) blame(err error) {
	p := &problem{Message: ansi.Line(err.Error()), Type: "error", Text: ansi.Plain(err.Error())}
	var cell *notebook.CellError
	if !errors.As(err, &cell) {
		c.Error = p
		return
	}
	if len(cell.Traceback) > 0 {
		p.Text = ansi.Plain(strings.Join(cell.Traceback, "\n"))
	}
	if cell.Err == nil {
		p.Message, p.Type = ansi.Line(cell.EName+": "+cell.EValue), cell.EName
		c.Failure = p
		return
	}
	c.Error = p
}
