package main

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"strconv"

	"github.com/crococlock/crococlock/internal/atomicfile"
	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
	"gonum.org/v1/gonum/mat"
)

// A part is the predictions of a network for the validation or the test images of
// its split, from one view and from eighteen.
type part struct {
	name             string
	single, averaged *cnn.Report
}

var head = []string{"part", "path", "label", "p_single", "p_averaged"}

// write writes a row an image, whole or not at all. The probabilities are those of
// the second class.
func write(path, comment string, parts []part) error {
	return atomicfile.Write(path, func(w io.Writer) error {
		if _, err := fmt.Fprintln(w, comment); err != nil {
			return err
		}
		c := csv.NewWriter(w)
		rows := [][]string{head}
		for _, p := range parts {
			for i, image := range p.single.Paths {
				rows = append(rows, []string{p.name, image, strconv.Itoa(p.single.Truth[i]), number(p.single.P.At(i, 1)), number(p.averaged.P.At(i, 1))})
			}
		}
		return c.WriteAll(rows)
	})
}

// number is short and keeps what calibration needs of a probability near 0 or 1.
func number(p float64) string { return strconv.FormatFloat(p, 'g', 6, 64) }

// A result is what write wrote of one part.
type result struct {
	paths            []string
	single, averaged *cnn.Report
}

// read returns the parts of a file by name.
func read(path string) (map[string]*result, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	c := csv.NewReader(bufio.NewReader(f))
	c.Comment, c.FieldsPerRecord = '#', len(head)
	rows, err := c.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	out := make(map[string]*result)
	for _, name := range []string{dataset.ValidationName, dataset.TestName} {
		r, err := parse(rows, name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		if r != nil {
			out[name] = r
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s: no predictions", path)
	}
	return out, nil
}

// classes are the study's.
var classes = []string{"clock", "crocodile"}

// parse returns what rows say of a part; nil if nothing.
func parse(rows [][]string, part string) (*result, error) {
	r := &result{}
	var truth []int
	var p [2][]float64
	for _, row := range rows {
		if row[0] != part {
			continue
		}
		label, err := strconv.Atoi(row[2])
		if err != nil {
			return nil, err
		}
		r.paths, truth = append(r.paths, row[1]), append(truth, label)
		for k := range p {
			v, err := strconv.ParseFloat(row[3+k], 64)
			if err != nil {
				return nil, err
			}
			p[k] = append(p[k], 1-v, v)
		}
	}
	if len(truth) == 0 {
		return nil, nil
	}
	for k, to := range []**cnn.Report{&r.single, &r.averaged} {
		report, err := cnn.ReportOf(classes, truth, mat.NewDense(len(truth), 2, p[k]))
		if err != nil {
			return nil, err
		}
		*to = report
	}
	return r, nil
}
