package cluster

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"

	"gonum.org/v1/gonum/mat"
)

// An Opinion is what one network makes of N images of K classes. Of an image that
// it has no word on, because it was trained on it, all numbers are NaN.
type Opinion struct {
	P         *mat.Dense // (N, K), the probability of each class
	Distances *mat.Dense // (N, K), how far from each class's centre in latent space; nil where that is not known
}

// Judges reports whether the network has a word on image i.
func (o Opinion) Judges(i int) bool { return !math.IsNaN(o.P.At(i, 0)) }

// validate holds an opinion together.
func (o Opinion) validate() error {
	if o.P == nil || o.P.IsEmpty() {
		return fmt.Errorf("no probabilities")
	}
	n, k := o.P.Dims()
	if k < 2 {
		return fmt.Errorf("%d classes, two are needed for something in between", k)
	}
	if o.Distances != nil {
		if rows, columns := o.Distances.Dims(); rows != n || columns != k {
			return fmt.Errorf("distances of %d×%d for probabilities of %d×%d", rows, columns, n, k)
		}
	}
	for i := range n {
		sum := 0.0
		for _, p := range o.P.RawRowView(i) {
			sum += p
		}
		if !o.Judges(i) && math.IsNaN(sum) {
			continue
		}
		for _, p := range o.P.RawRowView(i) {
			if !(p >= 0 && p <= 1) {
				return fmt.Errorf("image %d: %g is no probability", i, p)
			}
		}
		if math.Abs(sum-1) > 1e-3 {
			return fmt.Errorf("image %d: the probabilities' sum is %g", i, sum)
		}
		if o.Distances == nil {
			continue
		}
		for _, d := range o.Distances.RawRowView(i) {
			if !(d >= 0) || math.IsInf(d, 0) {
				return fmt.Errorf("image %d: %g is no distance", i, d)
			}
		}
	}
	return nil
}

// Write writes the opinion as CSV, behind a line of comment that begins with #: a
// row with path, p_<class> and d_<class> of every image that it has a word on.
// The numbers keep four digits.
func (o Opinion) Write(w io.Writer, comment string, paths, classes []string) error {
	if err := o.validate(); err != nil {
		return fmt.Errorf("cluster: opinion: %w", err)
	}
	n, k := o.P.Dims()
	if len(paths) != n || len(classes) != k || o.Distances == nil {
		return fmt.Errorf("cluster: opinion: %d paths and %d classes for probabilities of %d×%d, distances known: %t", len(paths), len(classes), n, k, o.Distances != nil)
	}
	if _, err := fmt.Fprintf(w, "# %s\n", comment); err != nil {
		return err
	}
	rows := [][]string{{"path"}}
	for _, of := range []string{"p_", "d_"} {
		for _, class := range classes {
			rows[0] = append(rows[0], of+class)
		}
	}
	for i, path := range paths {
		if !o.Judges(i) {
			continue
		}
		row := []string{path}
		for _, m := range []*mat.Dense{o.P, o.Distances} {
			for _, v := range m.RawRowView(i) {
				row = append(row, strconv.FormatFloat(v, 'g', 4, 64))
			}
		}
		rows = append(rows, row)
	}
	return csv.NewWriter(w).WriteAll(rows)
}

// ReadOpinion reads what Write has written, about images of those paths and
// classes. A path that is not among them, or twice in the file, is an error.
func ReadOpinion(r io.Reader, paths, classes []string) (Opinion, error) {
	c := csv.NewReader(r)
	c.Comment, c.FieldsPerRecord = '#', 1+2*len(classes)
	rows, err := c.ReadAll()
	if err != nil {
		return Opinion{}, fmt.Errorf("cluster: opinion: %w", err)
	}
	if len(rows) == 0 {
		return Opinion{}, fmt.Errorf("cluster: opinion: nothing in it")
	}
	for k, class := range classes {
		if rows[0][1+k] != "p_"+class || rows[0][1+len(classes)+k] != "d_"+class {
			return Opinion{}, fmt.Errorf("cluster: opinion: columns %q, want those of %q", rows[0], classes)
		}
	}
	at := make(map[string]int, len(paths))
	for i, path := range paths {
		at[path] = i
	}
	o := Opinion{P: unknown(len(paths), len(classes)), Distances: unknown(len(paths), len(classes))}
	for _, row := range rows[1:] {
		i, known := at[row[0]]
		if !known || o.Judges(i) {
			return Opinion{}, fmt.Errorf("cluster: opinion: %q is in it twice, or no image of these", row[0])
		}
		for k, text := range row[1:] {
			v, err := strconv.ParseFloat(text, 64)
			if err != nil {
				return Opinion{}, fmt.Errorf("cluster: opinion: %q: %w", row[0], err)
			}
			if k < len(classes) {
				o.P.Set(i, k, v)
			} else {
				o.Distances.Set(i, k-len(classes), v)
			}
		}
	}
	if err := o.validate(); err != nil {
		return Opinion{}, fmt.Errorf("cluster: opinion: %w", err)
	}
	return o, nil
}

// unknown is a matrix of NaN.
func unknown(n, k int) *mat.Dense {
	data := make([]float64, n*k)
	for i := range data {
		data[i] = math.NaN()
	}
	return mat.NewDense(n, k, data)
}

// Blank is the opinion of nobody on N images of K classes, to be filled in row by
// row.
func Blank(n, k int) Opinion { return Opinion{P: unknown(n, k), Distances: unknown(n, k)} }

// ReadOpinions reads the files that a pattern such as "results/judge-*.csv" names,
// in the order of their names. None is an error.
func ReadOpinions(pattern string, paths, classes []string) ([]Opinion, error) {
	files, err := filepath.Glob(pattern)
	if err != nil {
		return nil, fmt.Errorf("cluster: opinions: %w", err)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("cluster: opinions: no file %s", pattern)
	}
	var all []Opinion
	for _, file := range files {
		o, err := ReadOpinionFile(file, paths, classes)
		if err != nil {
			return nil, err
		}
		all = append(all, o)
	}
	return all, nil
}

// ReadOpinionFile is ReadOpinion of a file; one that is not there is an error that
// wraps fs.ErrNotExist.
func ReadOpinionFile(file string, paths, classes []string) (Opinion, error) {
	f, err := os.Open(file)
	if err != nil {
		return Opinion{}, fmt.Errorf("cluster: opinion: %w", err)
	}
	defer f.Close()
	o, err := ReadOpinion(f, paths, classes)
	if err != nil {
		return Opinion{}, fmt.Errorf("%s: %w", file, err)
	}
	return o, nil
}

// Merged is what several networks make of images of which each has a word on some:
// the opinion of that one which has a word. Two that have a word on one image are
// an error.
func Merged(opinions ...Opinion) (Opinion, error) {
	n, k, err := together("merged", opinions)
	if err != nil {
		return Opinion{}, err
	}
	all := Blank(n, k)
	for _, o := range opinions {
		if o.Distances == nil {
			all.Distances = nil
		}
	}
	for at, o := range opinions {
		for i := range n {
			if !o.Judges(i) {
				continue
			}
			if all.Judges(i) {
				return Opinion{}, fmt.Errorf("cluster: merged: opinion %d and one before have a word on image %d", at, i)
			}
			all.P.SetRow(i, o.P.RawRowView(i))
			if all.Distances != nil {
				all.Distances.SetRow(i, o.Distances.RawRowView(i))
			}
		}
	}
	return all, nil
}
