package junit_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/crococlock/crococlock/kernel/notebook"
	"github.com/crococlock/crococlock/kernel/notebook/junit"
)

func parse(t *testing.T) *notebook.Notebook {
	t.Helper()
	nb, err := notebook.Parse([]byte(`{"cells": [
		{"cell_type": "markdown", "metadata": {}, "source": "# Title"},
		{"cell_type": "code", "metadata": {}, "source": "first()\nmore()", "outputs": []},
		{"cell_type": "code", "metadata": {"tags": ["skip-execution"]}, "source": "skipped()", "outputs": []},
		{"cell_type": "code", "metadata": {}, "source": "second()", "outputs": []},
		{"cell_type": "code", "metadata": {}, "source": "third()", "outputs": []}
	], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}`))
	if err != nil {
		t.Fatal(err)
	}
	return nb
}

func TestWrite(t *testing.T) {
	failed := &notebook.CellError{Cell: 4, EName: "Broken", EValue: "why <not>", Traceback: []string{"\x1b[31mBroken\x1b[0m", "at line 1"}}
	slow := &notebook.CellError{Cell: 4, Err: notebook.ErrTimeLimit}
	first := notebook.CellRun{Cell: 2, Elapsed: 1500 * time.Millisecond}
	for name, c := range map[string]struct {
		result junit.Result
		counts string // tests, failures, errors, skipped
		want   []string
	}{
		"OK":          {junit.Result{Notebook: parse(t), Cells: []notebook.CellRun{first, {Cell: 4}, {Cell: 5}}}, "3 0 0 0", []string{`<testcase name="cell 2: first()" classname="a.ipynb" time="1.500">`}},
		"FailedCell":  {junit.Result{Notebook: parse(t), Cells: []notebook.CellRun{first, {Cell: 4, Err: failed}}, Err: failed}, "3 1 0 1", []string{`<failure message="Broken: why &lt;not&gt;" type="Broken">Broken&#xA;at line 1</failure>`, `<skipped>`}},
		"TimeLimit":   {junit.Result{Notebook: parse(t), Cells: []notebook.CellRun{first, {Cell: 4, Err: slow}}, Err: slow}, "3 0 1 1", []string{`<error message="notebook: cell 4: time limit" type="error">`}},
		"NoKernel":    {junit.Result{Notebook: parse(t), Err: notebook.ErrNoKernel}, "4 0 1 3", []string{`<testcase name="notebook"`, `<error message="no kernel"`}},
		"NoNotebook":  {junit.Result{Err: notebook.ErrNotNotebook}, "1 0 1 0", []string{`<error message="not a notebook"`}},
		"NotWritten":  {junit.Result{Notebook: parse(t), Cells: []notebook.CellRun{first, {Cell: 4}, {Cell: 5}}, Err: errors.New("disk full")}, "4 0 1 0", []string{`<error message="disk full"`}},
		"ControlByte": {junit.Result{Err: errors.New("a\x00b")}, "1 0 1 0", []string{`message="a�b"`}},
	} {
		t.Run(name, func(t *testing.T) {
			c.result.Path = "a.ipynb"
			var b bytes.Buffer
			if err := junit.Write(&b, []junit.Result{c.result}); err != nil {
				t.Fatal(err)
			}
			var got struct {
				Tests    int `xml:"tests,attr"`
				Failures int `xml:"failures,attr"`
				Errors   int `xml:"errors,attr"`
				Skipped  int `xml:"skipped,attr"`
			}
			if err := xml.Unmarshal(b.Bytes(), &got); err != nil {
				t.Fatalf("%v\n%s", err, b.String())
			}
			if counts := fmt.Sprint(got.Tests, got.Failures, got.Errors, got.Skipped); counts != c.counts {
				t.Errorf("counts %s, want %s", counts, c.counts)
			}
			for _, want := range c.want {
				if !strings.Contains(b.String(), want) {
					t.Errorf("lacks %q:\n%s", want, b.String())
				}
			}
		})
	}
}

func ExampleWriteFile() {
	fmt.Println(junit.WriteFile("no such folder/report.xml", nil) != nil)
	// Output: true
}
