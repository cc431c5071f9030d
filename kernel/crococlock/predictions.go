package main

import (
	"bufio"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A prediction is one row of the output.
type prediction struct {
	path  string
	label string
	p     []float64 // the probability of each class
}

// A predictionWriter writes rows one by one: none of them is kept.
type predictionWriter interface {
	row(prediction) error
	end() error
}

// newPredictionWriter returns the writer of a format; nil for one that there is
// none of. widest is the number of columns of the widest path. Of two classes
// there is one probability, that of the second, before the label; of more, one of
// each behind it.
func newPredictionWriter(format string, out io.Writer, classes []string, widest int) predictionWriter {
	buffered := bufio.NewWriter(out)
	c := columns{two: len(classes) == 2}
	for _, class := range classes {
		c.names = append(c.names, "p_"+class)
	}
	switch format {
	case "table":
		return &predictionTable{w: buffered, columns: c, widest: max(widest, len("path")), classes: classes}
	case "csv":
		return &predictionCSV{w: csv.NewWriter(buffered), columns: c, buffer: buffered}
	case "json":
		return &predictionJSON{w: buffered, classes: classes}
	}
	return nil
}

// columns are the names of the probabilities' columns and their place.
type columns struct {
	names []string
	two   bool
}

// line is a row of texts: path, probabilities and label in their order.
func (c columns) line(path, label string, p []string) []string {
	if c.two {
		return []string{path, p[1], label}
	}
	return slices.Concat([]string{path, label}, p)
}

func (c columns) head() []string { return c.line("path", "label", c.names) }

func (c columns) cells(r prediction) []string {
	p := make([]string, len(r.p))
	for i, v := range r.p {
		p[i] = sixDecimals(v)
	}
	return c.line(r.path, r.label, p)
}

func sixDecimals(v float64) string { return strconv.FormatFloat(v, 'f', 6, 64) }

// tableCell keeps a file's odd name within its cell.
var tableCell = strings.NewReplacer("\t", `\t`, "\n", `\n`, "\r", `\r`)

type predictionTable struct {
	columns
	w       *bufio.Writer
	widest  int
	classes []string
	begun   bool
}

func (t *predictionTable) row(r prediction) error {
	t.begin()
	return t.print(t.cells(r))
}

func (t *predictionTable) begin() {
	if !t.begun {
		t.begun = true
		t.print(t.head())
	}
}

// print pads every cell but the last. Errors stay with the writer.
func (t *predictionTable) print(cells []string) error {
	const probability = 8 // columns of 0.123456
	label := len("label")
	for _, class := range t.classes {
		label = max(label, utf8.RuneCountInString(tableCell.Replace(class)))
	}
	widths := []int{t.widest}
	if !t.two {
		widths = append(widths, label)
	}
	for _, name := range t.head()[len(widths):] {
		widths = append(widths, max(probability, utf8.RuneCountInString(tableCell.Replace(name))))
	}
	for i, cell := range cells {
		cell = tableCell.Replace(cell)
		t.w.WriteString(cell)
		if i < len(cells)-1 {
			t.w.WriteString(strings.Repeat(" ", max(widths[i]-utf8.RuneCountInString(cell), 0)+2))
		}
	}
	return t.w.WriteByte('\n')
}

// end leaves a table without a row without its head.
func (t *predictionTable) end() error { return t.w.Flush() }

type predictionCSV struct {
	columns
	w      *csv.Writer
	buffer *bufio.Writer
	begun  bool
}

func (c *predictionCSV) begin() error {
	if c.begun {
		return nil
	}
	c.begun = true
	return c.w.Write(c.head())
}

func (c *predictionCSV) row(r prediction) error {
	if err := c.begin(); err != nil {
		return err
	}
	return c.w.Write(c.cells(r))
}

func (c *predictionCSV) end() error {
	if err := c.begin(); err != nil {
		return err
	}
	c.w.Flush()
	if err := c.w.Error(); err != nil {
		return err
	}
	return c.buffer.Flush()
}

// predictionJSON is written by hand to keep the keys' order and six decimals. Its
// keys are the same whatever the weights know.
type predictionJSON struct {
	w       *bufio.Writer
	classes []string
	rows    int
}

func (j *predictionJSON) row(r prediction) error {
	separator := ","
	if j.rows == 0 {
		separator = "["
	}
	j.rows++
	fmt.Fprintf(j.w, `%s
  {"path": %s, `, separator, jsonText(r.path))
	if !utf8.ValidString(r.path) {
		fmt.Fprintf(j.w, `"path_base64": "%s", `, base64.StdEncoding.EncodeToString([]byte(r.path)))
	}
	fmt.Fprintf(j.w, `"label": %s, "p": %s, "probabilities": [`, jsonText(r.label), sixDecimals(slices.Max(r.p)))
	for i, class := range j.classes {
		if i > 0 {
			j.w.WriteString(", ")
		}
		fmt.Fprintf(j.w, `{"class": %s, "p": %s}`, jsonText(class), sixDecimals(r.p[i]))
	}
	_, err := j.w.WriteString("]}")
	return err
}

func (j *predictionJSON) end() error {
	if j.rows == 0 {
		j.w.WriteString("[")
	}
	j.w.WriteString("\n]\n")
	return j.w.Flush()
}

// jsonText is s as JSON. A byte that is not UTF-8, which JSON cannot hold, is
// spelt \xff, so that two file names stay two.
func jsonText(s string) string {
	if !utf8.ValidString(s) {
		var b strings.Builder
		for len(s) > 0 {
			r, size := utf8.DecodeRuneInString(s)
			if r == utf8.RuneError && size == 1 {
				fmt.Fprintf(&b, `\x%02x`, s[0])
			} else {
				b.WriteString(s[:size])
			}
			s = s[size:]
		}
		s = b.String()
	}
	text, _ := json.Marshal(s) // strings always have a JSON form
	return string(text)
}
