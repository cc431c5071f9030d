package cnn

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/crococlock/crococlock/internal/column"
	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/go-gota/gota/dataframe"
	"github.com/go-gota/gota/series"
	"gonum.org/v1/gonum/mat"
)

// A Report tells how predictions of some images compare with the truth, class by
// class.
type Report struct {
	Score
	Classes []string
	// Confusion counts the images of each class, the row, that are predicted as
	// each class, the column.
	Confusion [][]int
	// Wrong are the images whose predicted class is not theirs, those of the
	// largest probability of the wrong class first.
	Wrong []Mistake

	// Index are the images' positions in the dataset, Paths their names there, Truth
	// their labels, and P the probabilities of their classes, a row an image.
	Index []int
	Paths []string
	Truth []int
	P     *mat.Dense
}

// A Mistake is an image whose predicted class is not its class.
type Mistake struct {
	Index            int // in the dataset
	Truth, Predicted int
	P                float64 // probability of the predicted class
}

// Report evaluates the model on the images idx of d; errors are Evaluate's.
func (m *Model) Report(d *dataset.Dataset, idx []int) (*Report, error) { return NewReport(m, d, idx) }

// NewReport evaluates a classifier on the images idx of d; errors are Evaluate's.
func NewReport(c Classifier, d *dataset.Dataset, idx []int) (*Report, error) {
	p, err := Probabilities(c, d, idx)
	if err != nil {
		return nil, err
	}
	paths, truth := make([]string, len(idx)), make([]int, len(idx))
	for n, i := range idx {
		truth[n] = d.Labels[i]
		if i < len(d.Paths) {
			paths[n] = d.Paths[i]
		}
	}
	return newReport(c.Classes(), slices.Clone(idx), paths, truth, p)
}

// ReportOf is the report of predictions that are there, such as those of a file: p
// has a row an image and a column a class, truth the images' labels.
func ReportOf(classes []string, truth []int, p *mat.Dense) (*Report, error) {
	if err := checkClasses(classes); err != nil {
		return nil, err
	}
	if p == nil || len(truth) == 0 {
		return nil, fmt.Errorf("cnn: a report of no predictions")
	}
	if n, k := p.Dims(); n != len(truth) || k != len(classes) {
		return nil, fmt.Errorf("cnn: a report of %d×%d probabilities for %d images and %d classes", n, k, len(truth), len(classes))
	}
	idx := make([]int, len(truth))
	for i, t := range truth {
		idx[i] = i
		if t < 0 || t >= len(classes) {
			return nil, fmt.Errorf("cnn: a report: label %d of image %d, there are %d classes", t, i, len(classes))
		}
		for k, v := range p.RawRowView(i) {
			if !(v >= 0 && v <= 1) {
				return nil, fmt.Errorf("cnn: a report: the probability of class %d of image %d is %v", k, i, v)
			}
		}
	}
	return newReport(slices.Clone(classes), idx, make([]string, len(truth)), slices.Clone(truth), mat.DenseCopyOf(p))
}

// Pool is the report of the images of all of reports together, such as the test
// images of several splits; each image as often as it is there.
func Pool(reports ...*Report) (*Report, error) {
	if len(reports) == 0 {
		return nil, fmt.Errorf("cnn: a pool of no reports")
	}
	first, total := reports[0], 0
	for _, r := range reports {
		if !slices.Equal(r.Classes, first.Classes) {
			return nil, fmt.Errorf("cnn: a pool of reports on the classes %q and %q", first.Classes, r.Classes)
		}
		total += r.Total
	}
	var idx, truth []int
	var paths []string
	p := mat.NewDense(total, len(first.Classes), nil)
	for _, r := range reports {
		for i := range r.Truth {
			p.SetRow(len(idx)+i, r.P.RawRowView(i))
		}
		idx, paths, truth = append(idx, r.Index...), append(paths, r.Paths...), append(truth, r.Truth...)
	}
	return newReport(first.Classes, idx, paths, truth, p)
}

// newReport keeps what it is given.
func newReport(classes []string, idx []int, paths []string, truth []int, p *mat.Dense) (*Report, error) {
	r := &Report{Classes: classes, Index: idx, Paths: paths, Truth: truth, P: p, Confusion: make([][]int, len(classes))}
	for k := range r.Confusion {
		r.Confusion[k] = make([]int, len(classes))
	}
	for i, t := range truth {
		row := p.RawRowView(i)
		label := Likeliest(row)
		if label < 0 {
			return nil, fmt.Errorf("cnn: a report: the prediction of image %d is NaN", idx[i])
		}
		r.Confusion[t][label]++
		if label == t {
			r.Correct++
		} else {
			r.Wrong = append(r.Wrong, Mistake{Index: idx[i], Truth: t, Predicted: label, P: row[label]})
		}
	}
	r.Total, r.Loss = len(truth), meanLoss(truth, p)
	r.Accuracy = share(r.Correct, r.Total)
	slices.SortStableFunc(r.Wrong, func(a, b Mistake) int { return cmp.Compare(b.P, a.P) })
	return r, nil
}

// Images is the number of images of a class.
func (r *Report) Images(class int) int {
	sum := 0
	for _, n := range r.Confusion[class] {
		sum += n
	}
	return sum
}

// Recall is the share of a class's images that are predicted as it; NaN without
// images.
func (r *Report) Recall(class int) float64 {
	return share(r.Confusion[class][class], r.Images(class))
}

// Precision is the share of the images predicted as a class that are of it; NaN
// where none is.
func (r *Report) Precision(class int) float64 {
	all := 0
	for _, row := range r.Confusion {
		all += row[class]
	}
	return share(r.Confusion[class][class], all)
}

func share(part, all int) float64 {
	if all == 0 {
		return math.NaN()
	}
	return float64(part) / float64(all)
}

// percent is a share as text.
func percent(share float64) string {
	if math.IsNaN(share) {
		return "–"
	}
	return fmt.Sprintf("%.1f %%", 100*share)
}

// String is the score and a table with a row a class: images, recall, precision,
// and how many are predicted as each class, for up to twelve.
func (r *Report) String() string {
	const mostColumns = 12
	var b strings.Builder
	fmt.Fprintf(&b, "%v\n\n", r.Score)
	t := tabwriter.NewWriter(&b, 0, 8, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "class\timages\trecall\tprecision\t")
	wide := len(r.Classes) <= mostColumns
	if wide {
		for _, name := range r.Classes {
			fmt.Fprintf(t, "as %s\t", cell(name))
		}
	}
	fmt.Fprintln(t)
	for k, name := range r.Classes {
		fmt.Fprintf(t, "%s\t%d\t%s\t%s\t", cell(name), r.Images(k), percent(r.Recall(k)), percent(r.Precision(k)))
		if wide {
			for _, n := range r.Confusion[k] {
				fmt.Fprintf(t, "%d\t", n)
			}
		}
		fmt.Fprintln(t)
	}
	t.Flush()
	return strings.TrimSuffix(b.String(), "\n")
}

// cell keeps a class's odd name within its cell.
func cell(name string) string {
	return strings.NewReplacer("\t", `\t`, "\n", `\n`, "\r", `\r`).Replace(name)
}

// DataFrame has a row a class and the columns class, images, recall, precision
// and, for each class, as_<class>, the images predicted as it.
func (r *Report) DataFrame() dataframe.DataFrame {
	n := len(r.Classes)
	images, recall, precision := make([]int, n), make([]float64, n), make([]float64, n)
	as := make([][]int, n)
	for k := range n {
		images[k], recall[k], precision[k] = r.Images(k), r.Recall(k), r.Precision(k)
		as[k] = make([]int, n)
		for truth, row := range r.Confusion {
			as[k][truth] = row[k]
		}
	}
	columns := []series.Series{
		column.Strings(r.Classes, "class"), series.New(images, series.Int, "images"),
		series.New(recall, series.Float, "recall"), series.New(precision, series.Float, "precision"),
	}
	for k, name := range r.Classes {
		columns = append(columns, series.New(as[k], series.Int, "as_"+name))
	}
	return dataframe.New(columns...)
}

// Predictions has a row an image and the columns index, path, class, predicted,
// right and, for each class, p_<class>.
func (r *Report) Predictions() dataframe.DataFrame {
	n := len(r.Truth)
	class, predicted, right := make([]string, n), make([]string, n), make([]bool, n)
	for i, t := range r.Truth {
		label := Likeliest(r.P.RawRowView(i))
		class[i], predicted[i], right[i] = r.Classes[t], r.Classes[label], label == t
	}
	columns := []series.Series{
		series.New(r.Index, series.Int, "index"), column.Strings(r.Paths, "path"),
		column.Strings(class, "class"), column.Strings(predicted, "predicted"), series.New(right, series.Bool, "right"),
	}
	for k, name := range r.Classes {
		columns = append(columns, series.New(mat.Col(nil, k, r.P), series.Float, "p_"+name))
	}
	return dataframe.New(columns...)
}
