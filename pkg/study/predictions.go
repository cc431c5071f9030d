package study

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"

	"gonum.org/v1/gonum/mat"

	"github.com/crococlock/crococlock/internal/atomicfile"
	"github.com/crococlock/crococlock/pkg/cnn"
)

// Predictions are what a network of a long experiment says of the images of a part
// of its split, such as dataset.TestName: as they are, and from eighteen views
// (cnn.DefaultViews). Of the reports' images only paths are known, not positions.
type Predictions struct {
	Part             string
	Single, Averaged *cnn.Report
}

// classes are the study's.
var classes = []string{"clock", "crocodile"}

// predictionsHead names the columns. The probabilities are those of class 1.
var predictionsHead = []string{"part", "path", "label", "p_single", "p_averaged"}

// WritePredictions writes a row an image, under a comment of one line: all of it, or
// nothing on an error. Both reports of a part must be of the same images, of two
// classes.
func WritePredictions(path, comment string, parts ...Predictions) error {
	rows := [][]string{predictionsHead}
	for _, p := range parts {
		if len(p.Single.Classes) != 2 || !slices.Equal(p.Single.Paths, p.Averaged.Paths) || !slices.Equal(p.Single.Truth, p.Averaged.Truth) {
			return fmt.Errorf("study: %s: the two reports of the %s part are not of the same images of two classes", path, p.Part)
		}
		for i, image := range p.Single.Paths {
			rows = append(rows, []string{p.Part, image, strconv.Itoa(p.Single.Truth[i]), short(p.Single.P.At(i, 1)), short(p.Averaged.P.At(i, 1))})
		}
	}
	return atomicfile.Write(path, func(w io.Writer) error {
		if _, err := fmt.Fprintf(w, "# %s\n", comment); err != nil {
			return err
		}
		return csv.NewWriter(w).WriteAll(rows)
	})
}

// short keeps what calibration needs of a probability near 0 or 1.
func short(p float64) string { return strconv.FormatFloat(p, 'g', 6, 64) }

// ReadPredictions returns what WritePredictions wrote, by part.
func ReadPredictions(path string) (map[string]Predictions, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	c := csv.NewReader(bufio.NewReader(f))
	c.Comment, c.FieldsPerRecord = '#', len(predictionsHead)
	rows, err := c.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if len(rows) == 0 || !slices.Equal(rows[0], predictionsHead) {
		return nil, fmt.Errorf("%s: no predictions: want the columns %q", path, predictionsHead)
	}
	of := make(map[string][][]string)
	for _, row := range rows[1:] {
		of[row[0]] = append(of[row[0]], row)
	}
	out := make(map[string]Predictions)
	for part, rows := range of {
		p, err := parsePredictions(part, rows)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		out[part] = p
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s: no predictions", path)
	}
	return out, nil
}

// parsePredictions are those of the rows of a part.
func parsePredictions(part string, rows [][]string) (Predictions, error) {
	var paths []string
	var truth []int
	var single, averaged []float64
	for _, row := range rows {
		label, err := strconv.Atoi(row[2])
		if err != nil {
			return Predictions{}, fmt.Errorf("%s: label %q", row[1], row[2])
		}
		paths, truth = append(paths, row[1]), append(truth, label)
		for k, to := range []*[]float64{&single, &averaged} {
			p, err := strconv.ParseFloat(row[3+k], 64)
			if err != nil {
				return Predictions{}, fmt.Errorf("%s: probability %q", row[1], row[3+k])
			}
			*to = append(*to, 1-p, p)
		}
	}
	out := Predictions{Part: part}
	for _, to := range []struct {
		report **cnn.Report
		p      []float64
	}{{&out.Single, single}, {&out.Averaged, averaged}} {
		report, err := cnn.ReportOf(classes, truth, mat.NewDense(len(truth), 2, to.p))
		if err != nil {
			return Predictions{}, err
		}
		report.Paths = paths
		*to.report = report
	}
	return out, nil
}
